"""The limits of each account and region, as GetAccountSettings last told them."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from collectors.records import AccountLimits, Identity
from webapp.store.codec import decode, encode
from webapp.store.identities import ids_of, known_ids
from webapp.store.records import records_by_id
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.upserts import upsert

limits_table = Table(
    "account_limits",
    metadata,
    identity_key("account_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_limits(conn: Connection, limits: Sequence[AccountLimits], now: int) -> None:
    """Save what was read."""
    ids = ids_of(conn, (each.identity for each in limits))
    rows = [{"account_id": ids[each.identity], "record": encode(each), "read_at": now} for each in limits]
    upsert(conn, limits_table, rows)


def account_limits(conn: Connection) -> dict[Identity, AccountLimits]:
    """Every account and region's limits."""
    found = [decode(AccountLimits, text) for text in conn.execute(select(limits_table.c.record)).scalars()]
    return {each.identity: each for each in found}


def limits_of(conn: Connection, account: Identity) -> AccountLimits | None:
    """One account and region's limits, None where they were never read."""
    known = records_by_id(conn, limits_table, list(known_ids(conn, [account]).values()))
    return next((decode(AccountLimits, text) for text in known.values()), None)
