"""Every cold start that was fetched, so that any window's percentiles are exact."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Double, Index, Integer, Table, Text, delete, insert, select

from collectors.records import ColdStart, Identity, Kind, Window
from webapp.store.identities import ids_of, named, slices
from webapp.store.schema import FreeText, Seconds, metadata

cold_starts_table = Table(
    "cold_starts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Seconds, nullable=False),
    Column("function_id", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("took_ms", Double, nullable=False),
    Column("request_id", FreeText, nullable=False),
    Column("memory_mb", Double),
    Column("max_memory_mb", Double),
)
Index("ix_cold_starts_at", cold_starts_table.c.at)
Index("ix_cold_starts_function_id", cold_starts_table.c.function_id, cold_starts_table.c.at)
_KEPT = ("version", "at", "kind", "took_ms", "request_id", "memory_mb", "max_memory_mb")


def replace_cold_starts(
    conn: Connection, functions: Sequence[Identity], window: Window, starts: Sequence[ColdStart]
) -> None:
    """Save the cold starts of `functions` in the window, in place of whatever is there."""
    ids = ids_of(conn, functions)
    for some in slices(sorted(ids.values())):
        conn.execute(delete(cold_starts_table).where(*_within(window.start, window.end), _of(some)))
    if starts:
        conn.execute(insert(cold_starts_table), [_row(ids[each.function], each) for each in starts])


def cold_starts(conn: Connection, start: int, end: int, functions: Sequence[Identity] | None = None) -> list[ColdStart]:
    """The cold starts of [start, end) epoch seconds, oldest first, of some functions or of all."""
    names = named(conn, Kind.FUNCTION, functions)
    whose = [] if functions is None else [_of(list(names))]
    columns = (cold_starts_table.c[name] for name in ("function_id", *_KEPT))
    query = select(*columns).where(*_within(start, end), *whose).order_by(cold_starts_table.c.at)
    return [ColdStart(names[key], *values) for key, *values in conn.execute(query)]


def _within(start: int, end: int) -> tuple[ColumnElement[bool], ...]:
    return cold_starts_table.c.at >= start * 1000, cold_starts_table.c.at < end * 1000


def _of(keys: Sequence[int]) -> ColumnElement[bool]:
    return cold_starts_table.c.function_id.in_(keys)


def _row(key: int, start: ColdStart) -> dict[str, Any]:
    return {"function_id": key} | {name: getattr(start, name) for name in _KEPT}
