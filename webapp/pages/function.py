"""One function: why it is in its state, what changed, how it runs, what surrounds it."""

from dataclasses import dataclass

from collectors.durations import DAY
from collectors.records import Function, Identity, Kind, Mapping
from webapp.analysis.runtimes import RuntimeSupport
from webapp.analysis.twins import told_once
from webapp.analysis.verdict import State, Verdict
from webapp.charts.functions import charts_of
from webapp.config import Config
from webapp.pages import function_cost, function_logs
from webapp.pages.alarms import AlarmLine, alarm_line
from webapp.pages.changes import ChangeLine, change_lines
from webapp.pages.chart_places import ChartPlace, places
from webapp.pages.drawing import drawing_of
from webapp.pages.facts import Fact, facts_of
from webapp.pages.function_cost import FunctionSpending
from webapp.pages.function_logs import FunctionLogs
from webapp.pages.function_queues import FunctionQueue, queues_around
from webapp.pages.numbers import Numbers, numbers_of
from webapp.pages.reasons import ReasonLine, reason_lines, trouble_starts
from webapp.pages.seen import Seen, never_seen, seen_of
from webapp.pages.standing import standing
from webapp.pages.time_range import TimeRange
from webapp.runtimes.reading import supported
from webapp.store import Connection, alarms, changes, functions, identities, mappings

CHANGES_BACK_S = 7 * DAY
MOST_CHANGES = 12


@dataclass(frozen=True, slots=True)
class FunctionPage:
    """Everything that the page and its JSON twin show. `gone_at` is when AWS no longer listed it."""

    identity: Identity
    function: Function
    gone_at: int | None
    state: State
    since: int | None
    judged_at: int | None
    reasons: tuple[ReasonLine, ...]
    changes: tuple[ChangeLine, ...]
    numbers: Numbers
    shown: TimeRange
    charts: tuple[ChartPlace, ...]
    sources: tuple[Mapping, ...]
    queues: tuple[FunctionQueue, ...]
    alarms: tuple[AlarmLine, ...]
    facts: tuple[Fact, ...]
    logs: FunctionLogs
    seen: Seen
    cost: FunctionSpending
    support: RuntimeSupport


def known_function(conn: Connection, account: str, region: str, name: str) -> Function:
    """The function as last known, even if it is gone; NotHere where there never was one."""
    key = identities.find(conn, account=account, region=region, kind=Kind.FUNCTION, name=name)
    found = None if key is None else functions.function_of(conn, identities.identity_of(conn, key))
    if found is None:
        raise never_seen(conn, Identity("aws", account, region, Kind.FUNCTION, name))
    return found


def load(conn: Connection, function: Function, shown: TimeRange, config: Config, now: int) -> FunctionPage:
    """The page of a known function."""
    identity = function.identity
    verdict = standing(conn, identity, config, now)
    drawing = drawing_of(conn, identity, shown, now, function.timeout_s)
    sources = tuple(mappings.mappings_of(conn, identity))
    charts = charts_of(function, sources, drawing.grid)
    support = supported(function.runtime, now)
    return FunctionPage(
        identity=identity,
        function=function,
        gone_at=identities.gone_at(conn, identity),
        state=verdict.state if verdict else State.UNKNOWN,
        since=verdict.since if verdict else None,
        judged_at=verdict.judged_at if verdict else None,
        reasons=reason_lines(verdict, charts) if verdict else (),
        changes=_changes(conn, identity, verdict, now),
        numbers=numbers_of(drawing.grid),
        shown=shown,
        charts=places(charts, drawing.grid),
        sources=sources,
        queues=queues_around(conn, function, sources),
        alarms=tuple(sorted(map(alarm_line, alarms.alarms_watching(conn, identity)), key=lambda line: line.urgency)),
        facts=facts_of(function, support),
        logs=function_logs.load(conn, config, function, shown, now),
        seen=seen_of(conn, identity, drawing),
        cost=function_cost.load(conn, identity, config, now),
        support=support,
    )


def _changes(conn: Connection, identity: Identity, verdict: Verdict | None, now: int) -> tuple[ChangeLine, ...]:
    """The last week's changes and those around the beginning of the trouble."""
    troubles = trouble_starts(verdict)
    start = min(now, *troubles, now) - CHANGES_BACK_S
    return change_lines(told_once(changes.changes_of(conn, identity, start, now + 1)), troubles)[:MOST_CHANGES]
