"""Queues as GetQueueAttributes last told them."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from collectors.records import Identity, Queue
from webapp.store.codec import decode, encode
from webapp.store.identities import identities, ids_of, known_ids, mark_seen
from webapp.store.records import records_by_id
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
    there = (identities.c.gone_at.is_(None), in_target(conn, target))
    query = select(queues_table.c.record).join(identities).where(*there)
    return [decode(Queue, text) for text in conn.execute(query.order_by(identities.c.name, identities.c.id)).scalars()]


def queue_of(conn: Connection, identity: Identity) -> Queue | None:
    """One queue as last read, even if it is gone; None where it was never seen."""
    known = records_by_id(conn, queues_table, list(known_ids(conn, [identity]).values()))
    return next((decode(Queue, text) for text in known.values()), None)
