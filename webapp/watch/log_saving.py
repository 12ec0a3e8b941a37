"""Saves what was read of the logs: each look replaces what an earlier one saw in its window."""

from typing import Any

from collectors.records import ErrorsRead, LogGroup, LogQuery, LogVolume, ReportsRead
from webapp.analysis.error_groups import grouped
from webapp.store import Connection
from webapp.store.cold_starts import replace_cold_starts
from webapp.store.error_groups import replace_counts
from webapp.store.error_samples import replace_samples
from webapp.store.log_groups import save_log_groups
from webapp.store.log_queries import save_log_queries
from webapp.store.log_volumes import save_volumes
from webapp.store.report_buckets import replace_buckets
from webapp.watch import using


def _save_reports(conn: Connection, _target: str, reads: list[ReportsRead], _now: int) -> None:
    for read in reads:
        replace_buckets(conn, read.functions, read.window, read.buckets)
        replace_cold_starts(conn, read.functions, read.window, read.cold_starts or ())


def _save_errors(conn: Connection, _target: str, reads: list[ErrorsRead], _now: int) -> None:
    for read in reads:
        by_group = grouped(read)
        replace_counts(conn, read.functions, read.window, by_group.groups, by_group.counts)
        replace_samples(conn, read.functions, read.window, by_group.samples)


def _save_groups(conn: Connection, _target: str, groups: list[LogGroup], now: int) -> None:
    save_log_groups(conn, groups, now)


def _save_queries(conn: Connection, target: str, queries: list[LogQuery], _now: int) -> None:
    save_log_queries(conn, target, queries)


def _save_volumes(conn: Connection, _target: str, volumes: list[LogVolume], _now: int) -> None:
    save_volumes(conn, volumes)
    using.note(conn, {each.day for each in volumes})


SAVE_LOGS: dict[type, Any] = {
    ReportsRead: _save_reports,
    ErrorsRead: _save_errors,
    LogGroup: _save_groups,
    LogQuery: _save_queries,
    LogVolume: _save_volumes,
}
"""How each record about logs is saved: (connection, target, records, now)."""
