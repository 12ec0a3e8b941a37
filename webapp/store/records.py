"""The stored JSON of records by their ids, before anybody needs the records themselves."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, select

from webapp.store.identities import slices


def records_by_id(conn: Connection, table: Table, keys: Sequence[int]) -> dict[int, str]:
    """The `record` column of those `keys` that the table has."""
    key = next(iter(table.primary_key))
    found: dict[int, str] = {}
    for some in slices(keys):
        found |= {each: text for each, text in conn.execute(select(key, table.c.record).where(key.in_(some)))}
    return found
