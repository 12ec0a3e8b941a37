"""What a judgement says: a state, and the reasons that led to it."""

from dataclasses import dataclass
from enum import StrEnum

from collectors.records import Identity


class State(StrEnum):
    """The state of a thing, worst first in `rank`."""

    BAD = "BAD"
    WARN = "WARN"
    UNKNOWN = "UNKNOWN"
    OK = "OK"
    IDLE = "IDLE"

    @property
    def rank(self) -> int:
        """0 is what needs attention first."""
        return _RANKS[self]


_RANKS = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state was chosen: what was observed, which limit it crossed, and since when.

    `rule` is a stable name (`error_rate`); `unit` is percent, ms, s, count or empty; `text` is one plain sentence
    that an engineer can act on, without markup; `advice` says what to do where something cannot be read. `observed` and
    `limit` are None where there is nothing to compare.
    """

    rule: str
    state: State
    text: str
    observed: float | None = None
    limit: float | None = None
    unit: str = ""
    since: int | None = None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one thing, its reasons worst first, and since when it is in this state."""

    identity: Identity
    state: State
    since: int
    judged_at: int
    reasons: tuple[Reason, ...] = ()

    def says_the_same(self, other: "Verdict") -> bool:
        """Whether they differ in nothing but when they were made."""
        return (self.state, self.since, self.reasons) == (other.state, other.since, other.reasons)
