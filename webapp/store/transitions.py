"""How alarms' states moved: from DescribeAlarmHistory, or seen between two reads."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, Row, Table, Text, select

from collectors.records import AlarmTransition, Identity
from webapp.store.alarms import watched
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import insert_new

transitions = Table(
    "alarm_transitions",
    metadata,
    Column("alarm_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("at", Seconds, primary_key=True, autoincrement=False, index=True),
    Column("after", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("reason", FreeText, nullable=False),
)


def save_transitions(conn: Connection, seen: Sequence[AlarmTransition]) -> None:
    """Save; one that was told twice is stored once."""
    ids = ids_of(conn, (each.identity for each in seen))
    insert_new(conn, transitions, [_columns(ids[each.identity], each) for each in seen])


def transitions_of(conn: Connection, alarm: Identity, start: int, end: int) -> list[AlarmTransition]:
    """One alarm's transitions of [start, end), oldest first."""
    return _within(conn, start, end, list(known_ids(conn, [alarm]).values()))


def transitions_around(conn: Connection, identity: Identity, start: int, end: int) -> list[AlarmTransition]:
    """The transitions of [start, end) of every alarm that looks at a function, queue or account, oldest first."""
    keys = known_ids(conn, [identity]).values()
    watching = select(watched.c.alarm_id).where(watched.c.watched_id.in_(keys))
    return _within(conn, start, end, conn.execute(watching).scalars().all())


def recent_transitions(conn: Connection, start: int, end: int) -> list[AlarmTransition]:
    """Every alarm's transitions of [start, end), oldest first."""
    return _within(conn, start, end, None)


def _within(conn: Connection, start: int, end: int, alarms: Sequence[int] | None) -> list[AlarmTransition]:
    query = select(transitions, *PARTS).join(identities).where(transitions.c.at >= start, transitions.c.at < end)
    if alarms is not None:
        query = query.where(transitions.c.alarm_id.in_(alarms))
    return [_transition(row) for row in conn.execute(query.order_by(transitions.c.at, transitions.c.alarm_id))]


def _columns(key: int, seen: AlarmTransition) -> dict[str, object]:
    return {"alarm_id": key, "at": seen.at, "before": seen.before, "after": seen.after, "reason": seen.reason}


def _transition(row: Row[*tuple[Any, ...]]) -> AlarmTransition:
    return AlarmTransition(identity_in(row), row.at, row.before, row.after, row.reason)
