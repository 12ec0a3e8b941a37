"""Which functions somebody has on the screen: their pages say so each minute; it is forgotten when they stop."""

from sqlalchemy import Column, Connection, Table, Text, delete, select

from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import upsert

KEPT_S = 150
"""How long a function counts as on the screen; its page says so each minute, and may fail to once."""

MOST = 20
"""Functions of a target that count at the same time, the newest: each minute of each is paid for."""

on_screen_table = Table(
    "on_screen",
    metadata,
    Column("target", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("seen_at", Seconds, nullable=False),
)


def save_seen(conn: Connection, target: str, name: str, now: int) -> None:
    """Somebody looks at the function `name`; what nobody looks at any more is forgotten."""
    conn.execute(delete(on_screen_table).where(on_screen_table.c.seen_at <= now - KEPT_S))
    upsert(conn, on_screen_table, [{"target": target, "name": name, "seen_at": now}])


def on_screen(conn: Connection, now: int) -> dict[str, frozenset[str]]:
    """The names of the functions that are on a screen, by target."""
    seen = on_screen_table.c
    found: dict[str, list[str]] = {}
    for row in conn.execute(select(on_screen_table).where(seen.seen_at > now - KEPT_S).order_by(seen.seen_at.desc())):
        found.setdefault(row.target, []).append(row.name)
    return {target: frozenset(names[:MOST]) for target, names in found.items()}
