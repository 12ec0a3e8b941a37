"""What an audit finds, and what it looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from collectors.records import ActionFailure, Alarm, AlarmTransition, Function, Identity, Kind, Queue, Topic


class Risk(StrEnum):
    """How bad it would be in the night: HIGH is an incident that nobody hears of."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 comes first."""
        return _RANKS[self]


_RANKS = {risk: rank for rank, risk in enumerate(Risk)}


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, and what the builder's form should say instead, or what should be done: delete, enable or unmute."""

    text: str
    mend: tuple[tuple[str, str], ...] = ()
    deed: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is an alarm, or a function or queue that has none. `mend` fills the builder's form with the remedy, where
    it is not a `deed`: delete, enable or unmute the alarm.

    `rule` is a stable name: missing, cannot_fire, unheard, cries_wolf, stuck.
    """

    rule: str
    risk: Risk
    about: Identity
    text: str
    mend: tuple[tuple[str, str], ...] = ()
    deed: str = ""


@dataclass(frozen=True)
class Audited:
    """Everything that an audit looks at.

    `dead_letters` are queues to which failures come, `busy` the functions that were invoked of late. Topics are by ARN;
    transitions and failures are those of the last two weeks. `muted` alarms are quiet on purpose, which is no finding
    unless they are among `overdue`, whose actions should run again and do not, with why. `streamed` functions read from
    streams. `highest` has the highest values of the last 15 days by column, of what alarms watch; `seldom` the minutes
    in which functions were invoked that are invoked seldom. Of the accounts and regions in `unread` not all alarms are
    known, so that nothing there is said to have none.
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
    muted: frozenset[Identity] = frozenset()
    overdue: Mapping[Identity, str] = field(default_factory=dict)
    streamed: frozenset[Identity] = frozenset()
    highest: Mapping[Identity, Mapping[str, float | None]] = field(default_factory=dict)
    seldom: Mapping[Identity, Sequence[int]] = field(default_factory=dict)
    unread: frozenset[tuple[str, str]] = frozenset()

    def function_of(self, alarm: Alarm) -> Function | None:
        """The function that an alarm watches, None where there is none that we know."""
        return next((found for each in alarm.watches if (found := self.functions.get(each))), None)

    @cached_property
    def places(self) -> frozenset[tuple[Kind, str, str]]:
        """Kinds, accounts and regions of which something is known: what is not known there is not there."""
        return frozenset((each.kind, each.account, each.region) for each in (*self.functions, *self.queues))
