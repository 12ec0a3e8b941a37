"""The states in words and icons: a state is never told by its colour alone."""

from webapp.analysis.verdict import State

WORDS = {
    State.BAD: "Bad",
    State.WARN: "Warning",
    State.UNKNOWN: "Unknown",
    State.OK: "OK",
    State.IDLE: "Idle",
}

ICONS = {
    State.BAD: "octagon-x",
    State.WARN: "triangle-alert",
    State.UNKNOWN: "circle-question-mark",
    State.OK: "circle-check",
    State.IDLE: "circle-slash",
}


def word(state: str) -> str:
    """The state as a label."""
    return WORDS[State(state)]


def icon(state: str) -> str:
    """The name of the state's icon in the sprite."""
    return ICONS[State(state)]
