"""CloudWatch's alarm mute rules, as last read: ours, and those that others made."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import MuteRule
from webapp.store.records import records_there, save_records
from webapp.store.schema import Seconds, identity_key, metadata

mute_rules_table = Table(
    "mute_rules",
    metadata,
    identity_key("rule_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_mute_rules(conn: Connection, rules: Sequence[MuteRule], now: int) -> None:
    """Save what was read."""
    save_records(conn, mute_rules_table, rules, now)


def mute_rules(conn: Connection) -> list[MuteRule]:
    """Every rule that is there, by name."""
    return records_there(conn, mute_rules_table, MuteRule)
