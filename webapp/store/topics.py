"""SNS topics and whether anybody reads them, as last read."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import Topic
from webapp.store.records import records_there, save_records
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target

topics_table = Table(
    "topics",
    metadata,
    identity_key("topic_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_topics(conn: Connection, topics: Sequence[Topic], now: int) -> None:
    """Save what was read."""
    save_records(conn, topics_table, topics, now)


def topics(conn: Connection, *, target: str | None = None) -> list[Topic]:
    """Every topic that is there by name, of one target or of all."""
    return records_there(conn, topics_table, Topic, in_target(conn, target))
