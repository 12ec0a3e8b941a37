"""Metric points in and out. Absent is not zero: a period without a row, or a NULL in it, is no data."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from collectors.durations import HOUR, MINUTE
from collectors.records import Identity, Kind, Points
from webapp.store.identities import identities, identities_by_id, identities_of, ids_of, known_ids
from webapp.store.point_tables import METRICS, key_of, point_table
from webapp.store.targets import in_target

Row = tuple[float | None, ...]

ROWS_AT_ONCE = 2_000
"""Fetched together: one by one takes twice as long, all at once takes memory."""
Shape = tuple[Kind, int, tuple[str, ...]]


def save_points(conn: Connection, points: Sequence[Points]) -> None:
    """Save; a period that is there already gets the columns that were asked for, its other columns stay."""
    ids = ids_of(conn, {each.identity for each in points})
    for (kind, period, columns), found in _alike(points, ids):
        rows = [key + values for key, values in sorted(found.items())]
        if rows:
            _save_rows(conn, point_table(kind, period), columns, rows)


def series(
    conn: Connection, identity: Identity, start: int, end: int, period: int = MINUTE, columns: Sequence[str] = ()
) -> Points:
    """One thing's points of [start, end), oldest first; all columns of its catalogue unless some are named."""
    table = point_table(identity.kind, period)
    wanted = tuple(columns) or _all_columns(identity.kind)
    key = known_ids(conn, [identity]).get(identity)
    if key is None or start >= end:
        return Points(identity, period, wanted, ())
    grid = grid_of(start, end, period)
    looked_up = grid.outerjoin(table, (table.c.ts == grid.c.ts) & (key_of(table) == key))
    query = select(table.c.ts, *(table.c[name] for name in wanted)).select_from(looked_up)
    rows = sorted((ts, tuple(values)) for ts, *values in conn.execute(query) if ts is not None)
    return Points(identity, period, wanted, rows)


def series_of(
    conn: Connection,
    wanted: Mapping[int, Identity],
    start: int,
    end: int,
    period: int = MINUTE,
    columns: Sequence[str] = (),
) -> dict[Identity, Points]:
    """The points of [start, end) of several things of one kind, which are `wanted` by their ids; those without any are
    absent.

    Reads, minute by minute, everything whose id lies between theirs: things that were first seen together do.
    """
    if not wanted or start >= end:
        return {}
    kind = next(iter(wanted.values())).kind
    table, names = point_table(kind, period), tuple(columns) or _all_columns(kind)
    grid = grid_of(start, end, period)
    between = key_of(table).between(min(wanted), max(wanted))
    looked_up = grid.outerjoin(table, (table.c.ts == grid.c.ts) & between)
    query = select(key_of(table), table.c.ts, *(table.c[name] for name in names)).select_from(looked_up)
    found = _rows_by_thing(conn, query)
    return {wanted[key]: Points(wanted[key], period, names, sorted(found[key])) for key in found.keys() & wanted.keys()}


def _rows_by_thing(conn: Connection, query: Select[Any]) -> dict[int, list[tuple[int, Row]]]:
    """Id -> rows of (ts, values), from the driver's own rows: making SQLAlchemy's would take as long as reading."""
    found: dict[int, list[tuple[int, Row]]] = defaultdict(list)
    with closing(conn.execute(query)) as result:
        while some := result.cursor.fetchmany(ROWS_AT_ONCE):
            for row in some:
                found[row[0]].append((row[1], row[2:]))
    return found


