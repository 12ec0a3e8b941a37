"""What every function used each day (UTC), a row an architecture, so that a month is quickly added up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, func, select

from collectors.durations import DAY
from collectors.records import Identity, Kind
from webapp.analysis.usage import QUANTITIES, Usage
from webapp.store.identities import identities, identities_of, ids_of, known_ids
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import upsert

function_days = Table(
    "function_days",
    metadata,
    Column("ts", Seconds, primary_key=True, autoincrement=False),
    Column("function_id", Integer, primary_key=True, autoincrement=False),
    Column("architecture", Text, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in QUANTITIES),
    sqlite_with_rowid=False,
)
_SUMS = tuple(func.sum(function_days.c[name]) for name in QUANTITIES)


def save_day(conn: Connection, day: int, usages: Sequence[Usage]) -> None:
    """Save what functions used on the day that starts at `day`; what is there already is overwritten."""
    ids = ids_of(conn, (usage.identity for usage in usages))
    rows = [
        {"ts": day, "function_id": ids[usage.identity], "architecture": usage.architecture}
        | {name: getattr(usage, name) for name in QUANTITIES}
        for usage in usages
    ]
    upsert(conn, function_days, rows)


def used(conn: Connection, start: int, end: int) -> list[Usage]:
    """What each function used on the days that begin in [start, end), added up by architecture."""
    keys = (function_days.c.function_id, function_days.c.architecture)
    rows = conn.execute(select(*keys, *_SUMS).where(*_within(start, end)).group_by(*keys)).all()
    there = identities.c.id.in_(select(function_days.c.function_id).where(*_within(start, end)))
    names = identities_of(conn, Kind.FUNCTION, there)
    return [Usage(names[key], architecture, *map(int, sums)) for key, architecture, *sums in rows]


def used_by_place(conn: Connection, start: int, end: int) -> list[tuple[int, Usage]]:
    """Each day's usage of each account, region and architecture, oldest first; identities are accounts."""
    places = (identities.c.partition, identities.c.account, identities.c.region)
    by = (function_days.c.ts, *places, function_days.c.architecture)
    query = select(*by, *_SUMS).join(identities, identities.c.id == function_days.c.function_id)
    rows = conn.execute(query.where(*_within(start, end)).group_by(*by).order_by(function_days.c.ts))
    return [
        (day, Usage(Identity(partition, account, region, Kind.ACCOUNT, ""), architecture, *map(int, sums)))
        for day, partition, account, region, architecture, *sums in rows
    ]


def used_by(conn: Connection, identity: Identity, start: int, end: int) -> list[tuple[int, Usage]]:
    """One function's days, oldest first."""
    key = known_ids(conn, [identity]).get(identity)
    days = list(range(-(-start // DAY) * DAY, end, DAY))
    table = function_days.c
    query = select(table.ts, table.architecture, *(table[name] for name in QUANTITIES))
    rows = conn.execute(query.where(table.ts.in_(days), table.function_id == key).order_by(table.ts))
    return [(day, Usage(identity, architecture, *values)) for day, architecture, *values in rows]


def first_day(conn: Connection) -> int | None:
    """The start of the oldest day that is kept."""
    return conn.execute(select(func.min(function_days.c.ts))).scalar()


def _within(start: int, end: int) -> tuple[Any, ...]:
    return function_days.c.ts >= start, function_days.c.ts < end
