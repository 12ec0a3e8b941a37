"""Log groups as last read."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from collectors.records import LogGroup
from webapp.store.codec import decode, encode
from webapp.store.identities import identities, ids_of, mark_seen
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.upserts import upsert

log_groups_table = Table(
    "log_groups",
    metadata,
    identity_key("log_group_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_log_groups(conn: Connection, groups: Sequence[LogGroup], now: int) -> None:
    """Save what was read."""
    ids = ids_of(conn, (group.identity for group in groups))
    mark_seen(conn, ids.values())
    rows = [{"log_group_id": ids[each.identity], "record": encode(each), "read_at": now} for each in groups]
    upsert(conn, log_groups_table, rows)


def log_groups(conn: Connection) -> list[LogGroup]:
    """Every log group that is known, by name."""
    query = select(log_groups_table.c.record).join(identities).where(identities.c.gone_at.is_(None))
    return [
        decode(LogGroup, text) for text in conn.execute(query.order_by(identities.c.name, identities.c.id)).scalars()
    ]