def grid_of(start: int, end: int, period: int) -> CTE:
    """The periods of [start, end). Joined by an outer join it stays outside: SQLite would else read everybody's points
    to find one's."""
    grid = select(cast(literal(-(-start // period) * period), BigInteger).label("ts")).cte("grid", recursive=True)
    return grid.union_all(select(grid.c.ts + period).where(grid.c.ts + period < end))


def all_series(
    conn: Connection,
    kind: Kind,
    start: int,
    end: int,
    period: int = MINUTE,
    columns: Sequence[str] = (),
    *,
    target: str | None = None,
) -> dict[Identity, Points]:
    """The points of [start, end) of everything of one kind, of one target or of all, in one pass."""
    table = point_table(kind, period)
    wanted = tuple(columns) or _all_columns(kind)
    names = identities_of(conn, kind, in_target(conn, target))
    query = select(key_of(table), table.c.ts, *(table.c[name] for name in wanted))
    here = (*_within(table, start, end), *_whose(conn, table, kind, target))
    found = _rows_by_thing(conn, query.where(*here).order_by(table.c.ts))
    return {names[key]: Points(names[key], period, wanted, rows) for key, rows in found.items()}


def totals(
    conn: Connection,
    kind: Kind,
    start: int,
    end: int,
    period: int = MINUTE,
    columns: Sequence[str] = (),
    *,
    target: str | None = None,
) -> dict[Identity, dict[str, float | None]]:
    """Each thing's columns over [start, end), of one target or of all: the sum or maximum as the catalogue says.

    Of a percentile it is the worst period's value, which is not the percentile of the window: label it so.
    """
    table, wanted = point_table(kind, period), tuple(columns) or _all_columns(kind)
    folds = [_FOLDS[each.roll_up](table.c[each.column]) for each in METRICS[kind] if each.column in wanted]
    told = [each.column for each in METRICS[kind] if each.column in wanted]
    here = (*_within(table, start, end), *_whose(conn, table, kind, target))
    rows = conn.execute(select(key_of(table), *folds).where(*here).group_by(key_of(table))).all()
    names = identities_by_id(conn, [row[0] for row in rows])
    return {names[key]: dict(zip(told, values, strict=True)) for key, *values in rows}


def sums(conn: Connection, kind: Kind, column: str, start: int, end: int) -> dict[Identity, float]:
    """The sum of one column over the hours of [start, end) of each thing that has any."""
    table = point_table(kind, HOUR)
    query = select(key_of(table), func.sum(table.c[column])).where(*_within(table, start, end))
    rows = conn.execute(query.where(table.c[column].is_not(None)).group_by(key_of(table))).all()
    names = identities_by_id(conn, [row[0] for row in rows])
    return {names[key]: float(value) for key, value in rows}


def sparklines(
    conn: Connection, wanted: Collection[Identity], start: int, end: int, buckets: int, column: str = "invocations"
) -> dict[Identity, list[float | None]]:
    """`column` in equal slices of [start, end), None where a slice has no data; all `wanted` are of one kind."""
    if not wanted:
        return {}
    kind = next(iter(wanted)).kind
    table = point_table(kind, MINUTE)
    width = max(1, (end - start) // buckets)
    fold = next(_FOLDS[metric.roll_up] for metric in METRICS[kind] if metric.column == column)
    slot = ((table.c.ts - start) // width).label("slot")
    query = select(key_of(table), slot, fold(table.c[column])).where(*_within(table, start, end))
    lines: dict[Identity, list[float | None]] = {identity: [None] * buckets for identity in wanted}
    mine = {key: lines[identity] for identity, key in known_ids(conn, wanted).items()}
    for key, at, value in conn.execute(query.group_by(key_of(table), slot)):
        if key in mine and at < buckets:
            mine[key][int(at)] = value
    return lines


_FOLDS: dict[str | None, Any] = {"sum": func.sum, "max": func.max, "min": func.min, None: func.max}


def _all_columns(kind: Kind) -> tuple[str, ...]:
    return tuple(metric.column for metric in METRICS[kind])


def _within(table: Table, start: int, end: int) -> tuple[Any, ...]:
    return table.c.ts >= start, table.c.ts < end


def _whose(conn: Connection, table: Table, kind: Kind, target: str | None) -> list[ColumnElement[bool]]:
    if target is None:
        return []
    return [key_of(table).in_(select(identities.c.id).where(identities.c.kind == kind, in_target(conn, target)))]


def _alike(points: Sequence[Points], ids: Mapping[Identity, int]) -> list[tuple[Shape, dict[tuple[int, int], Row]]]:
    """Points that one statement can save, together; what comes later about the same thing stays later."""
    groups: list[tuple[Shape, dict[tuple[int, int], Row]]] = []
    newest: dict[Shape, int] = {}
    last: dict[Identity, int] = {}
    for each in points:
        shape = (each.identity.kind, each.period, each.columns)
        if last.get(each.identity, -1) > newest.get(shape, -1) or shape not in newest:
            newest[shape] = len(groups)
            groups.append((shape, {}))
        last[each.identity] = newest[shape]
        groups[newest[shape]][1].update({(ts, ids[each.identity]): values for ts, values in each.rows})
    return groups


def _save_rows(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Through the driver itself: SQLAlchemy's parameter handling would cost more than the writing."""
    names = ("ts", key_of(table).name, *columns)
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql(_one_row(table, names), list(rows))
        return
    arrays = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    conn.execute(_all_rows(table, names), arrays)


@cache
def _one_row(table: Table, names: tuple[str, ...]) -> str:
    """The upsert in SQLite's words, its parameters in the order of `names`; SQLite wants a WHERE before ON CONFLICT."""
    values = select(*(bindparam(name, type_=table.c[name].type) for name in names)).where(true())
    statement = _overwriting(sqlite.insert(table).from_select(names, values), names)
    return str(statement.compile(dialect=sqlite.dialect()))


@cache
def _all_rows(table: Table, names: tuple[str, ...]) -> Any:
    """The upsert in PostgreSQL's words, one array a column: a fifth of the time of one statement a row."""
    arrays = select(*(func.unnest(bindparam(name, type_=ARRAY(table.c[name].type))) for name in names))
    return _overwriting(postgresql.insert(table).from_select(names, arrays), names)


def _overwriting(statement: Any, names: tuple[str, ...]) -> Any:
    key, columns = names[:2], names[2:]
    if not columns:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=key, set_={name: statement.excluded[name] for name in columns}
    )
