"""The fleet: every function of every target, worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.records import Identity
from webapp.analysis.verdict import State
from webapp.config import Config
from webapp.pages import cost_rates, looking
from webapp.pages.fleet_rows import CHANGE_WITHIN_S, FunctionRow, LastChange, function_row, last_change
from webapp.pages.looking import Looking
from webapp.pages.sight import never_read
from webapp.runtimes.reading import supported
from webapp.store import Connection, changes
from webapp.store.fleet import FleetRow
from webapp.store.fleet_search import FleetQuery, fleet_choices, fleet_rows

TROUBLE = (State.BAD, State.WARN)
PAGE_ROWS = 50
MOST_ROWS = 500


class BadQuery(ValueError):
    """A filter that has no meaning; the message says which are allowed."""


@dataclass(frozen=True, slots=True)
class FleetPage:
    """Functions, worst first, and how many of each state the filters leave. `next` continues the list (`after`).

    `as_of` is when the newest of these functions was judged (epoch seconds), `usd_today` what all functions have cost
    since midnight (UTC). `unread` are the targets whose functions were never read: there may be more. `deprecated` are
    the runtimes in `choices` that AWS has given up.
    """

    functions: tuple[FunctionRow, ...]
    counts: dict[State, int]
    total: int
    next: str
    as_of: int | None
    query: FleetQuery
    choices: dict[str, list[str]]
    looking: Looking
    usd_today: float | None
    unread: tuple[str, ...]
    deprecated: tuple[str, ...] = ()

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
    before = _changes_before(conn, found.rows)
    rows = tuple(function_row(row, before.get(row.identity)) for row in found.rows)
    choices = fleet_choices(conn)
    return FleetPage(
        functions=rows,
        counts={state: found.counts.get(state, 0) for state in State},
        total=found.total,
        next=found.next,
        as_of=max((row.judged_at for row in rows), default=None),
        query=query,
        choices=choices,
        looking=looking.load(conn, config, now),
        usd_today=cost_rates.usd_today(cost_rates.load(conn, config, now)),
        unread=never_read(conn, config, "functions"),
        deprecated=tuple(each for each in choices["runtime"] if supported(each, now).state.over),
    )


def _changes_before(conn: Connection, rows: Sequence[FleetRow]) -> dict[Identity, LastChange | None]:
    """The last change before the trouble of each function that has some."""
    began = {row.identity: _began(row) for row in rows if row.verdict.state in TROUBLE}
    if not began:
        return {}
    start, end = min(began.values()) - CHANGE_WITHIN_S, max(began.values()) + 1
    seen = changes.changes_of_each(conn, list(began), start, end)
    return {identity: last_change(seen.get(identity, ()), since) for identity, since in began.items()}


def _began(row: FleetRow) -> int:
    """When the trouble began that the row shows: a change is named beside what it may have caused."""
    first = next(iter(row.verdict.reasons), None)
    return (first.since if first else None) or row.verdict.since


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
