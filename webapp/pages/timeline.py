"""The timeline: what happened in a stretch of time, to the fleet or to one function and what is around it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from collectors.durations import DAY, HOUR
from collectors.records import Identity, Kind, Queue, Window
from webapp.analysis import timeline
from webapp.analysis.error_groups import NEW_AFTER_S, novelty
from webapp.analysis.queue_roles import Tie, ties
from webapp.analysis.timeline import Event, What
from webapp.analysis.wording import clip, count
from webapp.config import Config
from webapp.pages import logs_looked
from webapp.pages.function import known_function
from webapp.pages.logs_looked import LogsLooked, places
from webapp.pages.sight import EVENTS, Sight, sight_of
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, changes, error_groups, journal_search, moments, transitions, verdicts
from webapp.store.alarms import alarms_watching
from webapp.store.functions import functions
from webapp.store.mappings import mappings
from webapp.store.queues import queues

MOST_EVENTS = 300
MOST_GROUPS = 40
LONGEST_TEXT = 100
FINE_S = 3 * HOUR
"""The newest stretch is told by minutes, what is before by what they are rolled up to."""
COARSE = ((3 * DAY, 300), (455 * DAY, HOUR))
"""Up to how long a range, and its period: a fleet's minutes of days would be millions of rows."""


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which events: kinds (none: all), a text, and the function that they are about (None: the fleet)."""

    kinds: frozenset[What] = frozenset()
    text: str = ""
    about: Identity | None = None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Newest first; `counts` are of the whole range whatever is filtered, `left_out` older ones not shown."""

    shown: TimeRange
    query: TimelineQuery
    counts: Mapping[What, int]
    events: tuple[Event, ...]
    left_out: int
    looking: Sight

    @property
    def filtered(self) -> bool:
        """Whether anything narrows it."""
        return bool(self.query.kinds or self.query.text)


def query_of(conn: Connection, args: Mapping[str, str], kinds: Iterable[str]) -> TimelineQuery:
    """The filters of a URL; NotHere where it names a function that was never seen."""
    about = None
    if name := args.get("function", ""):
        about = known_function(conn, args.get("account", ""), args.get("region", ""), name).identity
    known = frozenset(What(kind) for kind in kinds if kind in set(What))
    return TimelineQuery(known, args.get("q", "").strip()[:LONGEST_TEXT], about)


def load(conn: Connection, query: TimelineQuery, shown: TimeRange, config: Config, now: int) -> TimelinePage:
    """The page."""
    looked = logs_looked.load(conn, config, "log_errors", now)
    within = (event for event in _events(conn, query.about, shown, looked) if shown.start <= event.at < shown.end)
    found = timeline.told_of_functions(within)
    text = timeline.told(found, frozenset(), query.text)
    counts = {what: sum(event.what is what for event in text) for what in What}
    events = timeline.told(found, query.kinds, query.text)
    left_out = max(0, len(events) - MOST_EVENTS)
    sight = sight_of(conn, config, EVENTS, now)
    return TimelinePage(shown, query, counts, tuple(events[:MOST_EVENTS]), left_out, sight)


def markdown(page: TimelinePage) -> str:
    """The same for a hand-over: a heading and a line an event, oldest first, in UTC."""
    about = page.query.about.name if page.query.about else "the fleet"
    head = f"## Timeline of {about}, {_clock(page.shown.start)} to {_clock(page.shown.end)} UTC\n"
    lines = [_line(event) for event in reversed(page.events)]
    left = [f"- … and {count(page.left_out, 'older event')} before these"] if page.left_out else []
    return "\n".join([head, *left, *(lines or ["- Nothing happened that we know of."])]) + "\n"


def _line(event: Event) -> str:
    who = f" ({_escaped(event.who)})" if event.who else ""
    until = f" until {_clock(event.end)}" if event.end else ""
    name = f" **{_escaped(event.subject.name)}**" if event.subject and event.subject.name else ""
    return f"- {_clock(event.at)}{until} {event.what}{name}: {_escaped(clip(event.text))}{who}"


