"""Where a metric's samples come from: the function, the queue or the account that its dimensions name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from demo.cloudwatch.lambda_metrics import METRICS, samples
from demo.cloudwatch.statistics import Stats, merged
from demo.durations import MINUTE
from demo.world.minutes import Minute, partly
from demo.world.queue_minutes import QueueMinute, Removed, queue_minute
from demo.world.specs import AccountSpec, FunctionSpec, QueueSpec
from demo.world.volumes import minute_volume
from demo.world.world import World


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the world, when, and how late data is for them.

    `late` is how many seconds it takes until a minute has wholly come in; until then its counts are too low, the
    more so the newer it is. Without it, only what is of a minute not over or has not ended yet is missing.
    """

    world: World
    account: str
    region: str
    now: float
    removed: Removed
    late: float = 0.0
    _queue_minutes: dict[tuple[QueueSpec, int], QueueMinute | None] = field(default_factory=dict)

    def queue_minute(self, queue: QueueSpec, ts: int) -> QueueMinute | None:
        """The queue's minute, worked out once for all the metrics that one question asks of it."""
        key = (queue, ts)
        if key not in self._queue_minutes:
            self._queue_minutes[key] = queue_minute(self.world, queue, ts, self.removed)
        return self._queue_minutes[key]

    def settled(self, ts: int, spec: FunctionSpec) -> float:
        """The share (0..1) of the data of the minute `ts` that has come in."""
        return settled(self.now - ts, spec.duration_ms / 1000, self.late)

    def minute(self, spec: FunctionSpec, ts: int) -> Minute:
        """The function's minute, as far as it can be seen."""
        share = 1.0 if self.now - ts > 2000 + self.late else self.settled(ts, spec)
        return partly(self.world.minute(spec, ts), share) if share > 0 else Minute(ts)


def settled(age: float, duration: float, late: float) -> float:
    """The share of a minute's data that has come in `age` seconds after the minute began.

    Lambda publishes when an invocation ends, under the time of its start.
    """
    if age <= 0:
        return 0.0
    return min(1.0, age / (MINUTE + max(duration if duration > MINUTE else 0.0, late)))


class Source(Protocol):
    """One metric of one thing, minute by minute."""

    @property
    def unit(self) -> str:
        """CloudWatch's unit."""
        ...

    def stats(self, ts: int) -> Stats | None:
        """The statistic set of the minute, None where nothing was published."""
        ...

    def samples(self, ts: int) -> list[float]:
        """The minute's samples, in no order."""
        ...


@dataclass(frozen=True, slots=True)
class OfFunction:
    """A metric of one function."""

    viewer: Viewer
    spec: FunctionSpec
    name: str
    unit: str

    def stats(self, ts: int) -> Stats | None:
        """The statistic set of the minute."""
        return METRICS[self.name].stats(self.viewer.minute(self.spec, ts))

    def samples(self, ts: int) -> list[float]:
        """The minute's samples."""
        return samples(self.name, self.viewer.minute(self.spec, ts))


@dataclass(frozen=True, slots=True)
class OfAccount:
    """A metric of all functions of the account in the region together; levels add up, within the account's limit."""

    viewer: Viewer
    limits: AccountSpec
    functions: tuple[FunctionSpec, ...]
    name: str
    unit: str

    def stats(self, ts: int) -> Stats | None:
        """The statistic set of the minute."""
        if self.name not in _LEVELS:
            found = (METRICS[self.name].stats(self.viewer.minute(spec, ts)) for spec in self.functions)
            return merged(stats for stats in found if stats)
        minutes = [(spec, self.viewer.minute(spec, ts)) for spec in self.functions]
        count = sum(minute.invocations for _, minute in minutes)
        high = float(min(self.limits.concurrency, self._level(minutes)))
        return Stats(count, high * count, high, high) if count else None

    def samples(self, ts: int) -> list[float]:
        """The minute's samples."""
        if self.name in _LEVELS:
            stats = self.stats(ts)
            return [stats.high] if stats else []
        return [value for spec in self.functions for value in samples(self.name, self.viewer.minute(spec, ts))]

    def _level(self, minutes: list[tuple[FunctionSpec, Minute]]) -> int:
        shared = sum(minute.concurrency for spec, minute in minutes if not spec.reserved)
        if self.name == "UnreservedConcurrentExecutions":
            return shared
        if self.name == "ConcurrentExecutions":
            return shared + sum(minute.concurrency for spec, minute in minutes if spec.reserved)
        kept = (max(spec.reserved or 0, sum(n for _, n in spec.provisioned)) for spec in self.functions)
        return shared + sum(kept)


