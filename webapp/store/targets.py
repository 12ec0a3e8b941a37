"""Which account a configured target turned out to be, as STS told it."""

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Integer, Table, Text, false, select, true

from collectors.records import Identity
from webapp.store.identities import PARTS, identities, identity_in, identity_of, ids_of
from webapp.store.schema import metadata
from webapp.store.upserts import upsert

targets = Table(
    "targets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("identities.id"), nullable=False),
)


def save_target(conn: Connection, name: str, account: Identity) -> int:
    """Note the account and region (an identity of kind account) behind a target's name; return the identity's id."""
    key = ids_of(conn, [account])[account]
    upsert(conn, targets, [{"name": name, "account_id": key}])
    return key


def account_of(conn: Connection, name: str) -> Identity | None:
    """The account and region behind a target's name, None before STS has told."""
    key = conn.execute(select(targets.c.account_id).where(targets.c.name == name)).scalar()
    return None if key is None else identity_of(conn, key)


def accounts(conn: Connection) -> dict[str, Identity]:
    """The account and region behind every target's name that STS has told."""
    rows = conn.execute(select(targets.c.name.label("target"), *PARTS).join(identities))
    return {row.target: identity_in(row) for row in rows}


def in_target(conn: Connection, name: str | None) -> ColumnElement[bool]:
    """That a row of `identities` lies in the account and region of a target; None holds for every row."""
    if name is None:
        return true()
    account = account_of(conn, name)
    if account is None:
        return false()
    return (identities.c.account == account.account) & (identities.c.region == account.region)
