"""Which intervals were looked at, and how that went: the difference between "no data" and "did not look"."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, case, delete, func, insert, select

from collectors.records import Coverage, Window
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
    """Note intervals; where one overlaps what is known, what is saved last holds. Neighbours that agree become one."""
    for new in verdicts:
        if new.start >= new.end:
            continue
        here = (*_of(target, collector, new.period), coverage.c.subject == new.subject)
        touching = (*here, coverage.c.start <= new.end, coverage.c.end >= new.start)
        old = [Coverage(*row) for row in conn.execute(select(*_VALUES).where(*touching))]
        pieces = painted(old, new)
        conn.execute(delete(coverage).where(*touching))
        conn.execute(insert(coverage), [_row(target, collector, piece) for piece in pieces])


def covered(
    conn: Connection, target: str, collector: str, period: int, start: int, end: int, subject: str = ""
) -> list[Coverage]:
    """What is known of [start, end), cut to it, oldest first; what is missing in between was never looked at.

    With a `subject` (a function's or queue's name) what was noted for it alone lies over what was noted for the whole
    target, unless that is newer. `asked_at` of an interval is that of its newest part.
    """
    overlapping = (coverage.c.start < end, coverage.c.end > start, coverage.c.subject.in_({"", subject}))
    rows = conn.execute(select(*_VALUES).where(*_of(target, collector, period), *overlapping))
    pieces: list[Coverage] = []
    for new in sorted((Coverage(*row) for row in rows), key=lambda piece: (piece.asked_at, piece.subject)):
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


def painted(old: Sequence[Coverage], new: Coverage) -> list[Coverage]:
    """`old`, which do not overlap each other, with `new` laid over them; oldest first, equal neighbours joined."""
    left = [replace(piece, end=min(piece.end, new.start)) for piece in old]
    right = [replace(piece, start=max(piece.start, new.end)) for piece in old]
    pieces = sorted((each for each in (*left, new, *right) if each.start < each.end), key=lambda each: each.start)
    joined: list[Coverage] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and (last.end, last.result) == (piece.start, piece.result):
            joined[-1] = replace(last, end=piece.end, asked_at=max(last.asked_at, piece.asked_at))
        else:
            joined.append(piece)
    return joined


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
