"""Groups of errors: what makes each one, how often it came by five minutes, and when it was first and last seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    select,
)

from collectors.records import Identity, Kind, Window
from webapp.analysis.error_groups import Counted
from webapp.analysis.log_records.fingerprint import Fingerprint
from webapp.store.identities import identities_by_id, ids_of, named, slices
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import insert_into

error_groups = Table(
    "error_groups",
    metadata,
    Column("key", Text, primary_key=True),
    Column("error_type", FreeText, nullable=False),
    Column("template", FreeText, nullable=False),
    Column("frame", FreeText, nullable=False),
    Column("first_seen", Seconds, nullable=False),
    Column("last_seen", Seconds, nullable=False),
)
error_counts = Table(
    "error_counts",
    metadata,
    Column("ts", Seconds, primary_key=True, autoincrement=False),
    Column("function_id", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("records", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_error_counts_key", error_counts.c.key, error_counts.c.ts)


@dataclass(frozen=True, slots=True)
class Group:
    """One group; times are the starts of five minutes."""

    fingerprint: Fingerprint
    first_seen: int
    last_seen: int


@dataclass(frozen=True, slots=True)
class Spell:
    """A group's occurrences around `since`: the first one from then on, and the last one before, if any."""

    first: int
    previous: int | None


def replace_counts(
    conn: Connection,
    functions: Sequence[Identity],
    window: Window,
    groups: Mapping[str, Fingerprint],
    counts: Sequence[Counted],
) -> None:
    """Save what was read of `functions` in the window, in place of whatever is there."""
    ids = ids_of(conn, functions)
    for some in slices(sorted(ids.values())):
        conn.execute(
            delete(error_counts).where(*_within(window.start, window.end), error_counts.c.function_id.in_(some))
        )
    if counts:
        conn.execute(insert(error_counts), [_row(ids[each.function], each) for each in counts])
    _save_groups(conn, groups, counts)


def group_of(conn: Connection, key: str) -> Group | None:
    """One group, None where there is none of that key."""
    return next(iter(groups_of(conn, [key])), None)


def groups_of(conn: Connection, keys: Iterable[str]) -> list[Group]:
    """The groups of these keys."""
    found = []
    for some in slices(sorted(set(keys))):
        rows = conn.execute(select(error_groups).where(error_groups.c.key.in_(some)))
        found += [Group(Fingerprint(*row[:4]), row.first_seen, row.last_seen) for row in rows]
    return found


def counts(
    conn: Connection, start: int, end: int, *, functions: Sequence[Identity] | None = None, key: str | None = None
) -> list[Counted]:
    """The counts of [start, end), oldest first, of some functions or all, of one group or all."""
    names = named(conn, Kind.FUNCTION, functions)
    these: list[ColumnElement[bool]] = [] if key is None else [error_counts.c.key == key]
    if functions is not None:
        these.append(error_counts.c.function_id.in_(list(names)))
    columns = (error_counts.c[name] for name in ("function_id", "version", "ts", "key", "records", "estimated"))
    query = select(*columns).where(*_within(start, end), *these).order_by(error_counts.c.ts)
    return [Counted(names[row[0]], *row[1:]) for row in conn.execute(query)]


def records_by_bucket(conn: Connection, start: int, end: int) -> dict[Identity, list[tuple[int, int]]]:
    """(start of the five minutes, error records) of every function that has some in [start, end), oldest first."""
    by = (error_counts.c.function_id, error_counts.c.ts)
    query = select(*by, func.sum(error_counts.c.records)).where(*_within(start, end)).group_by(*by).order_by(*by)
    rows = conn.execute(query).all()
    names = identities_by_id(conn, {row.function_id for row in rows})
    found: dict[Identity, list[tuple[int, int]]] = {}
    for function, ts, records in rows:
        found.setdefault(names[function], []).append((ts, int(records)))
    return found


def spells(conn: Connection, start: int, since: int, end: int) -> dict[str, Spell]:
    """By key, of each group seen in [since, end): its first time then, and its last time in [start, since)."""
    table = error_counts.c
    first = func.min(case((table.ts >= since, table.ts)))
    previous = func.max(case((table.ts < since, table.ts)))
    rows = conn.execute(select(table.key, first, previous).where(*_within(start, end)).group_by(table.key))
    return {key: Spell(at, before) for key, at, before in rows if at is not None}


def _within(start: int, end: int) -> tuple[ColumnElement[bool], ...]:
    return error_counts.c.ts >= start, error_counts.c.ts < end


def _row(function: int, count: Counted) -> dict[str, object]:
    kept = {name: getattr(count, name) for name in ("version", "ts", "key", "records", "estimated")}
    return {"function_id": function} | kept


def _save_groups(conn: Connection, groups: Mapping[str, Fingerprint], counts: Sequence[Counted]) -> None:
    """Note the groups, and stretch first and last seen over these counts."""
    times: dict[str, list[int]] = {}
    for count in counts:
        times.setdefault(count.key, []).append(count.ts)
    rows = [
        each._asdict() | {"first_seen": min(times[key]), "last_seen": max(times[key])}
        for key, each in groups.items()
        if key in times
    ]
    if not rows:
        return
    new = insert_into(conn, error_groups)
    there, told = error_groups.c, new.excluded
    stretched = {
        "first_seen": case((told.first_seen < there.first_seen, told.first_seen), else_=there.first_seen),
        "last_seen": case((told.last_seen > there.last_seen, told.last_seen), else_=there.last_seen),
    }
    conn.execute(new.on_conflict_do_update(index_elements=["key"], set_=stretched), rows)
