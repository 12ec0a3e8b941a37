"""Tables of records: a row a thing, by its identity's id, with the record itself as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from collectors.records import Identity
from webapp.store.codec import decode, decode_kept, encode
from webapp.store.identities import identities, ids_of, known_ids, mark_seen, slices
from webapp.store.upserts import upsert

T = TypeVar("T")


def save_records(conn: Connection, table: Table, records: Iterable[Any], now: int) -> None:
    """Save what was read at `now` of things that are there; what was known of them is replaced."""
    found = {record.identity: record for record in records}
    ids = ids_of(conn, found)
    mark_seen(conn, ids.values())
    key = _key_of(table).name
    rows = [{key: ids[each], "record": encode(record), "read_at": now} for each, record in found.items()]
    upsert(conn, table, rows)


def records_there(conn: Connection, table: Table, kind: type[T], *those: ColumnElement[bool]) -> list[T]:
    """The records of all things that are there, or of `those` that meet conditions, by name."""
    return all_records(conn, table, kind, identities.c.gone_at.is_(None), *those)


def all_records(conn: Connection, table: Table, kind: type[T], *those: ColumnElement[bool]) -> list[T]:
    """The same, of things that are gone as well."""
    query = select(table.c.record).join(identities, _key_of(table) == identities.c.id).where(*those)
    ordered = query.order_by(identities.c.name, identities.c.id)
    return [decode_kept(kind, text) for text in conn.execute(ordered).scalars().all()]


def there_by_id(conn: Connection, table: Table, kind: type[T], *those: ColumnElement[bool]) -> dict[int, T]:
    """The records of things that are there by their ids, in the order of these."""
    query = select(_key_of(table), table.c.record).join(identities, _key_of(table) == identities.c.id)
    ordered = query.where(identities.c.gone_at.is_(None), *those).order_by(_key_of(table))
    return {key: decode_kept(kind, text) for key, text in conn.execute(ordered).all()}


def record_of(conn: Connection, table: Table, kind: type[T], identity: Identity) -> T | None:
    """One thing's record, even if the thing is gone; None where it was never seen."""
    known = records_by_id(conn, table, list(known_ids(conn, [identity]).values()))
    return next((decode(kind, text) for text in known.values()), None)


def records_by_id(conn: Connection, table: Table, keys: Sequence[int]) -> dict[int, str]:
    """The records' JSON of those `keys` that the table has, before anybody needs the records themselves."""
    key = _key_of(table)
    found: dict[int, str] = {}
    for some in slices(keys):
        found |= {each: text for each, text in conn.execute(select(key, table.c.record).where(key.in_(some)))}
    return found


def _key_of(table: Table) -> Any:
    return next(iter(table.primary_key))
