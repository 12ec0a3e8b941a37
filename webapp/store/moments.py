"""When a metric was above zero, of everything at once: the pieces of a story, not of a chart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select

from collectors.records import Identity, Kind, Window
from webapp.store.identities import identities_of, known_ids
from webapp.store.point_tables import key_of, point_table

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


def _add(
    conn: Connection,
    table: Table,
    column: str,
    window: Window,
    which: ColumnElement[bool],
    names: Mapping[int, Identity],
    found: dict[Identity, Values],
) -> None:
    within = (table.c.ts >= window.start, table.c.ts < window.end, which)
    query = select(key_of(table), table.c.ts, table.c[column]).where(*within).order_by(table.c.ts)
    for key, ts, value in conn.execute(query):
        found[names[key]].append((ts, value))
