"""What people did, never edited: each row carries the hash of the one before, so that a change afterwards shows.

An action that touches AWS leaves two rows: `begin` before and `end` after, so that one that was cut short is seen, too.
What is done at once, such as signing in, leaves one: `note`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, Table, Text, select

from collectors.records import Identity, Kind
from webapp.person import How, Person, Role
from webapp.store.schema import FreeText, Seconds, metadata, storable
from webapp.store.settings import locked_setting, save_setting, setting

HEAD = "journal_head"
START = "0" * 64
"""What stands for the hash before the first row."""
_NOTHING = f"0:{START}"


class Phase(StrEnum):
    """INTENT and RESULT belong together; an EVENT stands alone."""

    INTENT = "intent"
    RESULT = "result"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `begun_id` is the intent that a result belongs to; `previous` and `hash` make the chain."""

    id: int
    at: int
    phase: Phase
    begun_id: int | None
    person: str
    role: str
    how: str
    address: str
    action: str
    target: Identity | None
    plan_id: str
    result: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Seconds, nullable=False),
    Column("phase", Text, nullable=False),
    Column("begun_id", Integer),
    Column("person", FreeText, nullable=False),
    Column("role", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("target_partition", Text, nullable=False),
    Column("target_account", Text, nullable=False),
    Column("target_region", Text, nullable=False),
    Column("target_name", FreeText, nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("result", FreeText, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
Index("ix_journal_at", journal.c.at)
Index("ix_journal_begun_id", journal.c.begun_id)


def begin(
    conn: Connection,
    person: Person,
    action: str,
    target: Identity | None,
    detail: Mapping[str, Any],
    now: int,
    plan_id: str | int | None = None,
) -> int:
    """Note what is about to be done, before AWS is touched; the id that `end` is given."""
    plan = "" if plan_id is None else str(plan_id)
    return _append(conn, _who(person) | _what(action, target, detail) | {"at": now, "plan_id": plan}, Phase.INTENT)


def end(conn: Connection, entry_id: int, result: str, detail: Mapping[str, Any], now: int) -> int:
    """Note what came of it, in a row of its own; KeyError where nothing was begun under that id."""
    begun = conn.execute(select(journal).where(journal.c.id == entry_id, journal.c.phase == Phase.INTENT)).first()
    if begun is None:
        raise KeyError(entry_id)
    same = {name: value for name, value in begun._asdict().items() if name not in ("id", "previous", "hash")}
    row = same | {"at": now, "begun_id": entry_id, "result": result, "detail": _text(detail)}
    return _append(conn, row, Phase.RESULT)


def note(
    conn: Connection, person: Person, action: str, detail: Mapping[str, Any], now: int, result: str = "done"
) -> int:
    """Note something that was done, or refused, at once and in the dashboard itself."""
    return _append(conn, _who(person) | _what(action, None, detail) | {"at": now, "result": result}, Phase.EVENT)


def rows_in_order(conn: Connection) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every row, oldest first, a few at a time."""
    with conn.execute(select(journal).order_by(journal.c.id).execution_options(yield_per=500)) as rows:
        yield from rows


def head(conn: Connection) -> tuple[int, str]:
    """The id and the hash of the newest row; (0, START) while there is none."""
    return _parsed(setting(conn, HEAD) or _NOTHING)


def _parsed(kept: str) -> tuple[int, str]:
    number, _, digest = kept.partition(":")
    return int(number), digest


def digest_of(row: Mapping[str, Any]) -> str:
    """The hash of a row: SHA-256 over everything in it but the hash itself, as JSON with sorted keys."""
    held = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def entry_in(row: Row[*tuple[Any, ...]]) -> Entry:
    """A row as a record."""
    kept = row._asdict()
    part = {name: kept.pop(f"target_{name}") for name in ("partition", "account", "region", "kind", "name")}
    target = Identity(**part | {"kind": Kind(part["kind"])}) if part["kind"] else None
    return Entry(**kept | {"phase": Phase(row.phase), "target": target, "detail": json.loads(row.detail)})


def _append(conn: Connection, row: dict[str, Any], phase: Phase) -> int:
    number, previous = _parsed(locked_setting(conn, HEAD, _NOTHING))
    full: dict[str, Any] = {"begun_id": None, "plan_id": "", "result": ""} | row
    full |= {"id": number + 1, "phase": phase.value, "previous": previous}
    full = {name: storable(value) if isinstance(value, str) else value for name, value in full.items()}
    full["hash"] = digest_of(full)
    conn.execute(journal.insert().values(full))
    save_setting(conn, HEAD, f"{number + 1}:{full['hash']}")
    return number + 1


def _who(person: Person) -> dict[str, str]:
    role, how = Role(person.role).value, How(person.how).value
    return {"person": person.name, "role": role, "how": how, "address": person.address}


def _what(action: str, target: Identity | None, detail: Mapping[str, Any]) -> dict[str, str]:
    return {
        "action": action,
        "target_kind": target.kind.value if target else "",
        "target_partition": target.partition if target else "",
        "target_account": target.account if target else "",
        "target_region": target.region if target else "",
        "target_name": target.name if target else "",
        "detail": _text(detail),
    }


def _text(detail: Mapping[str, Any]) -> str:
    return storable(json.dumps(dict(detail), sort_keys=True, default=str, ensure_ascii=False))
