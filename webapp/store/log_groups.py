"""Log groups as last read."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import LogGroup
from webapp.store.records import records_there, save_records
from webapp.store.schema import Seconds, identity_key, metadata

log_groups_table = Table(
    "log_groups",
    metadata,
    identity_key("log_group_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_log_groups(conn: Connection, groups: Sequence[LogGroup], now: int) -> None:
    """Save what was read."""
    save_records(conn, log_groups_table, groups, now)


def log_groups(conn: Connection) -> list[LogGroup]:
    """Every log group that is known, by name."""
    return records_there(conn, log_groups_table, LogGroup)
