"""What a look into a queue showed: kept for an hour, so that a page can be read, filtered and reloaded; of older looks
only the times are kept, for the loss clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from collectors.durations import HOUR
from collectors.records import Identity
from webapp.analysis.dead_letters import Cause, DeadLetter
from webapp.analysis.loss_clock import Sample
from webapp.store.codec import decode, encode
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.upserts import upsert

KEPT_S = HOUR


@dataclass(frozen=True, slots=True)
class Peek:
    """The newest look into a queue. `letters` are empty once their hour is over."""

    at: int
    sample: Sample
    causes: tuple[Cause, ...]
    letters: tuple[DeadLetter, ...]


peeks = Table(
    "peeks",
    metadata,
    identity_key("queue_id"),
    Column("at", Seconds, nullable=False),
    Column("record", Text, nullable=False),
    Column("messages", Integer, nullable=False),
)


def save_peek(conn: Connection, identity: Identity, peek: Peek) -> None:
    """Keep a look instead of the one before, and forget the bodies of all old ones."""
    row = {"queue_id": ids_of(conn, [identity])[identity], "at": peek.at, "record": encode(peek)}
    upsert(conn, peeks, [row | {"messages": len(peek.letters)}])
    forget_bodies(conn, peek.at - KEPT_S)


def peek_of(conn: Connection, identity: Identity, now: int) -> Peek | None:
    """The newest look into a queue, None where nobody has looked."""
    keys: Sequence[int] = list(known_ids(conn, [identity]).values())
    text = conn.execute(select(peeks.c.record).where(peeks.c.queue_id.in_(keys))).scalar()
    peek = None if text is None else decode(Peek, text)
    return replace(peek, letters=()) if peek and peek.at < now - KEPT_S else peek


def samples_since(conn: Connection, start: int) -> dict[Identity, Sample]:
    """What the newest looks into queues showed of when their messages were sent, as far as they are so new."""
    recent = select(peeks.c.record, *PARTS).join(identities).where(peeks.c.at > start)
    return {identity_in(row): decode(Peek, row.record).sample for row in conn.execute(recent)}


def forget_bodies(conn: Connection, before: int) -> None:
    """Take the messages out of looks that are older than `before`."""
    old = conn.execute(select(peeks).where(peeks.c.at < before, peeks.c.messages > 0)).all()
    for row in old:
        record = encode(replace(decode(Peek, row.record), letters=()))
        upsert(conn, peeks, [{"queue_id": row.queue_id, "at": row.at, "record": record, "messages": 0}])
