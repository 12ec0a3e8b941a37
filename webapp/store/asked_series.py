"""Series that were asked of CloudWatch for back-tests: a statistic at a period that the minutes cannot tell."""

import zlib
from array import array
from math import isnan, nan

from sqlalchemy import Column, Connection, ForeignKey, Integer, LargeBinary, Table, Text, select

from collectors.records import Identity
from webapp.analysis.alarm_backtest.folding import Values
from webapp.analysis.alarm_backtest.history import Asked
from webapp.store import jobs
from webapp.store.identities import ids_of, known_ids
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import upsert

asked_series = Table(
    "asked_series",
    metadata,
    Column("identity_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("metric", Text, primary_key=True),
    Column("statistic", Text, primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("start", Seconds, nullable=False),
    Column("asked_at", Seconds, nullable=False),
    Column("points", LargeBinary, nullable=False),
)


JOB = "alarm_history"
"""The kind of the job that asks CloudWatch."""


def ask_for(conn: Connection, identity: Identity, metric: str, statistic: str, period: int, now: int) -> int:
    """Queue a job that asks CloudWatch for such a series, and return its id; the same within an hour is one job."""
    told = {"metric": metric, "statistic": statistic, "period": period}
    payload = {name: str(getattr(identity, name)) for name in ("partition", "account", "region", "kind", "name")} | told
    key = f"{JOB} {now // 3_600} {' '.join(map(str, payload.values()))}"
    return jobs.add(conn, JOB, payload, now, key)


def save_asked(conn: Connection, identity: Identity, series: Asked, now: int) -> None:
    """Save; what was asked before of the same is replaced."""
    row = {
        "identity_id": ids_of(conn, [identity])[identity],
        "metric": series.metric,
        "statistic": series.statistic,
        "period": series.period,
        "start": series.start,
        "asked_at": now,
        "points": _packed(series.values),
    }
    upsert(conn, asked_series, [row])


def asked_of(conn: Connection, identity: Identity) -> tuple[Asked, ...]:
    """Everything that was asked about one thing."""
    table = asked_series.c
    query = select(asked_series).where(table.identity_id.in_(known_ids(conn, [identity]).values()))
    rows = conn.execute(query.order_by(table.metric, table.statistic, table.period))
    return tuple(Asked(row.metric, row.statistic, row.period, row.start, _values(row.points)) for row in rows)


def _packed(values: Values) -> bytes:
    return zlib.compress(array("d", [nan if value is None else value for value in values]).tobytes())


def _values(packed: bytes) -> Values:
    found = array("d")
    found.frombytes(zlib.decompress(packed))
    return [None if isnan(value) else value for value in found]
