"""What the logs of functions say: reports, cold starts and errors over a stretch of time, and what asking cost."""

from dataclasses import dataclass

from collectors.records.identity import Identity
from collectors.records.metrics import Window

STANDARD = "STANDARD"
"""The log class of a log group that says nothing else (CloudWatch Logs API reference, LogGroup)."""


@dataclass(frozen=True, slots=True)
class ReportBucket:
    """What Lambda reported of one version in the five minutes from `ts` on. Times in ms, memory in MB.

    `reports` are invocations that have a report. `billed_ms` is AWS's own sum, with what restoring is billed on top
    in `billed_restore_ms`. `cut_inits` are inits that were stopped at 10 s and run again inside the invocation.
    """

    function: Identity
    version: str
    ts: int
    reports: int
    inits: int = 0
    restores: int = 0
    cut_inits: int = 0
    timeouts: int = 0
    out_of_memory: int = 0
    billed_ms: float | None = None
    billed_restore_ms: float | None = None
    duration_p50_ms: float | None = None
    duration_p95_ms: float | None = None
    duration_max_ms: float | None = None
    init_p50_ms: float | None = None
    init_p95_ms: float | None = None
    init_max_ms: float | None = None
    restore_p50_ms: float | None = None
    restore_p95_ms: float | None = None
    restore_max_ms: float | None = None
    memory_mb: float | None = None
    max_memory_mb: float | None = None

    @property
    def cold_starts(self) -> int:
        """How many environments were started or restored."""
        return self.inits + self.restores + self.cut_inits


@dataclass(frozen=True, slots=True)
class ColdStart:
    """One start of an environment. `at` is epoch ms, `kind` init, restore or cut; a cut init has no request id."""

    function: Identity
    version: str
    at: int
    kind: str
    took_ms: float
    request_id: str = ""
    memory_mb: float | None = None
    max_memory_mb: float | None = None


@dataclass(frozen=True, slots=True)
class ReportsRead:
    """All that the reports of `functions` say about `window`; it replaces what an earlier look saw there.

    `cold_starts` is None where there were too many to fetch each one, or they could not be fetched: then the buckets'
    own percentiles are all there is.
    """

    functions: tuple[Identity, ...]
    window: Window
    buckets: tuple[ReportBucket, ...]
    cold_starts: tuple[ColdStart, ...] | None = ()


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How many records of one version look like errors in the five minutes from `ts` on."""

    function: Identity
    version: str
    ts: int
    records: int


@dataclass(frozen=True, slots=True)
class ErrorSample:
    """One record that looks like an error, as it was written, its end cut off where it is long. `at` is epoch ms."""

    function: Identity
    version: str
    at: int
    stream: str
    text: str
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class ErrorsRead:
    """All counts of `functions` in `window`, and the newest records behind them; it replaces an earlier look.

    A function with fewer samples than its counts say has more records than are fetched.
    """

    functions: tuple[Identity, ...]
    window: Window
    counts: tuple[ErrorCount, ...]
    samples: tuple[ErrorSample, ...] = ()


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group. `stored_bytes` is what CloudWatch bills for keeping; `retention_days` None: for ever.

    `log_class` is CloudWatch's own word, by which writing is priced.
    """

    identity: Identity
    stored_bytes: int
    created_at: int | None = None
    retention_days: int | None = None
    log_class: str = STANDARD


@dataclass(frozen=True, slots=True)
class LogVolume:
    """What was written to a log group on the day (UTC) from `day` on, until it was asked."""

    identity: Identity
    day: int
    bytes: int


@dataclass(frozen=True, slots=True)
class LogQuery:
    """One Logs Insights query that has ended, however it did: its bytes are billed in any case.

    `status` is CloudWatch's own word.
    """

    query_id: str
    purpose: str
    groups: tuple[str, ...]
    start: int
    end: int
    asked_at: int
    status: str
    bytes_scanned: int
    records_matched: int = 0
