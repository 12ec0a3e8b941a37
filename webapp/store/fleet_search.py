"""Searching the fleet: filters, counts a state, and a page at a time by key."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, literal, select, tuple_

from collectors.records import Identity
from webapp.analysis.verdict import Reason, State
from webapp.store.codec import decode
from webapp.store.fleet import FleetRow, fleet, tag_line
from webapp.store.identities import PARTS, identities, identity_in


@dataclass(frozen=True, slots=True)
class FleetQuery:
    """What to show. Filters hold together; an empty one lets everything pass; `text` is part of a name, literally.

    `tag` is `Key` or `Key=value`. `after` is the `next` of the slice before. Rows judged more than `stale_s` seconds
    ago count as UNKNOWN: give two intervals of judging.
    """

    states: tuple[State, ...] = ()
    account: str = ""
    region: str = ""
    runtime: str = ""
    tag: str = ""
    text: str = ""
    after: str = ""
    limit: int = 50
    stale_s: int = 600


@dataclass(frozen=True, slots=True)
class FleetSlice:
    """One page of rows, worst first. `counts` hold each state under the other filters; `next` is empty at the end."""

    rows: tuple[FleetRow, ...]
    counts: Mapping[State, int] = field(default_factory=dict)
    total: int = 0
    next: str = ""


def fleet_rows(conn: Connection, query: FleetQuery, now: int) -> FleetSlice:
    """The functions that a query asks for, worst first, then by requests lost, with the counts for its filters."""
    rank = _rank_now(now - query.stale_s)
    here = _filters(query)
    counted = conn.execute(select(rank, func.count()).where(*here).group_by(rank))
    counts = {_STATES[at]: count for at, count in counted}
    total = sum(count for state, count in counts.items() if not query.states or state in query.states)
    page = conn.execute(_page(query, rank, here)).all()
    shown = fleet.c.function_id.in_([row.function_id for row in page])
    stored = (fleet.c.function_id, fleet.c.record, fleet.c.judged_at, fleet.c.data_until)
    records = {row.function_id: row for row in conn.execute(select(*stored).where(shown))}
    rows = tuple(_row(records[row.function_id], _STATES[row.rank]) for row in page[: query.limit])
    more = len(page) > query.limit
    return FleetSlice(rows, counts, total, _written(page[query.limit - 1]) if more else "")


def fleet_choices(conn: Connection) -> dict[str, list[str]]:
    """The accounts, regions and runtimes that there are to choose from."""
    there = (fleet.c.account, fleet.c.region, fleet.c.runtime)
    found = conn.execute(select(*there).where(_not_gone()).distinct()).all()
    names = ("account", "region", "runtime")
    return {name: sorted({row[at] for row in found} - {""}) for at, name in enumerate(names)}


def functions_by_runtime(conn: Connection) -> dict[str, list[Identity]]:
    """The functions of each runtime, by account, region and name; those of container images under ""."""
    wanted = select(fleet.c.runtime, *PARTS).join(identities, identities.c.id == fleet.c.function_id)
    found: dict[str, list[Identity]] = defaultdict(list)
    for row in conn.execute(wanted.where(identities.c.gone_at.is_(None)).order_by(*PARTS)):
        found[row.runtime].append(identity_in(row))
    return found


_STATES = {state.rank: state for state in State}


def _rank_now(oldest: int) -> ColumnElement[int]:
    return case((fleet.c.judged_at < oldest, literal(State.UNKNOWN.rank)), else_=fleet.c.rank)


def _filters(query: FleetQuery) -> list[ColumnElement[bool]]:
    chosen = {name: getattr(query, name) for name in ("account", "region", "runtime")}
    wanted = [_not_gone(), *(fleet.c[name] == value for name, value in chosen.items() if value)]
    if query.text:
        wanted.append(fleet.c.name.contains(query.text.lower(), autoescape=True))
    if query.tag:
        key, equals, value = query.tag.partition("=")
        line = tag_line(key, value) if equals else tag_line(key, "").rstrip("\n")
        wanted.append(fleet.c.tags.contains(line, autoescape=True))
    return wanted


def _not_gone() -> ColumnElement[bool]:
    return fleet.c.function_id.not_in(select(identities.c.id).where(identities.c.gone_at.is_not(None)))


def _page(query: FleetQuery, rank: ColumnElement[int], here: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    order = (rank, -fleet.c.impact, fleet.c.name, fleet.c.function_id)
    page = select(rank.label("rank"), fleet.c.impact, fleet.c.function_id, fleet.c.name).where(*here)
    if query.states:
        page = page.where(rank.in_([state.rank for state in query.states]))
    if last := _read(query.after):
        page = page.where(tuple_(*order) > tuple_(*last))
    return page.order_by(*order).limit(query.limit + 1)


def _row(stored: Row[*tuple[Any, ...]], state: State) -> FleetRow:
    row, judged_at = decode(FleetRow, stored.record), stored.judged_at
    verdict = replace(row.verdict, judged_at=judged_at)
    if verdict.state is not state:
        text = "It was not judged for too long: is the collector running?"
        reason = Reason("not_judged", State.UNKNOWN, text, since=judged_at)
        verdict = replace(verdict, state=State.UNKNOWN, since=judged_at, reasons=(reason, *verdict.reasons))
    return replace(row, verdict=verdict, data_until=stored.data_until)


def _written(row: Row[*tuple[Any, ...]]) -> str:
    return f"{row.rank}:{row.impact}:{row.function_id}:{row.name}"


def _read(after: str) -> tuple[int, float, str, int] | None:
    """The sort key in `after`; None, which begins at the front, where somebody edited the URL."""
    try:
        rank, impact, key, name = after.split(":", 3)
        return int(rank), -float(impact), name, int(key)
    except ValueError:
        return None
