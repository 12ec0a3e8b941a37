"""What an audit finds, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from collectors.records import ActionFailure, Alarm, AlarmTransition, Function, Identity, Queue, Topic


class Risk(StrEnum):
    """How bad it would be in the night: HIGH is an incident that nobody hears of."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 comes first."""
        return list(Risk).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is an alarm, or a function or queue that has none. `mend` fills the builder's form with the remedy.

    `rule` is a stable name: missing, cannot_fire, unheard, cries_wolf, stuck.
    """

    rule: str
    risk: Risk
    about: Identity
    text: str
    mend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Audited:
    """Everything that an audit looks at.

    `dead_letters` are queues to which failures come, `busy` the functions that were invoked of late. Topics are by ARN;
    transitions and failures are those of the last two weeks.
    """

    now: int
    functions: Mapping[Identity, Function]
    queues: Mapping[Identity, Queue]
    alarms: tuple[Alarm, ...]
    dead_letters: frozenset[Identity] = frozenset()
    busy: frozenset[Identity] = frozenset()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    transitions: tuple[AlarmTransition, ...] = ()
    failures: tuple[ActionFailure, ...] = ()
