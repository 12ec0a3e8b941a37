"""Longer periods out of shorter ones: sums and maxima as the catalogue says, never a percentile."""

from typing import Any

from sqlalchemy import Connection, Table, func, select

from collectors.durations import HOUR, MINUTE
from collectors.records import Kind, Metric
from webapp.store.point_tables import FIVE_MINUTES, METRICS, key_of, point_table
from webapp.store.upserts import insert_into

_FOLDS: dict[str, Any] = {"sum": func.sum, "max": func.max, "min": func.min}


def roll_up(conn: Connection, kind: Kind, start: int, end: int) -> None:
    """Fill the 5-minute and hourly points that [start, end) touches from the minutes that are there.

    It may be done again at any time: an hour that is not over gets what there is by now. A column that no minute
    knows stays as it is, so that percentiles and whatever else was asked for at the longer period are never lost.
    """
    for short, long in ((MINUTE, FIVE_MINUTES), (FIVE_MINUTES, HOUR)):
        first, last = start // long * long, -(-end // long) * long
        _fold(conn, point_table(kind, short), point_table(kind, long), METRICS[kind], long, first, last)


def _fold(
    conn: Connection, short: Table, long: Table, metrics: tuple[Metric, ...], period: int, first: int, last: int
) -> None:
    folded = {each.column: _FOLDS[each.roll_up](short.c[each.column]) for each in metrics if each.roll_up}
    ts, key = (short.c.ts // period * period), key_of(short)
    rows = select(ts, key, *folded.values()).where(short.c.ts >= first, short.c.ts < last).group_by(ts, key)
    statement = insert_into(conn, long)
    kept = {name: func.coalesce(statement.excluded[name], long.c[name]) for name in folded}
    names = ["ts", key.name, *folded]
    conn.execute(statement.from_select(names, rows).on_conflict_do_update(index_elements=names[:2], set_=kept))
