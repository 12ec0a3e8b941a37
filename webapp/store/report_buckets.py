"""What Lambda reported in the logs, by five minutes, function and version."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Double,
    Index,
    Integer,
    Row,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from collectors.records import Identity, Kind, ReportBucket, Window
from webapp.store.identities import identities_by_id, ids_of, named, slices
from webapp.store.schema import Seconds, metadata

COUNTS = ("reports", "inits", "restores", "cut_inits", "timeouts", "out_of_memory")
VALUES = (
    "billed_ms",
    "billed_restore_ms",
    "duration_p50_ms",
    "duration_p95_ms",
    "duration_max_ms",
    "init_p50_ms",
    "init_p95_ms",
    "init_max_ms",
    "restore_p50_ms",
    "restore_p95_ms",
    "restore_max_ms",
    "memory_mb",
    "max_memory_mb",
)
report_buckets = Table(
    "report_buckets",
    metadata,
    Column("ts", Seconds, primary_key=True, autoincrement=False),
    Column("function_id", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    *(Column(name, Double) for name in VALUES),
    sqlite_with_rowid=False,
)
Index("ix_report_buckets_function_id", report_buckets.c.function_id, report_buckets.c.ts)


@dataclass(frozen=True, slots=True)
class Reported:
    """How many invocations were reported, what they are billed, restoring included, and how many were restored."""

    reports: int = 0
    billed_ms: int = 0
    restores: int = 0


@dataclass(frozen=True, slots=True)
class RunTotals:
    """Reports added up. `init_ms` takes each init for the median of its five minutes."""

    reports: int
    cold_starts: int
    init_ms: int
    timeouts: int
    max_memory_mb: int | None


NOTHING = Reported()


def replace_buckets(
    conn: Connection, functions: Sequence[Identity], window: Window, buckets: Sequence[ReportBucket]
) -> None:
    """Save what was read of `functions` in the window, in place of whatever is there."""
    ids = ids_of(conn, functions)
    for some in slices(sorted(ids.values())):
        conn.execute(delete(report_buckets).where(*_within(window.start, window.end), _of(some)))
    if buckets:
        conn.execute(insert(report_buckets), [_row(ids[bucket.function], bucket) for bucket in buckets])


def buckets(conn: Connection, start: int, end: int, functions: Sequence[Identity] | None = None) -> list[ReportBucket]:
    """The buckets that begin in [start, end), oldest first, of some functions or of all."""
    names = named(conn, Kind.FUNCTION, functions)
    whose = [] if functions is None else [_of(list(names))]
    query = select(report_buckets).where(*_within(start, end), *whose).order_by(report_buckets.c.ts)
    return [_bucket(names[row.function_id], row) for row in conn.execute(query)]


def reported(
    conn: Connection, start: int, end: int, functions: Sequence[Identity] | None = None
) -> dict[Identity, Reported]:
    """What was reported of each function in [start, end); who has no report is absent."""
    names = named(conn, Kind.FUNCTION, functions)
    table = report_buckets.c
    whose = [] if functions is None else [_of(list(names))]
    billed = func.sum(func.coalesce(table.billed_ms, 0) + func.coalesce(table.billed_restore_ms, 0))
    sums = (func.sum(table.reports), billed, func.sum(table.restores))
    query = select(table.function_id, *sums).where(*_within(start, end), *whose)
    rows = conn.execute(query.group_by(table.function_id))
    return {names[key]: Reported(int(reports), round(ms), int(restores)) for key, reports, ms, restores in rows}


def run_totals(conn: Connection, start: int, end: int) -> dict[Identity, RunTotals]:
    """What the reports of [start, end) tell of each function; who has no report is absent."""
    table = report_buckets.c
    starts = table.inits + table.restores + table.cut_inits
    init_ms = func.coalesce(func.sum(table.inits * func.coalesce(table.init_p50_ms, 0)), 0)
    sums = (func.sum(table.reports), func.sum(starts), init_ms, func.sum(table.timeouts))
    most = func.max(table.max_memory_mb)
    query = select(table.function_id, *sums, most).where(*_within(start, end)).group_by(table.function_id)
    rows = conn.execute(query).all()
    names = identities_by_id(conn, [row.function_id for row in rows])
    return {
        names[key]: RunTotals(
            int(reports), int(cold), round(ms), int(late), None if memory is None else math.ceil(memory)
        )
        for key, reports, cold, ms, late, memory in rows
    }


def _within(start: int, end: int) -> tuple[ColumnElement[bool], ...]:
    return report_buckets.c.ts >= start, report_buckets.c.ts < end


def _of(keys: Sequence[int]) -> ColumnElement[bool]:
    return report_buckets.c.function_id.in_(keys)


def _row(key: int, bucket: ReportBucket) -> dict[str, Any]:
    numbers = {name: getattr(bucket, name) for name in (*COUNTS, *VALUES)}
    return {"ts": bucket.ts, "function_id": key, "version": bucket.version} | numbers


def _bucket(function: Identity, row: Row[*tuple[Any, ...]]) -> ReportBucket:
    return ReportBucket(function, row.version, row.ts, **{name: getattr(row, name) for name in (*COUNTS, *VALUES)})
