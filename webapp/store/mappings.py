"""Event source mappings: what feeds a function. One that is no longer listed is gone like anything else."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text

from collectors.records import Identity, Kind, Mapping
from webapp.store.codec import decode, encode
from webapp.store.identities import ids_of, known_ids, mark_seen
from webapp.store.records import records_by_id, records_there
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

mappings_table = Table(
    "mappings",
    metadata,
    identity_key("mapping_id"),
    Column("function_id", Integer, ForeignKey("identities.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("changed_at", Seconds, nullable=False),
)


def save_mappings(conn: Connection, mappings: Sequence[Mapping], now: int) -> list[tuple[Mapping | None, Mapping]]:
    """Save; return (what was known, what is known now) of those that are new or differ."""
    own = {mapping.uuid: mapping_identity(mapping) for mapping in mappings}
    ids = ids_of(conn, {*own.values(), *(mapping.function for mapping in mappings)})
    keys = [ids[identity] for identity in own.values()]
    mark_seen(conn, keys)
    before = records_by_id(conn, mappings_table, keys)
    differ: list[tuple[Mapping | None, Mapping]] = []
    rows = []
    for mapping in mappings:
        key, text = ids[own[mapping.uuid]], encode(mapping)
        known = before.get(key)
        if text != known:
            differ.append((decode(Mapping, known) if known else None, mapping))
            rows.append({"mapping_id": key, "function_id": ids[mapping.function], "record": text, "changed_at": now})
    upsert(conn, mappings_table, rows)
    return differ


def mappings(conn: Connection, *, target: str | None = None) -> list[Mapping]:
    """Every mapping that AWS lists, of one target or of all."""
    return records_there(conn, mappings_table, Mapping, in_target(conn, target))


def mappings_of(conn: Connection, function: Identity) -> list[Mapping]:
    """The mappings that feed one function."""
    own = mappings_table.c.function_id.in_(known_ids(conn, [function]).values())
    return records_there(conn, mappings_table, Mapping, own)


def mapping_identity(mapping: Mapping) -> Identity:
    """A mapping's own identity: its uuid in the account and region of its function."""
    function = mapping.function
    return function.named(Kind.MAPPING, mapping.uuid)
