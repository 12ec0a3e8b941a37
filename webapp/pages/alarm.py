"""One alarm: what it watches, whether anybody hears it, how its state moved."""

from dataclasses import dataclass

from collectors.durations import DAY
from collectors.records import Alarm, AlarmTransition, Identity, Kind
from webapp.analysis.alarm_writing.owners import owner_of
from webapp.charts.alarms import chart_of
from webapp.pages.alarms import AlarmLine, alarm_line
from webapp.pages.chart_places import ChartPlace, places
from webapp.pages.drawing import drawing_of
from webapp.pages.muting import muted_of, quiet_times
from webapp.pages.seen import never_seen
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, alarm_tags, alarms, identities, transitions

HISTORY_S = 14 * DAY
"""CloudWatch keeps an alarm's history for two weeks."""
MOST_TRANSITIONS = 50


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """Everything that the page and its JSON twin show; `transitions` newest first, older ones `left_out`.

    `unheard` are the times of those that happened while it was muted.
    """

    identity: Identity
    line: AlarmLine
    gone_at: int | None
    tags: tuple[tuple[str, str], ...]
    transitions: tuple[AlarmTransition, ...]
    unheard: frozenset[int]
    left_out: int
    children: tuple[AlarmLine, ...]
    shown: TimeRange
    charts: tuple[ChartPlace, ...]


def known_alarm(conn: Connection, account: str, region: str, name: str) -> Alarm:
    """The alarm as last known, even if it is gone; NotHere where there never was one."""
    key = identities.find(conn, account=account, region=region, kind=Kind.ALARM, name=name)
    found = None if key is None else alarms.alarm_of(conn, identities.identity_of(conn, key))
    if found is None:
        raise never_seen(conn, Identity("aws", account, region, Kind.ALARM, name))
    return found


def load(conn: Connection, alarm: Alarm, shown: TimeRange, now: int) -> AlarmPage:
    """The page of a known alarm."""
    identity = alarm.identity
    tags = alarm_tags.tags_of_alarm(conn, identity)
    moved = transitions.transitions_of(conn, identity, now - HISTORY_S, now + 1)[::-1]
    return AlarmPage(
        identity=identity,
        line=alarm_line(alarm, muted_of(conn, alarm, now), owner_of(identity.name, tags)),
        gone_at=identities.gone_at(conn, identity),
        tags=tuple(tags.items()),
        transitions=tuple(moved[:MOST_TRANSITIONS]),
        unheard=quiet_times(conn, identity, moved, now),
        left_out=max(0, len(moved) - MOST_TRANSITIONS),
        children=_children(conn, alarm),
        shown=shown,
        charts=_charts(conn, alarm, shown, now),
    )


def _children(conn: Connection, alarm: Alarm) -> tuple[AlarmLine, ...]:
    place = alarm.identity
    named = (place.named(Kind.ALARM, name) for name in alarm.children)
    found = (alarms.alarm_of(conn, identity) for identity in named)
    return tuple(sorted((alarm_line(child) for child in found if child), key=lambda line: line.urgency))


def _charts(conn: Connection, alarm: Alarm, shown: TimeRange, now: int) -> tuple[ChartPlace, ...]:
    drawable = chart_of(alarm)
    if drawable is None:
        return ()
    chart, watched = drawable
    return places([chart], drawing_of(conn, watched, shown, now, columns=chart.columns).grid)
