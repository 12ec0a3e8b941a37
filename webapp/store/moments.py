"""When a metric was above zero, of everything at once: the pieces of a story, not of a chart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select, true

from collectors.durations import HOUR, MINUTE
from collectors.records import Identity, Kind, Window
from webapp.store.identities import identities_of, known_ids, slices
from webapp.store.point_tables import key_of, point_table
from webapp.store.points import grid_of

Values = list[tuple[int, float]]


def above_zero(conn: Connection, kind: Kind, column: str, windows: Iterable[Window]) -> dict[Identity, Values]:
    """(start of the period, value) of everything of the kind that had some in the windows, oldest first."""
    names = identities_of(conn, kind)
    found: dict[Identity, Values] = defaultdict(list)
    for window in windows:
        table = point_table(kind, window.period)
        _add(conn, table, column, window, table.c[column] > 0, names, found)
    return found


def known_values(
    conn: Connection, wanted: Sequence[Identity], column: str, windows: Iterable[Window]
) -> dict[Identity, Values]:
    """(start of the period, value) of a few things of one kind, where there is a value, oldest first."""
    names = {key: identity for identity, key in known_ids(conn, wanted).items()}
    found: dict[Identity, Values] = defaultdict(list)
    for window in windows if names else ():
        table = point_table(wanted[0].kind, window.period)
        _add(conn, table, column, window, key_of(table).in_(names) & table.c[column].is_not(None), names, found)
    return found


def minutes_above_zero(
    conn: Connection, wanted: Sequence[Identity], column: str, start: int, end: int
) -> dict[Identity, list[int]]:
    """The minutes of [start, end), oldest first, in which things of one kind had some; only hours that had any, as far
    as they are rolled up, are looked into: of what is seldom there are few."""
    names = {key: identity for identity, key in known_ids(conn, wanted).items()}
    found: dict[Identity, list[int]] = defaultdict(list)
    for some in slices(list(names)):
        hours, minutes = (point_table(wanted[0].kind, period) for period in (HOUR, MINUTE))
        with_some = (key_of(hours).in_(some), hours.c.ts >= start - HOUR, hours.c.ts < end, hours.c[column] > 0)
        grid = grid_of(0, HOUR, MINUTE)
        same = (minutes.c.ts == hours.c.ts + grid.c.ts) & (key_of(minutes) == key_of(hours))
        looked_up = hours.join(grid, true()).outerjoin(minutes, same)
        query = select(key_of(minutes), minutes.c.ts).select_from(looked_up).where(*with_some, minutes.c[column] > 0)
        for key, ts in conn.execute(query.order_by(minutes.c.ts)):
            if start <= ts < end:
                found[names[key]].append(ts)
    return found


def _add(
    conn: Connection,
    table: Table,
    column: str,
    window: Window,
    which: ColumnElement[bool],
    names: Mapping[int, Identity],
    values: dict[Identity, Values],
) -> None:
    within = (table.c.ts >= window.start, table.c.ts < window.end, which)
    query = select(key_of(table), table.c.ts, table.c[column]).where(*within).order_by(table.c.ts)
    for key, ts, value in conn.execute(query):
        values[names[key]].append((ts, value))
