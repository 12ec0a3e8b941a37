"""What the store costs beside bare SQLite: saving a poll of the fleet, reading one function's day, one fleet page."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.rows import Row
from collectors.records import FUNCTION_METRICS, Identity, Kind, Points
from webapp.analysis.verdict import State, Verdict
from webapp.store import Store
from webapp.store.fleet import FleetRow, save_fleet
from webapp.store.fleet_search import FleetQuery, fleet_rows
from webapp.store.points import save_points, series
from webapp.store.rollup import roll_up

NOW = 1_793_534_400
HOUR, DAY = 3600, 86_400
POLL_MINUTES = 5
ACTIVE = 200
FUNCTIONS_A_CALL = 50
COLUMNS = tuple(metric.column for metric in FUNCTION_METRICS[:9])


def measure(quick: bool) -> list[Row]:
    """One row each; the store is made anew in a folder that goes away."""
    count = 1_000 if quick else 10_000
    with TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{folder}/oncall.db")) as store:
        identities = [Identity("aws", "111122223333", "eu-west-1", Kind.FUNCTION, f"f-{at:05}") for at in range(count)]
        return [*_saving(store, Path(folder), identities), *_reading(store, identities)]


def _saving(store: Store, folder: Path, identities: Sequence[Identity]) -> Iterator[Row]:
    polls = [_calls(identities, NOW + round_ * 300, POLL_MINUTES) for round_ in range(3)]
    ours = median(_ms(lambda calls=calls: _save(store, calls)) for calls in polls)
    bare = median(_ms(_bare(folder / f"bare-{at}.db", calls)) for at, calls in enumerate(polls))
    rows = len(identities) * POLL_MINUTES
    yield Row("store_save_poll_ms", ours, "ms", note=f"{rows} rows of 9 columns, {FUNCTIONS_A_CALL} functions a commit")
    yield Row("store_save_ratio", ours / bare, "x", 4, "of inserting the same rows with bare sqlite3")


def _reading(store: Store, identities: Sequence[Identity]) -> Iterator[Row]:
    for hour in range(24):
        _save(store, _calls(identities[:ACTIVE], NOW - DAY + hour * HOUR, 60))
    with store.write() as conn:
        yield Row("store_roll_up_ms", _ms(lambda: roll_up(conn, Kind.FUNCTION, NOW - HOUR, NOW)), "ms", note="an hour")
        save_fleet(conn, [_fleet_row(at, identity) for at, identity in enumerate(identities)])
    with store.read() as conn:
        day = _middle(lambda: series(conn, identities[7], NOW - DAY, NOW))
        page = _middle(lambda: fleet_rows(conn, FleetQuery(text="f-0"), NOW))
    yield Row("store_series_day_ms", day, "ms", 25, f"1,440 minutes of one of {ACTIVE} functions")
    yield Row("store_fleet_page_ms", page, "ms", 25, f"filters, counts and 50 rows of {len(identities)}")


def _calls(identities: Sequence[Identity], start: int, minutes: int) -> list[list[Points]]:
    values = tuple(float(at) for at in range(len(COLUMNS)))
    rows = tuple((start + minute * 60, values) for minute in range(minutes))
    every = [Points(identity, 60, COLUMNS, rows) for identity in identities]
    return [every[at : at + FUNCTIONS_A_CALL] for at in range(0, len(every), FUNCTIONS_A_CALL)]


def _save(store: Store, calls: Sequence[Sequence[Points]]) -> None:
    for points in calls:
        with store.write() as conn:
            save_points(conn, points)


def _bare(path: Path, calls: Sequence[Sequence[Points]]) -> Callable[[], None]:
    names = ("ts", "id", *COLUMNS)
    batches = [[(ts, at, *row) for at, each in enumerate(points) for ts, row in each.rows] for points in calls]
    rows = [[(ts, at + lot * FUNCTIONS_A_CALL, *row) for ts, at, *row in batch] for lot, batch in enumerate(batches)]

    def insert() -> None:
        with closing(sqlite3.connect(path)) as own:
            own.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL")
            own.execute(f"CREATE TABLE minutes ({', '.join(names)}, PRIMARY KEY (ts, id)) WITHOUT ROWID")
            for batch in rows:
                with own:
                    own.executemany(f"INSERT INTO minutes VALUES ({', '.join('?' * len(names))})", batch)

    return insert


def _fleet_row(at: int, identity: Identity) -> FleetRow:
    state = State.BAD if at % 50 == 0 else State.OK if at % 10 == 0 else State.IDLE
    tags = (("team", f"team-{at % 20}"),)
    return FleetRow(identity, Verdict(identity, state, NOW - 300, NOW), "python3.13", tags, errors=float(at % 7))


def _middle(work: Callable[[], object]) -> float:
    return median(_ms(work) for _ in range(9))


def _ms(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000
