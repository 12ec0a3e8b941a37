"""The key numbers of a function over the range that is shown."""

from dataclasses import dataclass

from webapp.charts.grid import Grid, percent_of


@dataclass(frozen=True, slots=True)
class Numbers:
    """Sums and worst values; None is no data. Percentiles are those of the worst period: they cannot be averaged."""

    invocations: float | None
    errors: float | None
    error_rate_percent: float | None
    throttles: float | None
    throttle_rate_percent: float | None
    duration_p95_worst_ms: float | None
    duration_p99_worst_ms: float | None
    duration_max_ms: float | None
    concurrency_max: float | None
    period_s: int


def numbers_of(grid: Grid) -> Numbers:
    """The numbers of a grid."""
    invocations, errors, throttles = (_sum(grid, name) for name in ("invocations", "errors", "throttles"))
    attempts = (invocations or 0) + (throttles or 0)
    return Numbers(
        invocations=invocations,
        errors=errors,
        error_rate_percent=percent_of(errors, invocations),
        throttles=throttles,
        throttle_rate_percent=percent_of(throttles, attempts),
        duration_p95_worst_ms=grid.largest(["duration_p95_ms"]),
        duration_p99_worst_ms=grid.largest(["duration_p99_ms"]),
        duration_max_ms=grid.largest(["duration_max_ms"]),
        concurrency_max=grid.largest(["concurrency_max"]),
        period_s=grid.period,
    )


def _sum(grid: Grid, column: str) -> float | None:
    values = [value for value in grid.values(column) if value is not None]
    return sum(values) if values else None
