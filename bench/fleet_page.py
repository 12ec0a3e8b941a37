"""What the fleet page of 10,000 functions costs in the server, and one function's page, over fifteen days of data.

The store is built once a size and kept under bench/.cache; building it is not measured.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from math import sin
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask.testing import FlaskClient

from bench.rows import Row
from collectors.records import FUNCTION_METRICS, Coverage, Function, Identity, Kind, Outcome, Points
from collectors.targets import Target
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.config import Config
from webapp.serving import collect_garbage_seldom
from webapp.store import Store, coverage, runs
from webapp.store.fleet import FleetRow, save_fleet
from webapp.store.functions import save_functions
from webapp.store.points import save_points

NOW = 1_793_534_400
DAY, MINUTE = 86_400, 60
FLEET = 10_000
CACHE = Path(__file__).parent / ".cache"
FORMAT = 2
"""Raise it when what is built changes, so that stores of before are built anew."""

TARGETS = tuple(Target(f"account-{at:02}/eu-west-1", "eu-west-1") for at in range(50))
COLUMNS = tuple(metric.column for metric in FUNCTION_METRICS[:9])
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Host": "localhost"}
REFRESH = BROWSER | {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass(frozen=True)
class Timing:
    """Medians in milliseconds of an answer as the server makes it; the CPU tells on a machine that is not quiet."""

    ms: float
    cpu_ms: float

    def row(self, name: str, limit: float | None, note: str) -> Row:
        """The row of it."""
        return Row(name, self.ms, "ms", limit, f"{note}; {self.cpu_ms:.0f} ms of CPU")


def measure(quick: bool) -> list[Row]:
    """Medians of answers as the server makes them, compressed; one day of points where quick."""
    collect_garbage_seldom()
    days = 1 if quick else 15
    (big, size_kb), (small, _) = _measured(FLEET, days, quick), _measured(FLEET // 100, days, quick)
    note = f"10 % active, {days} d of points"
    return [
        big["/"].row("fleet_page_10000_ms", 100, note),
        Row("fleet_page_ratio", big["/"].ms / small["/"].ms, "x", 1.6, "of the page of the 100 that are unwell"),
        Row("fleet_page_kb", size_kb, "KB", 100, "compressed"),
        big["304"].row("fleet_refresh_unchanged_ms", None, "answered by 304"),
        big["search"].row("fleet_search_ms", 100, "part of a name"),
        big["function"].row("function_page_ms", 150, note),
    ]


def _measured(count: int, days: int, quick: bool) -> tuple[dict[str, Timing], float]:
    times = 9 if quick else 25
    with closing(Store.open(f"sqlite:///{fleet_store(count, days)}")) as store:
        client = create_app(Config(targets=TARGETS, store_url=""), store, SetClock(NOW)).test_client()
        tag = client.get("/", headers=REFRESH).headers["ETag"]
        size_kb = len(client.get("/", headers=BROWSER).data) / 1024
        busy = identity_of(0)
        return {
            "/": timed(client, "/", times),
            "304": timed(client, "/", times, REFRESH | {"If-None-Match": tag}),
            "search": timed(client, "/?text=api-0", times),
            "function": timed(client, f"/functions/{busy.account}/{busy.region}/{busy.name}", times),
        }, size_kb


def timed(client: FlaskClient, path: str, times: int, headers: dict[str, str] = BROWSER) -> Timing:
    """Ask so often; an answer that is none is an error."""
    wall, cpu = [], []
    for _ in range(times):
        began, used = perf_counter(), process_time()
        answer = client.get(path, headers=headers)
        wall.append(perf_counter() - began)
        cpu.append(process_time() - used)
        assert answer.status_code in (200, 304), answer.text
    return Timing(median(wall) * 1000, median(cpu) * 1000)


def fleet_store(count: int, days: int) -> Path:
    """Where the store of so many functions lies, with so many days of points."""
    step = FLEET // count
    name = f"fleet-{FORMAT}-{count}-{days}d" if step == 1 else f"fleet-{FORMAT}-{count}-of-{FLEET}-{days}d"
    return built(name, lambda store: _fill(store, count, days, step))


def built(name: str, fill: Callable[[Store], None]) -> Path:
    """The store of that name in the cache; filled where there is none."""
    path = CACHE / name / "oncall.db"
    if not path.exists():
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(parents=True)
        making = path.with_suffix(".making")
        with closing(Store.open(f"sqlite:///{making}")) as store:
            fill(store)
        making.rename(path)
    return path


def _fill(store: Store, count: int, days: int, step: int) -> None:
    active = fill_fleet(store, count, days, step)
    for start in range(NOW - days * DAY, NOW, 3_600):
        with store.write() as conn:
            save_points(conn, [_points(at, identity, start) for at, identity in enumerate(active)])


def fill_fleet(store: Store, count: int, days: int, step: int = 1) -> list[Identity]:
    """Functions, their rows, and how they were looked at; a tenth of them is returned as those that are active.

    A small fleet is every `step`-th function of the large one, whose first page shows the same trouble.
    """
    numbered = {at: identity_of(at) for at in range(0, count * step, step)}
    identities = list(numbered.values())
    with store.write() as conn:
        save_functions(conn, [function_of(identity) for identity in identities], NOW)
        save_fleet(conn, [_row(at, identity) for at, identity in numbered.items()])
        for target in TARGETS:
            for collector in ("functions", "metrics", "queues", "alarms", "mappings", "changes"):
                runs.save_outcome(conn, Outcome(target.name, collector, NOW - 60, 1.0, usd=0.001))
            coverage.save_coverage(conn, target.name, "metrics", [Coverage(60, NOW - days * DAY, NOW, NOW)])
    return identities[: max(1, count // 10)]


def identity_of(at: int) -> Identity:
    return Identity("aws", f"{111_122_223_300 + at % 50}", "eu-west-1", Kind.FUNCTION, f"team-{at % 97:02}-api-{at:05}")


def function_of(identity: Identity) -> Function:
    arn = f"arn:aws:lambda:{identity.region}:{identity.account}:function:{identity.name}"
    return Function(identity, arn, "python3.13", "arm64", 512, 30, 512, "Zip", "0" * 44, 1_000_000, NOW - 30 * DAY)


def _row(at: int, identity: Identity) -> FleetRow:
    """One in a hundred unwell, one in ten active, the others idle."""
    state = State.BAD if at % 100 == 0 else State.WARN if at % 100 == 50 else State.OK if at % 10 == 0 else State.IDLE
    text = "12.0 % of 1,540 invocations failed in the last 5 min (limit 10 %)."
    reasons = (Reason("error_rate", state, text, 12, 10, "percent", NOW - 1_800),) if state.rank < 2 else ()
    verdict = Verdict(identity, state, NOW - 1_800, NOW - 60, reasons)
    numbers = {"invocations": 15_400.0 + at, "errors": float(at % 40), "throttles": 0.0, "duration_p95_worst_ms": 310.0}
    spark = tuple(100 + 60 * sin((at + each) / 4) for each in range(30))
    active = numbers | {"spark": spark, "data_until": NOW - 120}
    return FleetRow(identity, verdict, "python3.13", (("team", f"t{at % 97}"),), **active if at % 10 == 0 else {})  # type: ignore[arg-type]


def _points(at: int, identity: Identity, start: int) -> Points:
    values = tuple(float(100 + (at * 7 + column) % 50) for column in range(len(COLUMNS)))
    return Points(identity, MINUTE, COLUMNS, [(start + minute * MINUTE, values) for minute in range(60)])
