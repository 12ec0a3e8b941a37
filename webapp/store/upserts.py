"""INSERT … ON CONFLICT, the one statement whose spelling SQLAlchemy keeps per database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_into(conn: Connection, table: Table) -> Insert:
    """An INSERT that knows `on_conflict_do_update` and `excluded` in the connection's own dialect."""
    return insert_in(conn.dialect.name, table)


def insert_in(dialect: str, table: Table) -> Insert:
    """The same for a dialect's name."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` (all with the same keys); where the primary key is there already, overwrite what they hold."""
    if not rows:
        return
    statement = insert_into(conn, table)
    key = [column.name for column in table.primary_key]
    given = {name: statement.excluded[name] for name in rows[0] if name not in key}
    conn.execute(statement.on_conflict_do_update(index_elements=key, set_=given), rows)


def insert_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` that break no unique key; the others are there already and stay as they are."""
    if rows:
        conn.execute(insert_into(conn, table).on_conflict_do_nothing(), rows)
