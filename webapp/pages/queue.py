"""One queue: what waits in it, since when, who sends it, and what could be done."""

from dataclasses import dataclass

from collectors.durations import HOUR
from collectors.records import Identity, Kind, Queue
from webapp.analysis.dead_letters import EVERYTHING, Wanted
from webapp.charts.queues import QUEUE_CHARTS
from webapp.config import Config
from webapp.pages import dead_letters
from webapp.pages.alarms import AlarmLine, alarm_line
from webapp.pages.cause_question import LogCauses
from webapp.pages.chart_places import ChartPlace, places
from webapp.pages.dead_letters import EVERYTHING_SEEN, DeadLetters, MayRead
from webapp.pages.drawing import drawing_of
from webapp.pages.queue_roles import ties_of
from webapp.pages.queues import COLUMNS, QueueLine, line_of
from webapp.pages.reasons import ReasonLine, reason_lines
from webapp.pages.seen import Seen, never_seen, seen_of
from webapp.pages.standing import standing
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, alarms, functions, identities, mappings, points, queues


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Everything that the page and its JSON twin show."""

    identity: Identity
    line: QueueLine
    gone_at: int | None
    since: int | None
    reasons: tuple[ReasonLine, ...]
    shown: TimeRange
    charts: tuple[ChartPlace, ...]
    alarms: tuple[AlarmLine, ...]
    seen: Seen
    letters: DeadLetters | None
    logs: LogCauses | None = None


def known_queue(conn: Connection, account: str, region: str, name: str) -> Queue:
    """The queue as last known, even if it is gone; NotHere where there never was one."""
    key = identities.find(conn, account=account, region=region, kind=Kind.QUEUE, name=name)
    found = None if key is None else queues.queue_of(conn, identities.identity_of(conn, key))
    if found is None:
        raise never_seen(conn, Identity("aws", account, region, Kind.QUEUE, name))
    return found


def load(
    conn: Connection,
    queue: Queue,
    shown: TimeRange,
    config: Config,
    now: int,
    wanted: Wanted = EVERYTHING,
    may_read: MayRead = EVERYTHING_SEEN,
) -> QueuePage:
    """The page of a known queue; `wanted` are the messages that are searched for, `may_read` what of them is shown."""
    identity = queue.identity
    verdict = standing(conn, identity, config, now)
    known = queues.queues(conn)
    ties = ties_of(functions.functions(conn), mappings.mappings(conn), known)
    recent = {identity: points.series(conn, identity, now - HOUR - 300, now, columns=COLUMNS)}
    retentions = {each.arn: each.retention_s for each in known}
    drawing = drawing_of(conn, identity, shown, now)
    line = line_of(queue, ties.get(queue.arn, ()), verdict, recent, retentions)
    return QueuePage(
        identity=identity,
        line=line,
        gone_at=identities.gone_at(conn, identity),
        since=verdict.since if verdict else None,
        reasons=reason_lines(verdict, QUEUE_CHARTS) if verdict else (),
        shown=shown,
        charts=places(QUEUE_CHARTS, drawing.grid),
        alarms=tuple(alarm_line(alarm) for alarm in alarms.alarms_watching(conn, identity)),
        seen=seen_of(conn, identity, drawing),
        letters=dead_letters.load(conn, queue, wanted, config, now, may_read) if line.dead_letters else None,
    )
