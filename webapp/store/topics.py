"""SNS topics and whether anybody reads them, as last read."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from collectors.records import Topic
from webapp.store.codec import decode, encode
from webapp.store.identities import identities, ids_of, mark_seen
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

topics_table = Table(
    "topics",
    metadata,
    identity_key("topic_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_topics(conn: Connection, topics: Sequence[Topic], now: int) -> None:
    """Save what was read."""
    ids = ids_of(conn, (topic.identity for topic in topics))
    mark_seen(conn, ids.values())
    upsert(conn, topics_table, [{"topic_id": ids[t.identity], "record": encode(t), "read_at": now} for t in topics])


def topics(conn: Connection, *, target: str | None = None) -> list[Topic]:
    """Every topic that is there by name, of one target or of all."""
    there = (identities.c.gone_at.is_(None), in_target(conn, target))
    query = select(topics_table.c.record).join(identities).where(*there)
    return [decode(Topic, text) for text in conn.execute(query.order_by(identities.c.name, identities.c.id)).scalars()]
