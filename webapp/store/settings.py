"""Small facts about the store itself, by name; among them the keys that are made once a store."""

import secrets

from sqlalchemy import Column, Connection, Table, Text, select

from webapp.store.schema import metadata
from webapp.store.upserts import insert_new, upsert

settings = Table("settings", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
_ENVIRONMENT_KEY = "environment_key"


def setting(conn: Connection, name: str) -> str | None:
    """A stored setting, None where it was never set."""
    return conn.execute(select(settings.c.value).where(settings.c.name == name)).scalar()


def locked_setting(conn: Connection, name: str, otherwise: str) -> str:
    """A setting that is about to be changed by what it is; `otherwise` where it was never set.

    Nobody else changes it before this transaction ends: PostgreSQL has many writers at a time.
    """
    insert_new(conn, settings, [{"name": name, "value": otherwise}])
    return str(conn.execute(select(settings.c.value).where(settings.c.name == name).with_for_update()).scalar_one())


def save_setting(conn: Connection, name: str, value: str) -> None:
    """Set it, whatever it was."""
    upsert(conn, settings, [{"name": name, "value": value}])


def environment_key(conn: Connection) -> bytes:
    """The 32 bytes that environment values are hashed with: made once a store, so that hashes stay comparable."""
    return kept_key(conn, _ENVIRONMENT_KEY)


def kept_key(conn: Connection, name: str) -> bytes:
    """32 random bytes of this name, made when they are first asked for; all processes on the store share them."""
    if (known := setting(conn, name)) is None:
        insert_new(conn, settings, [{"name": name, "value": secrets.token_hex(32)}])
        known = setting(conn, name)
    return bytes.fromhex(known or "")
