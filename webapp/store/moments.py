"""When a metric was above zero, of everything at once: the pieces of a story, not of a chart."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from collectors.records import Identity, Kind
from webapp.store.identities import identities_of, known_ids
from webapp.store.point_tables import key_of, point_table

Values = list[tuple[int, float]]


def above_zero(conn: Connection, kind: Kind, column: str, start: int, end: int, period: int) -> dict[Identity, Values]:
    """(start of the period, value) of everything of the kind that had some in [start, end), oldest first."""
    table = point_table(kind, period)
    within = (table.c.ts >= start, table.c.ts < end, table.c[column] > 0)
    names = identities_of(conn, kind)
    found: dict[Identity, Values] = defaultdict(list)
    for key, ts, value in conn.execute(
        select(key_of(table), table.c.ts, table.c[column]).where(*within).order_by("ts")
    ):
        found[names[key]].append((ts, value))
    return found


def known_values(
    conn: Connection, wanted: Sequence[Identity], column: str, start: int, end: int, period: int
) -> dict[Identity, Values]:
    """(start of the period, value) of a few things of one kind, where there is a value."""
    if not wanted:
        return {}
    keys = {key: identity for identity, key in known_ids(conn, wanted).items()}
    table = point_table(wanted[0].kind, period)
    within = (table.c.ts >= start, table.c.ts < end, table.c[column].is_not(None), key_of(table).in_(keys))
    found: dict[Identity, Values] = defaultdict(list)
    for key, ts, value in conn.execute(
        select(key_of(table), table.c.ts, table.c[column]).where(*within).order_by("ts")
    ):
        found[keys[key]].append((ts, value))
    return found