@dataclass(frozen=True, slots=True)
class OfQueue:
    """A metric of a queue: SQS publishes one value a minute."""

    viewer: Viewer
    queue: QueueSpec
    attribute: str
    unit: str

    def stats(self, ts: int) -> Stats | None:
        """The statistic set of the minute, which SQS publishes when it is over."""
        if ts + MINUTE + self.viewer.late > self.viewer.now:
            return None
        minute = self.viewer.queue_minute(self.queue, ts)
        value = float(getattr(minute, self.attribute)) if minute else 0.0
        return Stats(1, value, value, value) if minute else None

    def samples(self, ts: int) -> list[float]:
        """The minute's one value."""
        stats = self.stats(ts)
        return [stats.high] if stats else []


@dataclass(frozen=True, slots=True)
class OfLogGroup:
    """A metric of a log group: what the functions that write to it wrote. What people put there is not counted."""

    viewer: Viewer
    writers: tuple[FunctionSpec, ...]
    attribute: str
    unit: str

    def stats(self, ts: int) -> Stats | None:
        """The statistic set of the minute, None where nothing was written."""
        volumes = [minute_volume(spec, self.viewer.minute(spec, ts)) for spec in self.writers]
        events = round(sum(volume.events for volume in volumes))
        if not events:
            return None
        total = float(round(sum(getattr(volume, self.attribute) for volume in volumes)))
        return Stats(events, total, total / events, total / events)

    def samples(self, ts: int) -> list[float]:
        """The minute's samples, all alike."""
        stats = self.stats(ts)
        return [stats.high] * stats.samples if stats else []


LOG_METRICS = {"IncomingBytes": ("bytes", "Bytes"), "IncomingLogEvents": ("events", "Count")}
"""What CloudWatch Logs publishes of a log group: the field of a minute's volume, and the unit."""

QUEUE_METRICS: dict[str, tuple[str, str]] = {
    "ApproximateNumberOfMessagesVisible": ("visible", "Count"),
    "ApproximateNumberOfMessagesNotVisible": ("in_flight", "Count"),
    "ApproximateNumberOfMessagesDelayed": ("delayed", "Count"),
    "ApproximateAgeOfOldestMessage": ("oldest_age_s", "Seconds"),
    "NumberOfMessagesSent": ("sent", "Count"),
    "NumberOfMessagesReceived": ("received", "Count"),
    "NumberOfMessagesDeleted": ("deleted", "Count"),
}
"""What SQS publishes of a queue: the field of a queue's minute, and the unit."""

_LEVELS = ("ConcurrentExecutions", "UnreservedConcurrentExecutions", "ClaimedAccountConcurrency")
ACCOUNT_METRICS = ("Invocations", "Errors", "Throttles", "Duration", *_LEVELS)
"""What Lambda publishes without a dimension."""


def source_of(viewer: Viewer, namespace: str, name: str, dimensions: Mapping[str, str]) -> Source | None:
    """The source that exactly these dimensions name, None where CloudWatch knows no such metric."""
    if namespace == "AWS/SQS" and set(dimensions) == {"QueueName"} and name in QUEUE_METRICS:
        queue = viewer.world.fleet.queue(viewer.account, viewer.region, dimensions["QueueName"])
        return OfQueue(viewer, queue, *QUEUE_METRICS[name]) if queue else None
    if namespace == "AWS/Logs" and set(dimensions) == {"LogGroupName"} and name in LOG_METRICS:
        busy = viewer.world.fleet.busy_in(viewer.account, viewer.region)
        writers = tuple(spec for spec in busy if spec.group == dimensions["LogGroupName"])
        return OfLogGroup(viewer, writers, *LOG_METRICS[name]) if writers else None
    if namespace != "AWS/Lambda":
        return None
    return _of_function(viewer, name, dimensions) if dimensions else _of_account(viewer, name)


def _of_account(viewer: Viewer, name: str) -> Source | None:
    if name not in ACCOUNT_METRICS:
        return None
    fleet = viewer.world.fleet
    limits = fleet.account_of(viewer.account, viewer.region)
    unit = METRICS[name].unit if name in METRICS else "Count"
    return OfAccount(viewer, limits, fleet.busy_in(viewer.account, viewer.region), name, unit)


def _of_function(viewer: Viewer, name: str, dimensions: Mapping[str, str]) -> Source | None:
    if set(dimensions) - {"FunctionName", "Resource"} or name not in METRICS:
        return None
    spec = viewer.world.fleet.function(viewer.account, viewer.region, dimensions.get("FunctionName", ""))
    if spec is None or not METRICS[name].applies(spec):
        return None
    if "Resource" in dimensions and dimensions["Resource"] not in resources(spec):
        return None
    return OfFunction(viewer, spec, name, METRICS[name].unit)


def resources(spec: FunctionSpec) -> list[str]:
    """What the function is called by: its alias where it has one."""
    return [f"{spec.name}:{alias.name}" for alias in spec.aliases] or [spec.name]
