"""Queues as GetQueueAttributes last told them."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import Identity, Queue
from webapp.store.codec import encode
from webapp.store.identities import ids_of, mark_seen
from webapp.store.records import record_of, records_there
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

queues_table = Table(
    "queues",
    metadata,
    identity_key("queue_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_queues(conn: Connection, queues: Sequence[Queue]) -> None:
    """Save what was read; each queue says itself when that was."""
    ids = ids_of(conn, (queue.identity for queue in queues))
    mark_seen(conn, ids.values())
    rows = [{"queue_id": ids[queue.identity], "record": encode(queue), "read_at": queue.read_at} for queue in queues]
    upsert(conn, queues_table, rows)


def queues(conn: Connection, *, target: str | None = None) -> list[Queue]:
    """Every queue that is there by name, of one target or of all."""
    return records_there(conn, queues_table, Queue, in_target(conn, target))


def queue_of(conn: Connection, identity: Identity) -> Queue | None:
    """One queue as last read, even if it is gone; None where it was never seen."""
    return record_of(conn, queues_table, Queue, identity)
