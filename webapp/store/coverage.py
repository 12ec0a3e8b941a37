"""Which intervals were looked at, and how that went: the difference between "no data" and "did not look"."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, case, delete, func, insert, select, update

from collectors.records import Coverage, Window
from webapp.store.identities import slices
from webapp.store.intervals import cut, painted
from webapp.store.schema import Seconds, metadata

coverage = Table(
    "coverage",
    metadata,
    Column("target", Text, primary_key=True),
    Column("collector", Text, primary_key=True),
    Column("period", Seconds, primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),
    Column("start", Seconds, primary_key=True, autoincrement=False),
    Column("end", Seconds, nullable=False),
    Column("asked_at", Seconds, nullable=False),
    Column("result", Text, nullable=False),
)
NEW = "new"
"""The result of an interval before something was first seen: the target was read, but nobody asked about this one."""

_VALUES = tuple(coverage.c[name] for name in ("period", "start", "end", "asked_at", "result", "subject"))


def save_coverage(conn: Connection, target: str, collector: str, verdicts: Sequence[Coverage]) -> None:
    """Note intervals; where one overlaps what is known, what is saved last holds. Neighbours that agree become one.

    What is noted for the whole target holds for everything in it, but for the subjects noted in the same call.
    """
    there = [new for new in verdicts if new.start < new.end]
    for period in {new.period for new in there}:
        here = _of(target, collector, period)
        news: dict[str, list[Coverage]] = defaultdict(list)
        for new in there:
            if new.period == period:
                news[new.subject].append(new)
        if whole := news.pop("", None):
            _paint(conn, target, collector, here, {"": whole}, whole)
        for subjects in slices(list(news)):
            some = {subject: news[subject] for subject in subjects}
            _paint(conn, target, collector, (*here, coverage.c.subject.in_(subjects)), some, ())


def _paint(
    conn: Connection,
    target: str,
    collector: str,
    here: tuple[ColumnElement[bool], ...],
    news: Mapping[str, Sequence[Coverage]],
    over: Sequence[Coverage],
) -> None:
    """Lay each subject's `news` over its rows; the rows of subjects without news end where those of `over` begin."""
    every = [new for some in news.values() for new in some]
    first, last = min(new.start for new in every), max(new.end for new in every)
    touching = (*here, coverage.c.start <= last, coverage.c.end >= first)
    known: dict[str, list[Coverage]] = {subject: [] for subject in news}
    for old in (Coverage(*row) for row in conn.execute(select(*_VALUES).where(*touching).order_by(coverage.c.start))):
        known.setdefault(old.subject, []).append(old)
    pieces = [
        piece
        for subject, old in known.items()
        for piece in (reduce(painted, news[subject], old) if subject in news else reduce(cut, over, old))
    ]
    conn.execute(delete(coverage).where(*touching))
    conn.execute(insert(coverage), [_row(target, collector, piece) for piece in pieces])


def cut_future(conn: Connection, target: str, now: int) -> None:
    """Forget what was noted while the clock was ahead: nobody can have read what has not come yet."""
    began = now - now % coverage.c.period
    ahead = (coverage.c.target == target, coverage.c.asked_at > now)
    conn.execute(delete(coverage).where(*ahead, coverage.c.start >= began))
    end = case((coverage.c.end > began, began), else_=coverage.c.end)
    conn.execute(update(coverage).where(*ahead).values(end=end, asked_at=now))


def covered(
    conn: Connection, target: str, collector: str, period: int, start: int, end: int, subject: str = ""
) -> list[Coverage]:
    """What is known of [start, end), cut to it, oldest first; what is missing in between was never looked at.

    With a `subject` (a function's or queue's name) what was noted for it alone lies over what was noted for the whole
    target. `asked_at` of an interval is that of its newest part.
    """
    overlapping = (coverage.c.start < end, coverage.c.end > start, coverage.c.subject.in_({"", subject}))
    rows = conn.execute(select(*_VALUES).where(*_of(target, collector, period), *overlapping))
    pieces: list[Coverage] = []
    for new in sorted((Coverage(*row) for row in rows), key=lambda piece: piece.subject):
        pieces = painted(pieces, replace(new, start=max(start, new.start), end=min(end, new.end), subject=subject))
    return pieces


def was_read(conn: Connection, target: str, collector: str) -> bool:
    """Whether the target as a whole was ever looked at."""
    here = (coverage.c.target == target, coverage.c.collector == collector, coverage.c.subject == "")
    return conn.execute(select(coverage.c.start).where(*here).limit(1)).first() is not None


def read_seconds(conn: Connection, collector: str, period: int, start: int, end: int) -> dict[str, int]:
    """How much of [start, end) was read successfully of each target as a whole, in seconds."""
    first = case((coverage.c.start < start, start), else_=coverage.c.start)
    last = case((coverage.c.end > end, end), else_=coverage.c.end)
    here = (coverage.c.collector == collector, coverage.c.period == period, coverage.c.subject == "")
    good = (coverage.c.result == "ok", coverage.c.start < end, coverage.c.end > start)
    query = select(coverage.c.target, func.sum(last - first)).where(*here, *good).group_by(coverage.c.target)
    return {target: int(seconds) for target, seconds in conn.execute(query)}


def uncovered(
    conn: Connection, target: str, collector: str, period: int, start: int, end: int, subject: str = ""
) -> list[Window]:
    """The parts of [start, end) still to be read, newest first: never looked at, or looked at without success.

    Whoever reads them begins a little before each: the end of the part before may not have been settled.
    """
    gaps, at = [], start
    for piece in covered(conn, target, collector, period, start, end, subject):
        if piece.result != "ok":
            continue
        if piece.start > at:
            gaps.append(Window(at, piece.start, period))
        at = piece.end
    if at < end:
        gaps.append(Window(at, end, period))
    return gaps[::-1]


def missed(
    conn: Connection, target: str, collector: str, period: int, start: int, end: int, asked_before: int | None = None
) -> dict[str, list[Window]]:
    """What single functions or queues lack of [start, end) though the target as a whole was read, newest first.

    With `asked_before`, what was asked for in vain since then is left out; what is NEW was never asked for.
    """
    failed = (coverage.c.subject != "", coverage.c.result != "ok", coverage.c.start < end, coverage.c.end > start)
    query = select(coverage.c.subject).where(*_of(target, collector, period), *failed).distinct()
    found: dict[str, list[Window]] = {}
    for subject in conn.execute(query).scalars().all():
        pieces = covered(conn, target, collector, period, start, end, subject)
        lacking = (each for each in pieces if each.result != "ok" and _is_due(each, asked_before))
        if windows := [Window(each.start, each.end, period) for each in lacking]:
            found[subject] = windows[::-1]
    return found


def _is_due(piece: Coverage, asked_before: int | None) -> bool:
    return asked_before is None or piece.result == NEW or piece.asked_at < asked_before


def _of(target: str, collector: str, period: int) -> tuple[ColumnElement[bool], ...]:
    return coverage.c.target == target, coverage.c.collector == collector, coverage.c.period == period


def _row(target: str, collector: str, piece: Coverage) -> dict[str, object]:
    return {
        "target": target,
        "collector": collector,
        "period": piece.period,
        "subject": piece.subject,
        "start": piece.start,
        "end": piece.end,
        "asked_at": piece.asked_at,
        "result": piece.result,
    }
