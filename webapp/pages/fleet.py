"""The fleet: every function of every target, worst first."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.analysis.twins import LATER_S, told_once
from webapp.analysis.verdict import State
from webapp.config import Config
from webapp.pages import looking
from webapp.pages.fleet_rows import FunctionRow, LastChange, function_row, last_change
from webapp.pages.looking import Looking
from webapp.store import Connection, changes
from webapp.store.fleet import FleetRow
from webapp.store.fleet_search import FleetQuery, fleet_choices, fleet_rows

TROUBLE = (State.BAD, State.WARN)
CHANGE_WITHIN_S = 6 * 3_600
"""How long before the trouble a change is still named beside it."""

PAGE_ROWS = 50
MOST_ROWS = 500


class BadQuery(ValueError):
    """A filter that has no meaning; the message says which are allowed."""


@dataclass(frozen=True, slots=True)
class FleetPage:
    """Functions, worst first, and how many of each state the filters leave. `next` continues the list (`after`).

    `as_of` is when the newest of these functions was judged (epoch seconds).
    """

    functions: tuple[FunctionRow, ...]
    counts: dict[State, int]
    total: int
    next: str
    as_of: int | None
    query: FleetQuery
    choices: dict[str, list[str]]
    looking: Looking

    @property
    def everything(self) -> int:
        """How many functions there are under the filters other than the state's."""
        return sum(self.counts.values())

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        query = self.query
        return bool(query.states or query.account or query.region or query.runtime or query.tag or query.text)

    @property
    def unwell(self) -> int:
        """How many functions are bad or warn."""
        return sum(self.counts.get(state, 0) for state in TROUBLE)


def query_of(args: Mapping[str, str], config: Config) -> FleetQuery:
    """The filters in a URL; BadQuery where one has no meaning."""
    return FleetQuery(
        states=_states(args.get("state", "")),
        account=args.get("account", ""),
        region=args.get("region", ""),
        runtime=args.get("runtime", ""),
        tag=args.get("tag", ""),
        text=args.get("text", "").strip(),
        after=args.get("after", ""),
        limit=_limit(args.get("limit", "")),
        stale_s=2 * config.intervals.metrics_s,
    )


def load(conn: Connection, query: FleetQuery, config: Config, now: int) -> FleetPage:
    """One page of the fleet."""
    found = fleet_rows(conn, query, now)
    rows = tuple(function_row(row, _change_before(conn, row)) for row in found.rows)
    return FleetPage(
        functions=rows,
        counts={state: found.counts.get(state, 0) for state in State},
        total=found.total,
        next=found.next,
        as_of=max((row.judged_at for row in rows), default=None),
        query=query,
        choices=fleet_choices(conn),
        looking=looking.load(conn, config, now),
    )


def _change_before(conn: Connection, row: FleetRow) -> LastChange | None:
    verdict = row.verdict
    if verdict.state not in TROUBLE:
        return None
    since = min((reason.since for reason in verdict.reasons if reason.since), default=verdict.since)
    around = changes.changes_of(conn, row.identity, since - CHANGE_WITHIN_S, since + LATER_S)
    return last_change(told_once(around), since)


def _states(text: str) -> tuple[State, ...]:
    try:
        return tuple(State(word.upper()) for word in text.split(",") if word)
    except ValueError as error:
        raise BadQuery(f"state={text!r} is not one of {', '.join(State)} (several with a comma).") from error


def _limit(text: str) -> int:
    if not text:
        return PAGE_ROWS
    if not text.isdecimal() or not 1 <= int(text) <= MOST_ROWS:
        raise BadQuery(f"limit={text!r} is not a number from 1 to {MOST_ROWS}.")
    return int(text)
