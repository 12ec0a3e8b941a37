"""Which days of whose log groups are still to be asked for: what was not read yet, and what has grown since."""

from collections.abc import Iterable

from collectors.durations import DAY, HOUR, MINUTE
from collectors.records import Function, Kind, Window
from collectors.windows import slices
from webapp.store import Connection
from webapp.store.coverage import uncovered
from webapp.store.points import totals

LATE_S = HOUR
"""A day is read once more when the last look at it was less than this after its end."""

AT_ONCE_S = 4 * DAY
POLLED_S = 15 * MINUTE


def unread(conn: Connection, target: str, now: int, looked: int | None, days: int) -> tuple[Window, ...]:
    """From the oldest day that was never read, or has grown since it was `looked` at, to the end of the present one, in
    pieces that are quickly answered, newest first."""
    today = now - now % DAY
    gaps = uncovered(conn, target, "log_ingestion", DAY, today - days * DAY, today + DAY)
    grown = today if looked is None else (looked - LATE_S) // DAY * DAY
    return slices(Window(min([today, grown, *(gap.start for gap in gaps)]), today + DAY, DAY), AT_ONCE_S)


def invoked(conn: Connection, target: str, functions: Iterable[Function], start: int, now: int) -> list[Function]:
    """The functions that were invoked since `start`: all where the metrics do not tell."""
    if uncovered(conn, target, "metrics", MINUTE, start, now - POLLED_S):
        return list(functions)
    found = totals(conn, Kind.FUNCTION, start, now, HOUR, target=target)
    busy = {each for each, row in found.items() if any(row.values())}
    return [function for function in functions if function.identity in busy]
