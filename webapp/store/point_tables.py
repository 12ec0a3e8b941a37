"""The tables of metric points: a row a function (queue, account) and period, a column a statistic of the catalogues.

The key begins with the time, so that a poll of all functions writes next to itself and old points go in one piece;
one function's day is read through a grid of its minutes (`points.series`). No foreign key is checked for each point:
the ids were looked up in the same transaction.
"""

from sqlalchemy import Column, Double, Integer, Table

from collectors.durations import HOUR, MINUTE
from collectors.records import ACCOUNT_METRICS, FUNCTION_METRICS, QUEUE_METRICS, Kind, Metric
from webapp.store.schema import Seconds, metadata

FIVE_MINUTES = 300
PERIODS = {MINUTE: "minutes", FIVE_MINUTES: "5minutes", HOUR: "hours"}
METRICS: dict[Kind, tuple[Metric, ...]] = {
    Kind.FUNCTION: FUNCTION_METRICS,
    Kind.QUEUE: QUEUE_METRICS,
    Kind.ACCOUNT: ACCOUNT_METRICS,
}


def point_table(kind: Kind, period: int) -> Table:
    """The table of one kind's points of one period (60, 300 or 3600 seconds); KeyError for any other."""
    return _TABLES[kind, period]


def key_of(table: Table) -> Column[int]:
    """The column that says whose point it is: the second of the key."""
    return list(table.primary_key)[1]


def _table(kind: Kind, period: int) -> Table:
    return Table(
        f"{kind.value}_{PERIODS[period]}",
        metadata,
        Column("ts", Seconds, primary_key=True, autoincrement=False),
        Column(f"{kind.value}_id", Integer, primary_key=True, autoincrement=False),
        *(Column(metric.column, Double) for metric in METRICS[kind]),
        sqlite_with_rowid=False,
    )


_TABLES = {(kind, period): _table(kind, period) for kind in METRICS for period in PERIODS}