def _escaped(text: str) -> str:
    """Foreign text as Markdown that means nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in clip(text))


def _clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"


def _events(conn: Connection, about: Identity | None, shown: TimeRange, looked: LogsLooked) -> Iterator[Event]:
    start, end = shown.start, shown.end
    around = _around(conn, about) if about else None
    if about:
        yield from timeline.of_changes(changes.changes_of(conn, about, start, end))
        yield from timeline.of_transitions(transitions.transitions_around(conn, about, start, end))
    else:
        yield from timeline.of_changes(changes.recent_changes(conn, start, end))
        yield from timeline.of_transitions(transitions.recent_transitions(conn, start, end))
    judged = verdicts.verdicts_since(conn, start, end)
    throttled = moments.above_zero(conn, Kind.FUNCTION, "throttles", _pieces(shown))
    letters = moments.known_values(conn, _dead_letter_queues(conn), "visible", _pieces(shown))
    told = (
        timeline.of_verdicts(judged, verdicts.judged_before(conn, {each.identity for each in judged}, start)),
        timeline.of_throttles(throttled),
        timeline.of_growth(letters),
        _new_errors(conn, looked, start, end),
        _deeds(conn, start, end),
    )
    for events in told:
        yield from (event for event in events if around is None or event.subject in around)


def _pieces(shown: TimeRange) -> tuple[Window, ...]:
    """The range in windows of falling periods, oldest first."""
    period = next((period for longest, period in COARSE if shown.seconds <= longest), HOUR)
    split = max(shown.start, (shown.end - FINE_S) // period * period)
    return Window(shown.start, split, period), Window(split, shown.end, 60)


def _around(conn: Connection, about: Identity) -> frozenset[Identity]:
    """The function, its queues and its alarms."""
    beside = {queue.identity for queue, tie in _tied(conn) if about in tie.beside}
    return frozenset({about, *beside, *(alarm.identity for alarm in alarms_watching(conn, about))})


def _tied(conn: Connection) -> list[tuple[Queue, Tie]]:
    known = queues(conn)
    found = ties(functions(conn), mappings(conn), known)
    return [(queue, found[queue.arn]) for queue in known]


def _dead_letter_queues(conn: Connection) -> list[Identity]:
    return [queue.identity for queue, tie in _tied(conn) if tie.role.dead_letters_of]


def _new_errors(conn: Connection, looked: LogsLooked, start: int, end: int) -> Iterator[Event]:
    """By the same rule as on the page of errors: nothing is new that may have been there before anybody looked."""
    spells = error_groups.spells(conn, start - 2 * NEW_AFTER_S, start, end)
    earliest = min(looked.since.values(), default=end)
    may_be_new = [item for item in spells.items() if novelty(item[1].first, item[1].previous, earliest).new]
    newest = dict(sorted(may_be_new, key=lambda item: item[1].first)[-MOST_GROUPS:])
    names = {each.fingerprint.key: each.fingerprint for each in error_groups.groups_of(conn, newest)}
    where = places(conn)
    for key, spell in newest.items():
        who = {counted.function for counted in error_groups.counts(conn, spell.first, spell.first + 1, key=key)}
        looks = [since for function in who if (since := looked.since_of(where, function)) is not None]
        if novelty(spell.first, spell.previous, max(looks, default=spell.first)).new:
            text = f"new error {names[key].error_type}: {clip(names[key].template)}"
            yield from (Event(spell.first, What.ERROR, function, text, True) for function in sorted(who))


def _deeds(conn: Connection, start: int, end: int) -> Iterator[Event]:
    found = journal_search.deeds(conn, journal_search.JournalQuery(start=start, end=end, limit=MOST_EVENTS))
    for deed in found:
        if deed.target is not None:
            result = deed.result if deed.ended_at is not None else "not ended"
            steps = deed.detail.get("steps") or ()
            said = f": {clip(str(steps[0]))}" if steps else ""
            text = f"{deed.action.replace('_', ' ')} {result}{said}"
            yield Event(deed.at, What.ACTION, deed.target, text, who=deed.person)
