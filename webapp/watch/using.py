"""Adds up what every function used in a day, out of its hours and the settings that it had."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from collectors.durations import DAY, HOUR
from collectors.records import Change, Function, Identity, Kind
from webapp.analysis.setting_history import Stretch, stretches
from webapp.analysis.usage import QUANTITIES, Measured, Usage, added, usage_of
from webapp.store import Connection
from webapp.store.changes import recent_changes
from webapp.store.database import Store
from webapp.store.functions import functions
from webapp.store.identities import slices
from webapp.store.points import series, totals
from webapp.store.report_buckets import NOTHING, Reported, reported
from webapp.store.settings import locked_setting, save_setting, setting
from webapp.store.usage import save_day
from webapp.watch.logged import written

Row = Mapping[str, float | None]
Write = Callable[[Callable[[Connection], Any]], Any]
COLUMNS = ("invocations", "errors", "duration_sum_ms", "spillover")
PIECE_S = 300
_NOTED = "days_noted"


@dataclass(frozen=True, slots=True)
class Day:
    """A day until `end`, and what the store knows of all functions in it."""

    start: int
    end: int
    rows: Mapping[Identity, Row]
    reported: Mapping[Identity, Reported]
    changes: Mapping[Identity, Sequence[Change]]


def note(conn: Connection, times: Collection[int]) -> None:
    """Something of these times is new: their days are to be added up again."""
    noted = _noted(locked_setting(conn, _NOTED, "{}"))
    _save(conn, noted | {day: noted.get(day, 0) + 1 for day in {at - at % DAY for at in times}})


def add_up(store: Store, write: Write, now: int) -> int:
    """Add up every day that is noted, newest first, and tell how many; nobody's writing waits for the reading."""
    done: set[int] = set()
    while True:
        with store.read() as conn:
            noted = _noted(setting(conn, _NOTED) or "{}")
            if not (waiting := noted.keys() - done):
                return len(done)
            day = max(waiting)
            usages = usages_of_day(conn, day, now)
        for some in slices(usages):
            write(partial(save_day, day=day, usages=some))
        write(partial(_forget, day=day, times=noted[day]))
        done.add(day)


def usages_of_day(conn: Connection, start: int, now: int) -> list[Usage]:
    """What each function used on the day, those that used nothing left out."""
    end = min(start + DAY, now)
    rows, changed = totals(conn, Kind.FUNCTION, start, end, HOUR), _by_identity(recent_changes(conn, start, now))
    day = Day(start, end, rows, reported(conn, start, end), changed)
    listed = {function.identity for function in functions(conn)}
    used = rows.keys() | day.reported.keys() | changed.keys()
    known = [each for each in functions(conn, gone=True) if each.identity in used or each.provisioned]
    measured = (usage for function in known for usage in _usages(conn, function, day, function.identity in listed))
    logged = written(conn, start, known, {each: round(row.get("invocations") or 0) for each, row in rows.items()})
    usages = added([*measured, *logged])
    return [usage for usage in usages if any(getattr(usage, name) for name in QUANTITIES)]


def _usages(conn: Connection, function: Function, day: Day, is_listed: bool) -> list[Usage]:
    held = stretches(function, day.changes.get(function.identity, ()), day.start, day.end)
    if len(held) == 1:
        logs = day.reported.get(function.identity, NOTHING)
        measured = [_measured(day.rows.get(function.identity, {}), logs, held[0], is_listed)]
    else:
        measured = [
            _measured(row, logs, stretch, is_listed) for stretch, row, logs in _cut(conn, function.identity, held)
        ]
    pairs = zip(held, measured, strict=True)
    return added(usage_of(function.identity, stretch.setting, each) for stretch, each in pairs)


def _measured(row: Row, logs: Reported, stretch: Stretch, is_listed: bool) -> Measured:
    """What points and reports say; provisioned concurrency is counted only while AWS lists the function."""
    requests, errors, duration_ms, spillover = (round(row.get(name) or 0) for name in COLUMNS)
    seconds = stretch.end - stretch.start if is_listed else 0
    return Measured(requests, duration_ms, errors, spillover, logs.reports, logs.billed_ms, logs.restores, seconds)


def _cut(conn: Connection, identity: Identity, held: Iterable[Stretch]) -> Iterator[tuple[Stretch, Row, Reported]]:
    """The points and reports of each stretch; one that begins within a piece of five minutes begins with the next."""
    for stretch in held:
        start, end = (-(-at // PIECE_S) * PIECE_S for at in (stretch.start, stretch.end))
        points = series(conn, identity, start, end, PIECE_S, COLUMNS)
        sums = [sum(row[1][i] or 0 for row in points.rows) for i in range(len(COLUMNS))]
        logs = reported(conn, start, end, [identity]).get(identity, NOTHING)
        yield stretch, dict(zip(COLUMNS, sums, strict=True)), logs


def _by_identity(changes: Iterable[Change]) -> dict[Identity, list[Change]]:
    by_identity: dict[Identity, list[Change]] = defaultdict(list)
    for change in changes:
        by_identity[change.identity].append(change)
    return by_identity


def _forget(conn: Connection, day: int, times: int) -> None:
    """The day was added up as it had been noted so many times; one that was noted meanwhile is added up again."""
    noted = _noted(locked_setting(conn, _NOTED, "{}"))
    if noted.get(day) == times:
        _save(conn, {each: count for each, count in noted.items() if each != day})


def _noted(kept: str) -> dict[int, int]:
    """How often each day was noted since it was added up last."""
    return {int(day): times for day, times in orjson.loads(kept).items()}


def _save(conn: Connection, noted: Mapping[int, int]) -> None:
    save_setting(conn, _NOTED, orjson.dumps({str(day): times for day, times in noted.items()}).decode())
