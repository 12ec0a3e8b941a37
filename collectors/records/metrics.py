"""CloudWatch metrics as the dashboard names them, and the points that come back.

The catalogues below are the one place where a column, its AWS metric and statistic, its unit and how it may be rolled
up are written down: the metrics collector asks by them, the store makes its columns from them, pages label by them.
Source of names and statistics: the Lambda and SQS developer guides' metric tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from collectors.records.identity import Identity

RollUp = Literal["sum", "max", "min"]
Applies = Literal["always", "async", "stream", "provisioned"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One statistic of one metric. `roll_up` is None for a percentile: a longer period is asked of CloudWatch.

    `applies` says for which functions the metric can exist at all.
    """

    column: str
    name: str
    statistic: str
    unit: str
    roll_up: RollUp | None
    applies: Applies = "always"


FUNCTION_METRICS: tuple[Metric, ...] = (
    Metric("invocations", "Invocations", "Sum", "count", "sum"),
    Metric("errors", "Errors", "Sum", "count", "sum"),
    Metric("throttles", "Throttles", "Sum", "count", "sum"),
    Metric("duration_p50_ms", "Duration", "p50", "ms", None),
    Metric("duration_p95_ms", "Duration", "p95", "ms", None),
    Metric("duration_p99_ms", "Duration", "p99", "ms", None),
    Metric("duration_max_ms", "Duration", "Maximum", "ms", "max"),
    Metric("duration_sum_ms", "Duration", "Sum", "ms", "sum"),
    Metric("concurrency_max", "ConcurrentExecutions", "Maximum", "count", "max"),
    Metric("async_age_max_ms", "AsyncEventAge", "Maximum", "ms", "max", "async"),
    Metric("async_received", "AsyncEventsReceived", "Sum", "count", "sum", "async"),
    Metric("async_dropped", "AsyncEventsDropped", "Sum", "count", "sum", "async"),
    Metric("dead_letter_errors", "DeadLetterErrors", "Sum", "count", "sum", "async"),
    Metric("destination_failures", "DestinationDeliveryFailures", "Sum", "count", "sum", "async"),
    Metric("iterator_age_max_ms", "IteratorAge", "Maximum", "ms", "max", "stream"),
    Metric("spillover", "ProvisionedConcurrencySpilloverInvocations", "Sum", "count", "sum", "provisioned"),
)

QUEUE_METRICS: tuple[Metric, ...] = (
    Metric("visible", "ApproximateNumberOfMessagesVisible", "Maximum", "count", "max"),
    Metric("in_flight", "ApproximateNumberOfMessagesNotVisible", "Maximum", "count", "max"),
    Metric("delayed", "ApproximateNumberOfMessagesDelayed", "Maximum", "count", "max"),
    Metric("oldest_age_s", "ApproximateAgeOfOldestMessage", "Maximum", "s", "max"),
    Metric("sent", "NumberOfMessagesSent", "Sum", "count", "sum"),
    Metric("deleted", "NumberOfMessagesDeleted", "Sum", "count", "sum"),
)

ACCOUNT_METRICS: tuple[Metric, ...] = (
    Metric("invocations", "Invocations", "Sum", "count", "sum"),
    Metric("errors", "Errors", "Sum", "count", "sum"),
    Metric("throttles", "Throttles", "Sum", "count", "sum"),
    Metric("concurrency_max", "ConcurrentExecutions", "Maximum", "count", "max"),
    Metric("claimed_concurrency_max", "ClaimedAccountConcurrency", "Maximum", "count", "max"),
)

LOG_GROUP_METRICS: tuple[Metric, ...] = (Metric("bytes", "IncomingBytes", "Sum", "bytes", "sum"),)
"""Of CloudWatch Logs; added up by the day and kept as LogVolume."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A half-open stretch of time [start, end), aligned to `period` seconds."""

    start: int
    end: int
    period: int


@dataclass(frozen=True, slots=True)
class Points:
    """What CloudWatch answered for one function, queue or account over one window.

    `rows` is (start of the period, one value per column of `columns`); None where CloudWatch returned no datapoint,
    which is not zero. Rows without any value are absent. A column missing from `columns` was not asked for, and
    saving leaves what is stored in it alone. Every column that was asked and answered overwrites what is stored.
    """

    identity: Identity
    period: int
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[float | None, ...]]]
