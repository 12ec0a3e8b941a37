"""The states that an alarm went through, as far as somebody has looked."""

from bisect import bisect_right
from dataclasses import dataclass, field

from demo.cloudwatch.alarms.evaluation import INSUFFICIENT


@dataclass(frozen=True, slots=True)
class Transition:
    """The alarm entered `state` at `at`; `data` is StateReasonData, JSON."""

    at: float
    state: str
    reason: str
    data: str = ""


UNCHECKED = "Unchecked: Initial alarm creation"


@dataclass
class Track:
    """Transitions by time, the first one the state that it began with; evaluated from `start` up to `until`."""

    transitions: list[Transition]
    start: int
    until: int = field(default=0)

    def __post_init__(self) -> None:
        self.until = self.until or self.start

    def at(self, now: float) -> Transition:
        """The newest transition at `now`."""
        return self.transitions[max(0, bisect_right(self.transitions, now, key=lambda t: t.at) - 1)]

    def add(self, transition: Transition) -> None:
        """It moved on."""
        self.transitions.append(transition)

    def cut(self, now: float) -> None:
        """Forget what comes after `now`: it will be evaluated again, with what people changed."""
        self.transitions = [t for t in self.transitions if t.at <= now] or self.transitions[:1]
        self.until = min(self.until, int(now) // 60 * 60)


def unchecked(now: float) -> Track:
    """The track of a new alarm: it has looked at nothing yet."""
    return Track([Transition(now, INSUFFICIENT, UNCHECKED)], int(now) // 60 * 60)
