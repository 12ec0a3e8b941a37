"""One function's numbers of the last hour, as the fleet page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from collectors.durations import HOUR
from collectors.records import Points
from webapp.analysis.case import Context
from webapp.analysis.minutes import Minutes

WINDOW_S = HOUR
SLICES = 30
"""Slices of a sparkline: two minutes each."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the last hour; None is no data, not zero.

    Percentiles cannot be averaged: `duration_p50_ms` is the middle minute's p50, `duration_p95_worst_ms` the worst
    minute's p95. `spark` are the invocations in slices of two minutes, oldest first, empty where there are none.
    `dlq_depth` counts the messages in the dead-letter queues beside the function, None where it has none that we
    know. `alarms_firing` is None as long as no alarm was ever read. `data_until` is the end of what was read.
    """

    invocations: float | None = None
    errors: float | None = None
    throttles: float | None = None
    duration_p50_ms: float | None = None
    duration_p95_worst_ms: float | None = None
    concurrency_max: float | None = None
    dlq_depth: int | None = None
    alarms_firing: int | None = None
    spark: tuple[float | None, ...] = ()
    data_until: int | None = None

    @property
    def error_rate_percent(self) -> float | None:
        """Errors of invocations, 0..100; None where nothing was invoked."""
        return 100 * (self.errors or 0) / self.invocations if self.invocations else None


def summarise(points: Points | None, context: Context, now: int) -> Summary:
    """The hour up to the newest reading. `points` are one-minute points, in any order, None where there are none."""
    until = context.metrics.read_at
    depth = _dead_letters(context)
    firing = _firing(context)
    if points is None or not points.rows:
        return Summary(dlq_depth=depth, alarms_firing=firing, data_until=until)
    minutes = Minutes(points, now)
    start = min(now, until or now) // 60 * 60 - WINDOW_S

    def seen(column: str) -> list[float]:
        return [value for _, value in minutes.values(column, start)]

    return Summary(
        invocations=_total(seen("invocations")),
        errors=_total(seen("errors")),
        throttles=_total(seen("throttles")),
        duration_p50_ms=median_low(p50) if (p50 := seen("duration_p50_ms")) else None,
        duration_p95_worst_ms=max(seen("duration_p95_ms"), default=None),
        concurrency_max=max(seen("concurrency_max"), default=None),
        dlq_depth=depth,
        alarms_firing=firing,
        spark=_spark(minutes.values("invocations", start), start),
        data_until=until,
    )


def _total(values: Sequence[float]) -> float | None:
    return sum(values) if values else None


def _spark(values: Sequence[tuple[int, float]], start: int) -> tuple[float | None, ...]:
    slices: list[float | None] = [None] * SLICES
    for ts, value in values:
        i = min((ts - start) * SLICES // WINDOW_S, SLICES - 1)
        slices[i] = (slices[i] or 0.0) + value
    return tuple(slices) if values else ()


def _firing(context: Context) -> int | None:
    read = any(look.part == "alarms" and look.read_at is not None for look in context.looks)
    return sum(alarm.state == "ALARM" for alarm in context.alarms) if read else None


def _dead_letters(context: Context) -> int | None:
    depths = [w.queue.visible for w in context.queues if w.role.of_function or w.role.dead_letters_of]
    return sum(depths) if depths else None
