"""The tags of alarms, as last read."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, delete, select, true

from collectors.records import AlarmTags, Identity, Kind
from webapp.store.codec import decode, encode
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids, slices
from webapp.store.schema import identity_key, metadata
from webapp.store.upserts import upsert

Pairs = tuple[tuple[str, str], ...]
alarm_tags_table = Table("alarm_tags", metadata, identity_key("alarm_id"), Column("tags", Text, nullable=False))


def save_alarm_tags(conn: Connection, tagged: Sequence[AlarmTags]) -> None:
    """Save what was read of an account and region in place of what was known of it."""
    for each in tagged:
        place = each.identity
        here = (identities.c.account == place.account, identities.c.region == place.region)
        there = select(identities.c.id).where(identities.c.kind == Kind.ALARM, *here)
        conn.execute(delete(alarm_tags_table).where(alarm_tags_table.c.alarm_id.in_(there)))
        named = {Identity(place.partition, place.account, place.region, Kind.ALARM, n): tags for n, tags in each.tags}
        ids = ids_of(conn, named)
        upsert(
            conn, alarm_tags_table, [{"alarm_id": ids[key], "tags": encode(tags, Pairs)} for key, tags in named.items()]
        )


def tags_of_alarms(conn: Connection, alarms: Sequence[Identity] | None = None) -> dict[Identity, Mapping[str, str]]:
    """Those of the alarms, or of all alarms, that have tags."""
    found: dict[Identity, Mapping[str, str]] = {}
    for whose in [true()] if alarms is None else map(_of, slices(list(known_ids(conn, alarms).values()))):
        rows = conn.execute(select(alarm_tags_table.c.tags, *PARTS).join(identities).where(whose))
        found |= {identity_in(row): dict(decode(Pairs, row.tags)) for row in rows}
    return found


def tags_of_alarm(conn: Connection, alarm: Identity) -> Mapping[str, str]:
    """One alarm's tags."""
    mine = _of(list(known_ids(conn, [alarm]).values()))
    text = conn.execute(select(alarm_tags_table.c.tags).where(mine)).scalar()
    return {} if text is None else dict(decode(Pairs, text))


def _of(keys: Sequence[int]) -> ColumnElement[bool]:
    return alarm_tags_table.c.alarm_id.in_(keys)
