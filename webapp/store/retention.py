"""Forgetting what is older than the configuration keeps, a little at a time so that nobody waits for it."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Select, Table, delete, select, tuple_

from collectors.durations import DAY, HOUR, MINUTE
from webapp.config import Retention
from webapp.store.action_failures import action_failures
from webapp.store.asked_series import asked_series
from webapp.store.billed import billed_days
from webapp.store.changes import changes
from webapp.store.cold_starts import cold_starts_table
from webapp.store.coverage import coverage
from webapp.store.database import Store
from webapp.store.error_groups import error_counts, error_groups
from webapp.store.error_samples import error_samples
from webapp.store.jobs import jobs
from webapp.store.log_queries import log_queries
from webapp.store.log_volumes import log_group_days
from webapp.store.plans import plans
from webapp.store.point_tables import FIVE_MINUTES, METRICS, point_table
from webapp.store.report_buckets import report_buckets
from webapp.store.runs import last_runs, runs
from webapp.store.transitions import transitions
from webapp.store.usage import function_days
from webapp.store.verdicts import history

ROWS_A_TRANSACTION = 1000


def prune(store: Store, keep: Retention, now: int) -> int:
    """Forget everything that is too old, in transactions of at most 1,000 rows; return how many rows went."""
    gone = 0
    while some := _prune_once(store, keep, now):
        gone += some
    return gone


def prune_some(conn: Connection, keep: Retention, now: int, rows: int = ROWS_A_TRANSACTION) -> int:
    """Forget at most `rows` rows that are too old; return how many: 0 means that nothing is left to forget."""
    gone = 0
    for table, old in _too_old(keep, now):
        if gone >= rows:
            break
        key = tuple(table.primary_key)
        found = tuple_(*key).in_(old.with_only_columns(*key).limit(rows - gone))
        gone += conn.execute(delete(table).where(found)).rowcount
    return gone


def _prune_once(store: Store, keep: Retention, now: int) -> int:
    with store.write() as conn:
        return prune_some(conn, keep, now)


def _too_old(keep: Retention, now: int) -> Iterator[tuple[Table, Select[*tuple[object, ...]]]]:
    """The rows to forget of each table. Ages are cut at whole hours: half an hour of minutes would roll up wrongly."""
    days = {MINUTE: keep.minute_days, FIVE_MINUTES: keep.five_minute_days, HOUR: keep.hour_days}
    oldest = {period: (now - each * DAY) // HOUR * HOUR for period, each in days.items()}
    for period, before in oldest.items():
        for table in (point_table(kind, period) for kind in METRICS):
            yield table, select(table).where(table.c.ts < before).order_by(*table.primary_key)
        yield coverage, select(coverage).where(coverage.c.period == period, coverage.c.end <= before)
    yield coverage, select(coverage).where(coverage.c.period == DAY, coverage.c.end <= oldest[HOUR])
    for table in (function_days, log_group_days, billed_days):
        yield table, select(table).where(table.c.ts < oldest[HOUR] - DAY)
    yield asked_series, select(asked_series).where(asked_series.c.asked_at < oldest[MINUTE])
    moments = (changes.c.at, transitions.c.at, action_failures.c.at, history.c.judged_at)
    for table, when in zip((changes, transitions, action_failures, history), moments, strict=True):
        yield table, select(table).where(when < oldest[HOUR])
    yield from _old_logs(oldest)
    before = now - keep.runs_days * DAY
    yield log_queries, select(log_queries).where(log_queries.c.asked_at < before)
    newest = select(last_runs.c.run_id)
    yield runs, select(runs).where(runs.c.started_at < before, runs.c.id.not_in(newest))
    yield plans, select(plans).where(plans.c.expires_at < before, plans.c.job_id.is_(None))
    yield jobs, select(jobs).where(jobs.c.finished_at < before)


def _old_logs(oldest: Mapping[int, int]) -> Iterator[tuple[Table, Select[*tuple[object, ...]]]]:
    """Counts and cold starts live as long as 5-minute points, samples as minutes, a group's first time as hours."""
    for table, when in (
        (report_buckets, report_buckets.c.ts < oldest[FIVE_MINUTES]),
        (cold_starts_table, cold_starts_table.c.at < oldest[FIVE_MINUTES] * 1000),
        (error_counts, error_counts.c.ts < oldest[FIVE_MINUTES]),
        (error_samples, error_samples.c.at < oldest[MINUTE] * 1000),
        (error_groups, error_groups.c.last_seen < oldest[HOUR]),
    ):
        yield table, select(table).where(when)
