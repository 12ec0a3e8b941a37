"""The box for Logs Insights queries: what to ask of whom, and what it will cost before it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.durations import DAY
from collectors.log_shape import GROUPS_A_QUERY, GROUPS_A_TAIL
from collectors.records import Function, Identity, Kind
from webapp.analysis.query_estimate import Estimate, estimate
from webapp.analysis.saved_queries import BY_NAME, SAVED, SavedQuery, story_of
from webapp.analysis.tail_buffer import TAIL_MINUTES
from webapp.pages.error_lines import May
from webapp.pages.logs_asked import AskedByPerson, asked_by_people
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, functions, log_groups, log_queries
from webapp.store.targets import accounts

RECENT = 12
LONGEST_QUERY = 10_000
"""StartQuery takes at most so many characters (CloudWatch Logs API reference)."""


@dataclass(frozen=True, slots=True)
class LogsQuery:
    """What the address asks for: log groups of one account and region, and the text."""

    account: str
    region: str
    function: str
    text: str
    request_id: str
    saved: str


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A query that somebody, or the dashboard, asked today."""

    at: int
    target: str
    person: str
    purpose: str
    status: str
    bytes: int
    groups: int


@dataclass(frozen=True, slots=True)
class LogsPage:
    """The form as filled in. `groups` are the log groups that would be asked, `left_out` how many more there are,
    `withheld` how many the reader may not read."""

    query: LogsQuery
    places: tuple[Identity, ...]
    functions: tuple[Identity, ...]
    groups: tuple[str, ...]
    left_out: int
    withheld: int
    estimate: Estimate
    saved: tuple[SavedQuery, ...]
    asked: tuple[AskedQuery, ...]
    by_people: tuple[AskedByPerson, ...]
    shown: TimeRange
    refusal: str = ""
    tail_refusal: str = ""

    @property
    def minutes(self) -> tuple[int, ...]:
        """For how long a live tail may go on."""
        return TAIL_MINUTES

    @property
    def tailed(self) -> tuple[str, ...]:
        """The log groups that a live tail would follow."""
        return self.groups[:GROUPS_A_TAIL]

    @property
    def place(self) -> Identity | None:
        """The account and region that are asked."""
        return _place(self.places, self.query)


def query_of(given: Mapping[str, str], places: tuple[Identity, ...]) -> LogsQuery:
    """What the address or the form says; the first place where it names none that is there."""
    account, _, region = given.get("place", "").partition("/")
    account, region = given.get("account", account), given.get("region", region)
    if (account, region) not in {(place.account, place.region) for place in places} and places:
        account, region = places[0].account, places[0].region
    request_id, saved = given.get("request", "").strip()[:100], given.get("saved", "")
    chosen = BY_NAME.get(saved, SAVED[0])
    text = story_of(request_id) if request_id and not given.get("q") else given.get("q") or chosen.text
    text = text.replace("\r\n", "\n")[:LONGEST_QUERY]
    return LogsQuery(account, region, given.get("function", ""), text, request_id, saved)


def load(conn: Connection, given: Mapping[str, str], shown: TimeRange, may_read: May, now: int) -> LogsPage:
    """The page for what the address or the form says; log groups that the reader may not read are not asked."""
    places = tuple(sorted(set(accounts(conn).values())))
    query = query_of(given, places)
    here = _place(places, query)
    known = [each for each in functions.functions(conn) if _is_at(each.identity, query)]
    named = [each for each in known if query.function in ("", each.identity.name)]
    held = [each for each in log_groups.log_groups(conn) if _is_at(each.identity, query)]
    names = _names(named, {each.identity.name: each.stored_bytes for each in held})
    readable = [name for name in names if here is None or may_read(group_identity(here, name))]
    asked = readable[:GROUPS_A_QUERY]
    return LogsPage(
        query=query,
        places=places,
        functions=tuple(sorted(each.identity for each in known)),
        groups=tuple(asked),
        left_out=len(readable) - len(asked),
        withheld=len(names) - len(readable),
        estimate=estimate(asked, held, shown.start, shown.end, now),
        saved=SAVED,
        asked=_asked(conn, now),
        by_people=asked_by_people(conn, now),
        shown=shown,
    )


def _names(known: list[Function], stored: Mapping[str, int]) -> list[str]:
    """The groups that exist, the fullest first; all that are named where the listing is not there yet."""
    names = {each.log_group for each in known if each.log_group}
    there = names & stored.keys() or names
    return sorted(there, key=lambda name: (-stored.get(name, 0), name))


def _asked(conn: Connection, now: int) -> tuple[AskedQuery, ...]:
    found = log_queries.recent_queries(conn, now - DAY, now + 1, RECENT)
    return tuple(
        AskedQuery(q.asked_at, target, person, q.purpose, q.status, q.bytes_scanned, len(q.groups))
        for target, person, _, q in found
    )


def group_identity(place: Identity, name: str) -> Identity:
    """A log group of the place."""
    return place.named(Kind.LOG_GROUP, name)


def _place(places: tuple[Identity, ...], query: LogsQuery) -> Identity | None:
    return next((place for place in places if _is_at(place, query)), None)


def _is_at(identity: Identity, query: LogsQuery) -> bool:
    return (identity.account, identity.region) == (query.account, query.region)
