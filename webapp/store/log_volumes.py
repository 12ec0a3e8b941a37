"""What was written to each log group on each day (UTC)."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, select

from collectors.records import Identity, Kind, LogVolume
from webapp.store.identities import identities_of, ids_of
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import upsert

log_group_days = Table(
    "log_group_days",
    metadata,
    Column("ts", Seconds, primary_key=True, autoincrement=False),
    Column("log_group_id", Integer, primary_key=True, autoincrement=False),
    Column("bytes", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)


def save_volumes(conn: Connection, volumes: Iterable[LogVolume]) -> None:
    """Save; a later answer about a day overwrites the earlier."""
    found = list(volumes)
    ids = ids_of(conn, (each.identity for each in found))
    rows = [{"ts": each.day, "log_group_id": ids[each.identity], "bytes": each.bytes} for each in found]
    upsert(conn, log_group_days, rows)


def bytes_of_day(conn: Connection, day: int) -> dict[Identity, int]:
    """What each log group took in on the day that starts at `day`; who is absent wrote nothing or was not asked for."""
    names = identities_of(conn, Kind.LOG_GROUP)
    rows = conn.execute(select(log_group_days.c.log_group_id, log_group_days.c.bytes).where(log_group_days.c.ts == day))
    return {names[key]: count for key, count in rows}
