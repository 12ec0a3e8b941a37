"""What AWS billed, a row a day, account, region and usage type; decimals are kept as AWS wrote them."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from collectors.records import BilledDay, Kind
from webapp.store.identities import identities_of, ids_of
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import upsert

billed_days = Table(
    "billed_days",
    metadata,
    Column("ts", Seconds, primary_key=True, autoincrement=False),
    Column("account_id", Integer, primary_key=True, autoincrement=False),
    Column("usage_type", Text, primary_key=True),
    Column("quantity", Text, nullable=False),
    Column("usd", Text, nullable=False),
)


def save_billed(conn: Connection, billed: Sequence[BilledDay]) -> None:
    """Save; a later answer about a day overwrites the earlier."""
    ids = ids_of(conn, (each.identity for each in billed))
    rows = [
        {"ts": each.day, "account_id": ids[each.identity], "usage_type": each.usage_type}
        | {"quantity": each.quantity, "usd": each.usd}
        for each in billed
    ]
    upsert(conn, billed_days, rows)


def billed(conn: Connection, start: int, end: int) -> list[BilledDay]:
    """What was billed on the days that begin in [start, end), oldest first."""
    names = identities_of(conn, Kind.ACCOUNT)
    query = select(billed_days).where(billed_days.c.ts >= start, billed_days.c.ts < end)
    rows = conn.execute(query.order_by(*billed_days.primary_key))
    return [BilledDay(names[row.account_id], row.ts, row.usage_type, row.quantity, row.usd) for row in rows]
