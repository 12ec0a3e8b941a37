"""Actions of alarms that CloudWatch failed to execute, from DescribeAlarmHistory."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, select

from collectors.records import ActionFailure
from webapp.store.identities import PARTS, identities, identity_in, ids_of
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import insert_new

action_failures = Table(
    "alarm_action_failures",
    metadata,
    Column("alarm_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("at", Seconds, primary_key=True, autoincrement=False, index=True),
    Column("arn", Text, primary_key=True),
    Column("reason", FreeText, nullable=False),
)


def save_action_failures(conn: Connection, failures: Sequence[ActionFailure]) -> None:
    """Save; one that was told twice is stored once."""
    ids = ids_of(conn, (each.identity for each in failures))
    rows = [{"alarm_id": ids[e.identity], "at": e.at, "arn": e.arn, "reason": e.reason} for e in failures]
    insert_new(conn, action_failures, rows)


def failures_since(conn: Connection, start: int) -> list[ActionFailure]:
    """Every alarm's failed actions since `start`, oldest first."""
    query = select(action_failures, *PARTS).join(identities).where(action_failures.c.at >= start)
    rows = conn.execute(query.order_by(action_failures.c.at, action_failures.c.alarm_id))
    return [ActionFailure(identity_in(row), row.at, row.arn, row.reason) for row in rows]
