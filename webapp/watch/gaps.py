"""Which stretches of time are still to be read: by the poll, which brings the newest, and by reading history."""

from collectors.durations import DAY, HOUR, MINUTE
from collectors.records import Window
from collectors.windows import aligned, retained, slices
from webapp.store import Connection
from webapp.store.coverage import missed, uncovered

LIVE_S = 3 * HOUR
"""What a poll catches up with by itself: it costs the same, since CloudWatch bills metrics and not points."""

SETTLED_S = 20 * MINUTE
"""An hour is over, and its percentiles final, when the longest function that began in it (15 min) has ended."""

HOURS_AT_ONCE_S = 5 * DAY
"""Longer is cheaper, as metrics are billed and not points; shorter is answered sooner."""

AGAIN_S = HOUR
"""How long history that could not be read is left alone."""


def live(conn: Connection, target: str, collector: str, now: int) -> Window:
    """From the oldest minute of the last hours that still is to be read, for whatever function or queue, until now."""
    newest = aligned(now - MINUTE, now, MINUTE)
    since = newest.end - LIVE_S
    whole = uncovered(conn, target, collector, MINUTE, since, newest.end)
    single = missed(conn, target, collector, MINUTE, since, newest.end)
    starts = [window.start for windows in (whole, *single.values()) for window in windows]
    return Window(min([newest.start, *starts]), newest.end, MINUTE)


def history(conn: Connection, target: str, collector: str, now: int, days: int) -> list[Window]:
    """What is to be read of the last `days` before the last hours, newest first, in pieces of a day at most."""
    older = _kept(now, days)
    gaps = (gap for kept in older for gap in uncovered(conn, target, collector, kept.period, kept.start, kept.end))
    return [piece for gap in gaps for piece in slices(gap, DAY)]


def hours(conn: Connection, target: str, collector: str, now: int, days: int) -> list[Window]:
    """The settled hours whose percentiles are still to be asked for."""
    settled = aligned(now - days * DAY + HOUR, now - SETTLED_S, HOUR)
    gaps = uncovered(conn, target, collector, HOUR, settled.start, settled.end)
    return [piece for gap in gaps for piece in slices(gap, HOURS_AT_ONCE_S)]


def behind(conn: Connection, target: str, collector: str, now: int, days: int) -> tuple[Window, frozenset[str]] | None:
    """A piece of history that only some functions or queues lack, and their names."""
    (kept, *_) = _kept(now, days)
    lacking = missed(conn, target, collector, kept.period, kept.start, kept.end, asked_before=now - AGAIN_S)
    pieces = {piece for windows in lacking.values() for window in windows for piece in slices(window, DAY)}
    if not pieces:
        return None
    newest = max(pieces)
    names = (name for name, windows in lacking.items() if any(_overlap(window, newest) for window in windows))
    return newest, frozenset(names)


def _kept(now: int, days: int) -> tuple[Window, ...]:
    """The last `days` before the last hours. An hour is left out at the far end, where CloudWatch is forgetting."""
    return retained(now - days * DAY + HOUR, now - now % MINUTE - LIVE_S, now)


def _overlap(one: Window, other: Window) -> bool:
    return one.start < other.end and other.start < one.end
