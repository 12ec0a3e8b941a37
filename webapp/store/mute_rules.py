"""CloudWatch's alarm mute rules, as last read: ours, and those that others made."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from collectors.records import MuteRule
from webapp.store.codec import decode, encode
from webapp.store.identities import identities, ids_of, mark_seen
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.upserts import upsert

mute_rules_table = Table(
    "mute_rules",
    metadata,
    identity_key("rule_id"),
    Column("record", Text, nullable=False),
    Column("read_at", Seconds, nullable=False),
)


def save_mute_rules(conn: Connection, rules: Sequence[MuteRule], now: int) -> None:
    """Save what was read."""
    ids = ids_of(conn, (rule.identity for rule in rules))
    mark_seen(conn, ids.values())
    rows = [{"rule_id": ids[rule.identity], "record": encode(rule), "read_at": now} for rule in rules]
    upsert(conn, mute_rules_table, rows)


def mute_rules(conn: Connection) -> list[MuteRule]:
    """Every rule that is there, by name."""
    query = select(mute_rules_table.c.record).join(identities).where(identities.c.gone_at.is_(None))
    return [decode(MuteRule, text) for text in conn.execute(query.order_by(identities.c.name)).scalars()]
