"""What the charts of one thing are drawn from: its values on a grid, and what surrounds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.records import AlarmTransition, Change, Coverage, Identity, Kind
from webapp.analysis.settling import settled_before
from webapp.analysis.twins import told_once
from webapp.charts.frame import Frame, blind_spots, markers_of
from webapp.charts.grid import Grid
from webapp.charts.resolution import PERIODS, period_for
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, alarms, changes, coverage, points, targets, transitions

COLLECTORS = {Kind.FUNCTION: "metrics", Kind.ACCOUNT: "metrics", Kind.QUEUE: "queue_metrics"}
SAME_S = 60
"""An alarm's state and its history may tell one transition a little differently."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything between a declared chart and its figure, but for the levels."""

    grid: Grid
    frame: Frame
    read_until: int | None


def drawing_of(
    conn: Connection, identity: Identity, shown: TimeRange, now: int, settles_s: int = 0, columns: Sequence[str] = ()
) -> Drawing:
    """The values of `identity` in the range. They settle as long after as an invocation may take, `settles_s`."""
    period = period_for(shown.start, shown.end, now)
    series = points.series(conn, identity, shown.start // period * period, shown.end, period, columns)
    looked = looks(conn, identity, shown.start, shown.end, period)
    read_until = max((c.end for c in looked if c.result == "ok"), default=None)
    frame = Frame(
        start=shown.start,
        end=shown.end,
        unsettled_from=settled_before(min(read_until or now, now), settles_s),
        blind=blind_spots(looked, shown.start, shown.end),
        markers=markers_of(*happenings(conn, identity, shown.start, shown.end), shown.start, shown.end),
    )
    return Drawing(Grid.of(series, shown.start, shown.end), frame, read_until)


def looks(conn: Connection, identity: Identity, start: int, end: int, period: int) -> list[Coverage]:
    """How [start, end) was looked at: with this period, or with a finer one that it is rolled up from."""
    target = target_of(conn, identity)
    periods = [each for each in PERIODS if each <= period]
    collector = COLLECTORS[identity.kind]
    found = [coverage.covered(conn, target, collector, each, start, end, identity.name) for each in periods]
    return [look for each in found for look in each]


def target_of(conn: Connection, identity: Identity) -> str:
    """The name of the target in whose account and region a thing lies, empty where none is configured any more."""
    places = targets.accounts(conn)
    here = (identity.account, identity.region)
    return next((name for name, place in places.items() if (place.account, place.region) == here), "")


def happenings(
    conn: Connection, identity: Identity, start: int, end: int
) -> tuple[list[Change], list[AlarmTransition]]:
    """What happened to a thing in [start, end): its changes, and the alarms on it that changed their state.

    An alarm's present state counts where its history has not been read, or does not reach so far back.
    """
    moved = transitions.transitions_around(conn, identity, start, end)
    told = {(each.identity, each.after): each.at for each in moved}
    present = [
        AlarmTransition(alarm.identity, alarm.state_since, "", alarm.state, alarm.state_reason)
        for alarm in alarms.alarms_watching(conn, identity)
        if alarm.state_since is not None
        and start <= alarm.state_since < end
        and abs(told.get((alarm.identity, alarm.state), 0) - alarm.state_since) > SAME_S
    ]
    return told_once(changes.changes_of(conn, identity, start, end)), moved + present
