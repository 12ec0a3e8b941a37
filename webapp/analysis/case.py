"""Everything that one judgement may look at: the function, its minutes and what is around it."""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field, replace
from typing import Literal

from collectors.records import AccountLimits, Alarm, Change, Failure, Function, Mapping, Points, Queue, ReportBucket
from webapp.analysis.limits import Limits
from webapp.analysis.minutes import Minutes
from webapp.analysis.usual import Level
from webapp.analysis.verdict import Reason, State, Verdict

Part = Literal["configuration", "metrics", "queues", "alarms", "mappings"]

LAST_SEEN = "When last read: "
"""Begins the text of what held when we last could look."""


@dataclass(frozen=True, slots=True)
class Look:
    """How well one part could be read: `read_at` is when it last was (None: never), `every_s` how often it ought to be.

    `failure` is what the newest attempt met, None when it went well. `unbroken_from` is the start of what was read
    without a gap up to `read_at`: only there does a minute without points mean that nothing happened.
    """

    part: Part
    read_at: int | None
    every_s: int
    failure: Failure | None = None
    unbroken_from: int | None = None


@dataclass(frozen=True, slots=True)
class QueueRole:
    """What a queue is for: the names whose failures come here, the functions that it feeds.

    `source_retention_s` is the longest retention of the queues whose failures come here: standard messages expire by
    the time of their first sending, wherever they are. `of_function`: Lambda itself sends failed events here.
    """

    dead_letters_of: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    source_retention_s: int = 0
    of_function: bool = False


@dataclass(frozen=True, slots=True)
class WatchedQueue:
    """A queue beside a function, with its one-minute depths of the last hours.

    `look` and `limits` are the queue's own; None: read each minute, and judged by the function's limits.
    """

    queue: Queue
    role: QueueRole
    points: Points | None = None
    look: Look | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the logs say of the last hours: (start of five minutes, error records) and reports, both oldest first.

    `until` is how far the logs were read, None where they were not.
    """

    errors: tuple[tuple[int, int], ...] = ()
    reports: tuple[ReportBucket, ...] = ()
    until: int | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class UnreadQueue:
    """A queue beside a function that could never be read, and why."""

    name: str
    look: Look


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a function when it is judged.

    `metrics` is the look at the function's own metrics; `looks` holds the other parts that this judgement needs (no
    queues: no look at queues). `changes` are those of the last day. `account_concurrency` is the account's highest
    concurrency of the last minutes. `usual` maps the start of an hour (of today) to what earlier days saw in it.
    Whoever builds it shares the parts that all functions of a target have in common.
    """

    metrics: Look
    looks: tuple[Look, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    queues: tuple[WatchedQueue, ...] = ()
    unread_queues: tuple[UnreadQueue, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    changes: tuple[Change, ...] = ()
    account: AccountLimits | None = None
    account_concurrency: float | None = None
    usual: MappingABC[int, Level] = field(default_factory=dict)
    told: Told = NOTHING_TOLD

    @property
    def all_looks(self) -> tuple[Look, ...]:
        """Every part that this judgement rests on."""
        return (self.metrics, *self.looks)


@dataclass(frozen=True, slots=True)
class Case:
    """One judgement: `until` is when the metrics were last read, so that windows end where knowledge ends."""

    minutes: Minutes
    limits: Limits
    now: int
    until: int
    before: Verdict | None

    def earlier(self, rule: str) -> Reason | None:
        """The reason that `rule` gave last time, the worst where it gave several, as it read when it was measured."""
        found = next((r for r in self.before.reasons if r.rule == rule), None) if self.before else None
        return replace(found, text=found.text.removeprefix(LAST_SEEN)) if found else None

    def held(self, rule: str) -> State | None:
        """The state in which `rule` held the thing last time: it is left later than it was entered."""
        reason = self.earlier(rule)
        return reason.state if reason and reason.state in (State.BAD, State.WARN) else None


@dataclass(frozen=True, slots=True)
class FunctionCase(Case):
    """One judgement of a function."""

    function: Function
    context: Context
