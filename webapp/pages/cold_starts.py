"""Cold starts of the fleet: how often, how slow, what changed when it got worse, what could be done at what cost."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from collectors.durations import DAY
from collectors.log_shape import reports
from collectors.records import Change, ColdStart, Function, Identity, ReportBucket
from webapp.analysis.cold_start_remedies import Remedy, remedies, use_of
from webapp.analysis.cold_starts import Starts, Worse, starts_of, trend, worse
from webapp.config import Config
from webapp.pages import logs_looked
from webapp.pages.drawing import target_of
from webapp.pages.log_trends import LineTrend
from webapp.pages.logs_looked import LogsLooked
from webapp.pages.time_range import TimeRange
from webapp.prices.stored import book_of
from webapp.store import Connection, changes, cold_starts, coverage, functions, report_buckets
from webapp.store.points import series

WAYS = ("function", "version", "runtime")
SLICES = 24
Key = tuple[str, ...]
T = TypeVar("T", ReportBucket, ColdStart)


@dataclass(frozen=True, slots=True)
class ColdLine:
    """One function, version or runtime. `identity` is None for a runtime; `spark` is the p95 of starts over time.

    `key` names the line in addresses.
    """

    key: str
    name: str
    identity: Identity | None
    version: str
    runtime: str
    memory_mb: int | None
    starts: Starts
    spark: tuple[float | None, ...]
    worse: Worse | None


@dataclass(frozen=True, slots=True)
class ColdStartsPage:
    """The lines of `shown`, most cold starts first. `hidden` are functions whose log level hides reports.

    `trend` is the chart of the line that was chosen, else of the first one; `remedies` are what could be done there.
    """

    lines: tuple[ColdLine, ...]
    hidden: tuple[Identity, ...]
    by: str
    shown: TimeRange
    looked: LogsLooked
    trend: LineTrend | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def worse(self) -> int:
        """How many got slower."""
        return sum(line.worse is not None for line in self.lines)


def load(
    conn: Connection, config: Config, shown: TimeRange, by: str, now: int, only: Identity | None = None
) -> ColdStartsPage:
    """The page; of one function where it is given."""
    by = by if by in WAYS else WAYS[0]
    known = {each.identity: each for each in _functions(conn, only)}
    start, whose = shown.start // 300 * 300, None if only is None else [only]
    buckets = report_buckets.buckets(conn, start, shown.end, whose)
    cold = cold_starts.cold_starts(conn, start, shown.end, whose)
    key = _key_of(by, known)
    parts = _by(buckets, key)
    started = _by(cold, key)
    told = changes.changes_of_each(conn, list(known)[:500], start - DAY, shown.end) if known else {}
    about = _About(known, told, start, shown.end)
    lines = [_line(by, which, found, started.get(which, []), about) for which, found in parts.items()]
    lines.sort(key=lambda line: (line.worse is None, -line.starts.cold, line.name, line.version))
    hidden = tuple(sorted(each.identity for each in known.values() if not reports(each)))
    return ColdStartsPage(tuple(lines), hidden, by, shown, logs_looked.load(conn, config, "reports", now))


@dataclass(frozen=True)
class _About:
    functions: Mapping[Identity, Function]
    changes: Mapping[Identity, Sequence[Change]]
    start: int
    end: int


def _line(by: str, key: Key, buckets: Sequence[ReportBucket], cold: Sequence[ColdStart], about: _About) -> ColdLine:
    starts = starts_of(buckets, cold)
    identity = buckets[0].function if by != "runtime" else None
    function = about.functions.get(identity) if identity else None
    told = about.changes.get(identity, ()) if identity else ()
    return ColdLine(
        key="|".join(key),
        name=key[0],
        identity=identity,
        version=buckets[0].version if by == "version" else "",
        runtime=(function.runtime or "image") if function else "",
        memory_mb=function.memory_mb if function else None,
        starts=starts,
        spark=trend(cold, about.start, about.end, SLICES),
        worse=worse(cold, told) if by != "runtime" else None,
    )


def _key_of(by: str, known: Mapping[Identity, Function]) -> Callable[[ReportBucket | ColdStart], Key]:
    def runtime(each: ReportBucket | ColdStart) -> Key:
        function = known.get(each.function)
        return ((function.runtime or "image") if function else "gone",)

    def thing(each: ReportBucket | ColdStart) -> Key:
        place = (each.function.name, each.function.account, each.function.region)
        return (*place, each.version) if by == "version" else place

    return runtime if by == "runtime" else thing


def _by(records: Sequence[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for each in records:
        groups[key(each)].append(each)
    return groups


def _functions(conn: Connection, only: Identity | None) -> list[Function]:
    if only is None:
        return functions.functions(conn)
    found = functions.function_of(conn, only)
    return [found] if found else []


def remedies_of(conn: Connection, identity: Identity, shown: TimeRange) -> tuple[Remedy, ...]:
    """What could be done about the cold starts of one function, by its use in as much of the range as was read."""
    function = functions.function_of(conn, identity)
    if function is None:
        return ()
    start, whose = shown.start // 300 * 300, [identity]
    buckets = report_buckets.buckets(conn, start, shown.end, whose)
    cold = cold_starts.cold_starts(conn, start, shown.end, whose)
    points = series(conn, identity, start, shown.end, columns=("concurrency_max",))
    at_once = {at: row[0] for at, row in points.rows if row[0] is not None}
    looks = coverage.covered(conn, target_of(conn, identity), "reports", 300, start, shown.end, identity.name)
    read_s = sum(look.end - look.start for look in looks if look.result == "ok")
    return remedies(function, use_of(buckets, cold, at_once, read_s), book_of(conn)) if read_s else ()
