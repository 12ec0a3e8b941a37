"""One function as the fleet shows it, on the page and in the API."""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.durations import HOUR
from collectors.records import Change
from webapp.analysis.verdict import Reason, State
from webapp.store.fleet import FleetRow

CHANGE_WITHIN_S = 6 * HOUR
"""How long before the trouble a change is still named beside it."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change before the trouble: `before_s` seconds before it began."""

    at: int
    what: str
    field: str
    who: str
    before_s: int


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function. Numbers are of the `window_s` seconds up to `data_until` (epoch seconds); null is "no data", not 0.

    `error_rate` is errors / invocations and `throttle_rate` throttles / (throttles + invocations), both 0..1;
    `duration_p50_ms` and `duration_p95_ms` are those of the window's worst minute, for percentiles cannot be averaged.
    `spark` are the invocations in equal slices of the window. `tags` is null where they could not be read.
    """

    account: str
    region: str
    name: str
    state: State
    since: int
    judged_at: int
    reasons: tuple[Reason, ...]
    runtime: str | None
    tags: dict[str, str] | None
    window_s: int
    data_until: int | None
    invocations: float | None
    errors: float | None
    error_rate: float | None
    throttles: float | None
    throttle_rate: float | None
    duration_p50_ms: float | None
    duration_p95_ms: float | None
    concurrency_max: float | None
    dlq_depth: int | None
    alarms_firing: int | None
    last_change: LastChange | None
    spark: tuple[float | None, ...]


def function_row(row: FleetRow, change: LastChange | None = None) -> FunctionRow:
    """The stored row in the words of the page."""
    return FunctionRow(
        account=row.identity.account,
        region=row.identity.region,
        name=row.identity.name,
        state=row.verdict.state,
        since=row.verdict.since,
        judged_at=row.verdict.judged_at,
        reasons=row.verdict.reasons,
        runtime=row.runtime,
        tags=None if row.tags is None else dict(row.tags),
        window_s=row.window_s,
        data_until=row.data_until,
        invocations=row.invocations,
        errors=row.errors,
        error_rate=rate(row.errors, row.invocations),
        throttles=row.throttles,
        throttle_rate=rate(row.throttles, _attempts(row)),
        duration_p50_ms=row.duration_p50_ms,
        duration_p95_ms=row.duration_p95_worst_ms,
        concurrency_max=row.concurrency_max,
        dlq_depth=row.dlq_depth,
        alarms_firing=row.alarms_firing,
        last_change=change,
        spark=row.spark,
    )


def rate(part: float | None, whole: float | None) -> float | None:
    """The share 0..1; None where nothing was attempted, or nothing is known of it."""
    return None if part is None or not whole else min(part / whole, 1.0)


def last_change(changes: Sequence[Change], since: int) -> LastChange | None:
    """The newest of `changes` in the CHANGE_WITHIN_S seconds before `since`."""
    before = [change for change in changes if since - CHANGE_WITHIN_S <= change.at <= since]
    if not before:
        return None
    newest = max(before, key=lambda change: change.at)
    return LastChange(newest.at, newest.what, newest.field, newest.who, since - newest.at)


def _attempts(row: FleetRow) -> float | None:
    if row.invocations is None and row.throttles is None:
        return None
    return (row.invocations or 0.0) + (row.throttles or 0.0)
