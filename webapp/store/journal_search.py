"""Reading the journal: what people did, newest first, each action with what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from collectors.records import Identity
from webapp.store.journal import Entry, Phase, entry_in, journal


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Filters: parts of the person's name and of the target's, the whole action, [start, end) in epoch seconds.

    `before` continues a list with the rows older than that id.
    """

    person: str = ""
    action: str = ""
    target: str = ""
    start: int | None = None
    end: int | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did. `ended_at` is None while nothing is known of how it ended."""

    id: int
    at: int
    ended_at: int | None
    person: str
    role: str
    how: str
    address: str
    action: str
    target: Identity | None
    plan_id: str
    result: str
    detail: Mapping[str, Any]
    outcome: Mapping[str, Any]


def deeds(conn: Connection, query: JournalQuery) -> list[Deed]:
    """Actions and events that match, newest first, one more than `query.limit` where there are more."""
    wanted = (*_matching(query), journal.c.phase != Phase.RESULT)
    rows = conn.execute(select(journal).where(*wanted).order_by(journal.c.id.desc()).limit(query.limit + 1))
    begun = [entry_in(row) for row in rows]
    results = _results(conn, [entry.id for entry in begun if entry.phase is Phase.INTENT])
    return [_deed(entry, results.get(entry.id)) for entry in begun]


def matching_rows(conn: Connection, query: JournalQuery) -> Iterator[Entry]:
    """Every row that matches, oldest first, intents and results apart: for export."""
    rows = select(journal).where(*_matching(query)).order_by(journal.c.id).execution_options(yield_per=500)
    with conn.execute(rows) as found:
        yield from map(entry_in, found)


def actions(conn: Connection) -> list[str]:
    """Every action that the journal knows."""
    return list(conn.execute(select(journal.c.action).distinct().order_by(journal.c.action)).scalars())


def _matching(query: JournalQuery) -> Iterator[ColumnElement[bool]]:
    if query.person:
        yield journal.c.person.icontains(query.person, autoescape=True)
    if query.target:
        yield journal.c.target_name.icontains(query.target, autoescape=True)
    if query.action:
        yield journal.c.action == query.action
    if query.start is not None:
        yield journal.c.at >= query.start
    if query.end is not None:
        yield journal.c.at < query.end
    if query.before is not None:
        yield journal.c.id < query.before


def _results(conn: Connection, begun: list[int]) -> dict[int, Entry]:
    rows = conn.execute(select(journal).where(journal.c.begun_id.in_(begun), journal.c.phase == Phase.RESULT))
    return {row.begun_id: entry_in(row) for row in rows}


def _deed(entry: Entry, result: Entry | None) -> Deed:
    ended = entry if entry.phase is Phase.EVENT else result
    return Deed(
        entry.id,
        entry.at,
        ended.at if ended else None,
        entry.person,
        entry.role,
        entry.how,
        entry.address,
        entry.action,
        entry.target,
        entry.plan_id,
        ended.result if ended else "",
        entry.detail,
        result.detail if result else {},
    )
