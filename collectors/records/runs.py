"""One run of one collector on one target, and what came of it."""

from collections.abc import Iterable
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field

from collectors.records.alarms import ActionFailure, Alarm, AlarmTags, AlarmTransition
from collectors.records.alerting import MuteRule, Topic
from collectors.records.billed import BilledDay
from collectors.records.changes import Change
from collectors.records.failures import Failure
from collectors.records.functions import AccountLimits, Function, Mapping
from collectors.records.identity import Identity, Kind
from collectors.records.logs import ErrorsRead, LogGroup, LogQuery, LogVolume, ReportsRead
from collectors.records.metrics import Points
from collectors.records.queues import Queue


@dataclass(frozen=True, slots=True)
class Listed:
    """A complete listing of one kind: what is not among `names` no longer exists there, or is no longer selected."""

    partition: str
    account: str
    region: str
    kind: Kind
    names: frozenset[str]

    @classmethod
    def of(cls, account: Identity, kind: Kind, names: Iterable[str]) -> "Listed":
        """The listing of a kind in an account and region."""
        return cls(account.partition, account.account, account.region, kind, frozenset(names))


@dataclass(frozen=True, slots=True)
class Coverage:
    """That the interval [start, end) was looked at with `period`, and with what result (`ok` or a FailureKind).

    `subject` is empty for everything of the target, or a function's or queue's name when only that one was asked for.
    """

    period: int
    start: int
    end: int
    asked_at: int
    result: str = "ok"
    subject: str = ""


Record = (
    BilledDay
    | Function
    | Mapping
    | AccountLimits
    | Queue
    | Alarm
    | AlarmTags
    | AlarmTransition
    | ActionFailure
    | Change
    | Points
    | Topic
    | MuteRule
    | Listed
    | ReportsRead
    | ErrorsRead
    | LogGroup
    | LogQuery
    | LogVolume
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records that belong in one transaction, with the intervals that are covered once they are saved."""

    records: tuple[Record, ...] = ()
    covered: tuple[Coverage, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: how long, what it called, what it cost, what failed. Both chunks and failures may have come of it.

    `usd` counts up to five statistics of a metric as one metric, as AWS's price page says; `usd_upper` counts each
    query, as one user saw it billed. `bytes_scanned` are of logs, by Insights. `identity` names the account once STS
    told it, else None.
    """

    target: str
    collector: str
    started_at: int
    seconds: float
    chunks: int = 0
    records: int = 0
    calls: MappingABC[str, int] = field(default_factory=dict)
    metrics_requested: int = 0
    bytes_scanned: int = 0
    usd: float = 0.0
    usd_upper: float = 0.0
    failures: tuple[Failure, ...] = ()
    identity: Identity | None = None

    @property
    def ok(self) -> bool:
        """Whether everything that the run wanted to read was read."""
        return not self.failures
