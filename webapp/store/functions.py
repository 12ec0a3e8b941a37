"""Functions as ListFunctions and its companions last told them."""

from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import Column, Connection, Table, Text

from collectors.records import Function, Identity
from webapp.store.codec import decode, encode
from webapp.store.identities import ids_of, mark_seen
from webapp.store.records import all_records, record_of, records_by_id, records_there, there_by_id
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

functions_table = Table(
    "functions",
    metadata,
    identity_key("function_id"),
    Column("record", Text, nullable=False),
    Column("changed_at", Seconds, nullable=False),
)
_FIELDS = {field.name for field in fields(Function)} - {"identity", "unread"}


def save_functions(conn: Connection, functions: Sequence[Function], now: int) -> list[tuple[Function | None, Function]]:
    """Save; return (what was known, what is known now) of those that are new or differ.

    What could not be read this time (`unread`) keeps the value that was known.
    """
    ids = ids_of(conn, (function.identity for function in functions))
    mark_seen(conn, ids.values())
    before = records_by_id(conn, functions_table, list(ids.values()))
    differ: list[tuple[Function | None, Function]] = []
    rows = []
    for function in functions:
        key = ids[function.identity]
        known = before.get(key)
        merged = _with_what_was_known(function, known)
        text = encode(merged)
        if text != known:
            old = decode(Function, known) if known else None
            if old is None or not _same(old, merged):
                differ.append((old, merged))
            rows.append({"function_id": key, "record": text, "changed_at": now})
    upsert(conn, functions_table, rows)
    return differ


def functions(conn: Connection, *, target: str | None = None, gone: bool = False) -> list[Function]:
    """Every function by name, of one target or of all; with `gone`, those that AWS no longer lists as well."""
    read = all_records if gone else records_there
    return read(conn, functions_table, Function, in_target(conn, target))


def functions_by_id(conn: Connection, target: str) -> dict[int, Function]:
    """Every function of a target that is there, by its id and in the order of these."""
    return there_by_id(conn, functions_table, Function, in_target(conn, target))


def function_of(conn: Connection, identity: Identity) -> Function | None:
    """One function as last known, even if it is gone; None where it was never seen."""
    return record_of(conn, functions_table, Function, identity)


def _same(old: Function, new: Function) -> bool:
    """Whether they differ in nothing but how and when they were read."""
    return replace(old, unread=new.unread, details_read_at=new.details_read_at) == new


def _with_what_was_known(function: Function, known: str | None) -> Function:
    unread = _FIELDS.intersection(function.unread)
    if known is None or not unread:
        return function
    before = decode(Function, known)
    return replace(function, **{name: getattr(before, name) for name in unread})
