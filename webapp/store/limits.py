"""The limits of each account and region, as GetAccountSettings last told them."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import AccountLimits, Identity
from webapp.store.records import record_of, records_there, save_records
from webapp.store.schema import Seconds, identity_key, metadata

limits_table = Table(
    "account_limits",
    metadata,
    identity_key("account_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_limits(conn: Connection, limits: Sequence[AccountLimits], now: int) -> None:
    """Save what was read."""
    save_records(conn, limits_table, limits, now)


def account_limits(conn: Connection) -> dict[Identity, AccountLimits]:
    """Every account and region's limits."""
    return {each.identity: each for each in records_there(conn, limits_table, AccountLimits)}


def limits_of(conn: Connection, account: Identity) -> AccountLimits | None:
    """One account and region's limits, None where they were never read."""
    return record_of(conn, limits_table, AccountLimits, account)
