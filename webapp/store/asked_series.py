"""Series that were asked of CloudWatch for back-tests: a statistic at a period that the minutes cannot tell."""

import zlib
from array import array
from collections.abc import Mapping
from math import isnan, nan

from sqlalchemy import Column, Connection, ForeignKey, Integer, LargeBinary, Table, Text, select

from collectors.durations import HOUR
from collectors.records import Identity
from webapp.analysis.alarm_backtest.folding import Values
from webapp.analysis.alarm_backtest.history import Asked
from webapp.store import jobs
from webapp.store.identities import ids_of, known_ids
from webapp.store.jobs import Job, JobState
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


NAMED = ("partition", "account", "region", "kind", "name")


def ask_for(conn: Connection, identity: Identity, metric: str, statistic: str, period: int, now: int) -> int:
    """Queue a job that asks CloudWatch for such a series, and return its id.

    The same within an hour is one job, unless it has failed.
    """
    payload = _payload(identity, metric, statistic, period)
    last = asking(conn, identity, metric, statistic, period, now)
    again = f" after {last.id}" if last and last.state is JobState.FAILED else ""
    return jobs.add(conn, JOB, payload, now, _key(payload, now // HOUR) + again)


def asking(conn: Connection, identity: Identity, metric: str, statistic: str, period: int, now: int) -> Job | None:
    """The newest such job of this hour or the last one."""
    payload = _payload(identity, metric, statistic, period)
    keys = [jobs.job_with_key(conn, _key(payload, hour)) for hour in (now // HOUR, now // HOUR - 1)]
    first = next((key for key in keys if key is not None), None)
    found = None if first is None else jobs.job_of(conn, first)
    while found and found.state is JobState.FAILED:
        hour = found.created_at // HOUR
        later = jobs.job_with_key(conn, f"{_key(payload, hour)} after {found.id}")
        if later is None:
            break
        found = jobs.job_of(conn, later)
    return found


def _payload(identity: Identity, metric: str, statistic: str, period: int) -> dict[str, str | int]:
    named: dict[str, str | int] = {name: str(getattr(identity, name)) for name in NAMED}
    return named | {"metric": metric, "statistic": statistic, "period": period}


def _key(payload: Mapping[str, str | int], hour: int) -> str:
    return f"{JOB} {hour} {' '.join(map(str, payload.values()))}"


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
