"""Which stretch of whose logs is to be read: what was not read yet, newest first, of functions that were invoked."""

from collections.abc import Iterable

from collectors.durations import HOUR, MINUTE
from collectors.log_reading import LATE_S
from collectors.log_shape import BUCKET_S
from collectors.records import Function, Kind, Window
from collectors.windows import aligned
from webapp.store import Connection, report_buckets
from webapp.store.coverage import uncovered
from webapp.store.log_groups import log_groups
from webapp.store.points import totals

AT_ONCE_S = 3 * HOUR
"""How much one run reads at most: after a pause, or to look back further, little by little."""

ARRIVED_S = 30
"""Records are asked for when they are so old; those that come later still are read at the next look."""

COMPLETE = 0.99
"""The share of invocations whose reports are enough: one counts where it starts, and is reported where it ends."""

BEFORE_S = 15 * MINUTE
"""An invocation is counted by the metrics at its start and reported in the logs at its end: 15 minutes at most."""


def windows(conn: Connection, target: str, collector: str, now: int, hours: int) -> tuple[Window, ...]:
    """What is still to be read of the last `hours`, newest first, a few hours at most."""
    kept = aligned(now - hours * HOUR, now - ARRIVED_S, BUCKET_S)
    left, found = AT_ONCE_S, []
    for gap in uncovered(conn, target, collector, BUCKET_S, kept.start, kept.end):
        if left <= 0:
            break
        start = max(gap.start, gap.end - left)
        found.append(Window(start, gap.end, BUCKET_S))
        left -= gap.end - start
    return tuple(found)


def late(
    conn: Connection, target: str, collector: str, functions: Iterable[Function], newest: Window
) -> tuple[Function, ...]:
    """The functions of whose last five minutes before `newest` not all had come in when they were read.

    A report is the last that an invocation writes to its stream: where there are as many reports as the metrics know
    invocations, everything before them is there, too. Who cannot be held against both is late; what was never read
    will be, and needs no second look.
    """
    start, end = newest.start - LATE_S, newest.start
    known = tuple(functions)
    if uncovered(conn, target, collector, BUCKET_S, start, end):
        return ()
    if uncovered(conn, target, "metrics", MINUTE, start, end):
        return known
    counted = totals(conn, Kind.FUNCTION, start, end, target=target)
    told = report_buckets.reported(conn, start, end, [each.identity for each in known])

    def is_late(function: Function) -> bool:
        invocations = counted.get(function.identity, {}).get("invocations") or 0.0
        return told.get(function.identity, report_buckets.NOTHING).reports < COMPLETE * invocations

    return tuple(function for function in known if is_late(function))


def invoked(conn: Connection, target: str, functions: Iterable[Function], asked: Iterable[Window]) -> list[Function]:
    """The functions that have something in their logs.

    Where the metrics do not tell who was invoked, all whose log group is listed, or all where none was listed yet: a
    function that was never invoked has no log group, and a query that names one that is not there is refused.
    """
    start, end = min(each.start for each in asked) - BEFORE_S, max(each.end for each in asked)
    busy = {
        identity
        for identity, row in totals(conn, Kind.FUNCTION, start, end, target=target).items()
        if any(row.values())
    }
    if not uncovered(conn, target, "metrics", MINUTE, start, end - 5 * MINUTE):
        return [function for function in functions if function.identity in busy]
    listed = {(each.identity.account, each.identity.region, each.identity.name) for each in log_groups(conn)}
    places = {(account, region) for account, region, _ in listed}

    def exists(function: Function) -> bool:
        place = (function.identity.account, function.identity.region)
        return place not in places or (*place, function.log_group) in listed

    return [function for function in functions if function.identity in busy or exists(function)]
