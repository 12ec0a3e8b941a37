"""Deploys, configuration changes and whatever else changed, each stored once however often it was seen."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Integer, Row, Table, Text, func, select, tuple_

from collectors.records import Change, Identity
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import insert_into

changes = Table(
    "changes",
    metadata,
    Column("identity_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("event_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("at", Seconds, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("before", FreeText, nullable=False),
    Column("after", FreeText, nullable=False),
    Column("who", FreeText, nullable=False),
    Column("source", Text, nullable=False),
)
_KEPT = ("at", "what", "field", "before", "after", "event_id", "who", "source")


def save_changes(conn: Connection, seen: Sequence[Change]) -> None:
    """Save; one whose event and field are there already stays, and only learns who did it."""
    if not seen:
        return
    ids = ids_of(conn, (change.identity for change in seen))
    statement = insert_into(conn, changes)
    who = func.coalesce(func.nullif(statement.excluded.who, ""), changes.c.who)
    statement = statement.on_conflict_do_update(index_elements=list(changes.primary_key), set_={"who": who})
    conn.execute(statement, [_columns(ids[change.identity], change) for change in seen])


def changes_of(conn: Connection, identity: Identity, start: int, end: int) -> list[Change]:
    """One thing's changes of [start, end), oldest first."""
    return _within(conn, start, end, changes.c.identity_id.in_(known_ids(conn, [identity]).values()))


def changes_of_each(
    conn: Connection, identities_: Sequence[Identity], start: int, end: int
) -> dict[Identity, list[Change]]:
    """The same of a page of things in one query; who has none is absent."""
    named = tuple_(identities.c.account, identities.c.region, identities.c.kind, identities.c.name)
    these = named.in_([(each.account, each.region, each.kind.value, each.name) for each in identities_])
    found: dict[Identity, list[Change]] = {}
    for change in _within(conn, start, end, these):
        found.setdefault(change.identity, []).append(change)
    return found


def recent_changes(conn: Connection, start: int, end: int, *, target: str | None = None) -> list[Change]:
    """Everything's changes of [start, end), oldest first, of one target or of all."""
    return _within(conn, start, end, in_target(conn, target))


def _within(conn: Connection, start: int, end: int, whose: ColumnElement[bool]) -> list[Change]:
    query = select(changes, *PARTS).join(identities).where(changes.c.at >= start, changes.c.at < end, whose)
    order = (changes.c.at, changes.c.identity_id, changes.c.event_id, changes.c.field)
    return [_change(row) for row in conn.execute(query.order_by(*order))]


def _columns(key: int, change: Change) -> dict[str, Any]:
    fields = asdict(change)
    return {"identity_id": key} | {name: fields[name] for name in _KEPT}


def _change(row: Row[*tuple[Any, ...]]) -> Change:
    return Change(identity=identity_in(row), **{name: getattr(row, name) for name in _KEPT})
