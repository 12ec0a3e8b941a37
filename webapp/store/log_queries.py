"""Every Logs Insights query that ended, ours and people's: what it asked, what it scanned, how it ended."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, func, select

from collectors.costs import scanning_usd
from collectors.records import LogQuery
from webapp.store.codec import decode, encode
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import upsert

KIND = "logs_query"
"""The job that asks a person's query, and its purpose."""

log_queries = Table(
    "log_queries",
    metadata,
    Column("query_id", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("asked_at", Seconds, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("bytes_scanned", BigInteger, nullable=False),
    Column("person", FreeText, nullable=False),
    Column("record", Text, nullable=False),
    Column("job_id", Integer, index=True),
)


def save_log_queries(
    conn: Connection, target: str, queries: Sequence[LogQuery], person: str = "", job_id: int | None = None
) -> None:
    """Note queries that have ended; `person` is who asked, empty for the collectors, `job_id` whose answer they are."""
    rows = [
        {
            "query_id": query.query_id,
            "target": target,
            "purpose": query.purpose,
            "asked_at": query.asked_at,
            "status": query.status,
            "bytes_scanned": query.bytes_scanned,
            "person": person,
            "record": encode(query),
            "job_id": job_id,
        }
        for query in queries
    ]
    upsert(conn, log_queries, rows)


def recent_queries(
    conn: Connection, start: int, end: int, most: int = 100
) -> list[tuple[str, str, int | None, LogQuery]]:
    """(target, person, job, query) of those asked in [start, end), newest first."""
    asked_at = log_queries.c.asked_at
    columns = (log_queries.c.target, log_queries.c.person, log_queries.c.job_id, log_queries.c.record)
    query = select(*columns).where(asked_at >= start, asked_at < end)
    rows = conn.execute(query.order_by(asked_at.desc(), log_queries.c.query_id).limit(most))
    return [(target, person, job, decode(LogQuery, text)) for target, person, job, text in rows]


def scanned_by(conn: Connection, job_ids: Sequence[int]) -> dict[int, int]:
    """Bytes that the queries of each job scanned; without those that had none that ended."""
    of = log_queries.c.job_id
    rows = conn.execute(select(of, func.sum(log_queries.c.bytes_scanned)).where(of.in_(job_ids)).group_by(of))
    return {job: int(scanned) for job, scanned in rows}


def scanned_usd(conn: Connection, start: int, end: int, person: str | None = None) -> float:
    """Dollars of the queries asked in [start, end), of one person or of everybody."""
    asked_at = log_queries.c.asked_at
    query = select(func.coalesce(func.sum(log_queries.c.bytes_scanned), 0)).where(asked_at >= start, asked_at < end)
    if person is not None:
        query = query.where(log_queries.c.person == person)
    return scanning_usd(int(conn.execute(query).scalar_one()))
