"""Cold starts and memory over time, as charts with the deploys and changes of the function beside them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from collectors.log_shape import BUCKET_S
from collectors.records import ColdStart, Identity, Points, ReportBucket
from webapp.analysis.cold_starts import percentile
from webapp.charts.declared import Chart
from webapp.charts.figure import Figure, figure
from webapp.charts.frame import Frame, blind_spots, markers_of
from webapp.charts.grid import Grid
from webapp.charts.log_trends import COLD_STARTS, MEMORY, ROUGH_COLD_STARTS
from webapp.http.not_here import NotHere
from webapp.pages.chart_places import ChartPlace, places
from webapp.pages.drawing import happenings, target_of
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, cold_starts, coverage, functions, report_buckets

COLLECTOR = "reports"
MOST_SLICES = 120
STARTS = ("start_p50_ms", "start_p95_ms", "inits", "restores")
MEMORIES = ("max_memory_mb", "memory_mb", "out_of_memory")
Row = tuple[float | None, ...]
T = TypeVar("T", ReportBucket, ColdStart)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose reports are drawn: some functions, one version of them or all, and whose deploys stand beside them."""

    functions: tuple[Identity, ...]
    version: str = ""
    deploys_of: Identity | None = None


def subject_of(conn: Connection, by: str, key: str) -> Subject:
    """What a line's key names: `name|account|region`, with `|version` behind it, or a runtime. Raises NotHere."""
    known = functions.functions(conn)
    parts = key.split("|")
    if by == "runtime":
        chosen = tuple(each.identity for each in known if (each.runtime or "image") == key)
        own = None
    else:
        chosen = tuple(i for i in (f.identity for f in known) if [i.name, i.account, i.region] == parts[:3])
        own = chosen[0] if chosen else None
    if not chosen:
        raise NotHere("No function of this name is known.")
    return Subject(chosen, parts[3] if by == "version" and len(parts) > 3 else "", own)


@dataclass(frozen=True, slots=True)
class Trend:
    """A declared chart and its values."""

    chart: Chart
    grid: Grid

    @property
    def place(self) -> ChartPlace:
        """Where it is drawn, with its table."""
        return places((self.chart,), self.grid)[0]


@dataclass(frozen=True, slots=True)
class LineTrend:
    """The chart of one line of a page."""

    key: str
    name: str
    place: ChartPlace


class Keyed(Protocol):
    """A line that a chart can be drawn of."""

    @property
    def key(self) -> str:
        """What names it in addresses."""
        ...


TrendOf = Callable[[Connection, Subject, TimeRange], Trend]


def line_trend(
    conn: Connection, trend: TrendOf, by: str, lines: Sequence[Keyed], chosen: str, shown: TimeRange
) -> LineTrend | None:
    """The chart of the chosen line, or of the first; None where there is no line, or its function is gone."""
    key = next((line.key for line in lines if line.key == chosen), lines[0].key if lines else "")
    try:
        subject = subject_of(conn, by, key)
    except NotHere:
        return None
    name = key.split("|")[0] + (f" {subject.version}" if subject.version else "")
    return LineTrend(key, name, trend(conn, subject, shown).place)


def cold_starts_trend(conn: Connection, subject: Subject, shown: TimeRange) -> Trend:
    """How long each slice's starts took: of every single one, or the worst five minutes' percentiles."""
    period = _period(shown)
    start = shown.start // period * period
    buckets = _buckets(conn, subject, start, shown.end)
    starts = [
        each
        for each in cold_starts.cold_starts(conn, start, shown.end, subject.functions)
        if subject.version in ("", each.version)
    ]
    exact = len(starts) >= sum(bucket.cold_starts for bucket in buckets)
    took = _slices(starts, period, lambda each: each.at // 1000)
    rows = [
        (at, (*_took(took.get(at, ()), some, exact=exact), *_started(some)))
        for at, some in _slices(buckets, period, _ts).items()
    ]
    return Trend(COLD_STARTS if exact else ROUGH_COLD_STARTS, _grid(subject, period, STARTS, rows, shown))


def memory_trend(conn: Connection, subject: Subject, shown: TimeRange) -> Trend:
    """The most that any invocation of a slice used, against what it had."""
    period = _period(shown)
    slices = _slices(_buckets(conn, subject, shown.start // period * period, shown.end), period, _ts)
    return Trend(MEMORY, _grid(subject, period, MEMORIES, [(at, _used(some)) for at, some in slices.items()], shown))


def drawn(conn: Connection, trend: Trend, subject: Subject, shown: TimeRange, now: int) -> Figure:
    """The figure of a trend: what could not be read is marked, and so is what was changed."""
    whose = subject.deploys_of or subject.functions[0]
    name = subject.deploys_of.name if subject.deploys_of else ""
    looked = coverage.covered(conn, target_of(conn, whose), COLLECTOR, BUCKET_S, shown.start, shown.end, name)
    until = max((piece.end for piece in looked if piece.result == "ok"), default=now)
    changes = happenings(conn, subject.deploys_of, shown.start, shown.end)[0] if subject.deploys_of else []
    blind = blind_spots(looked, shown.start, min(shown.end, until))
    frame = Frame(shown.start, shown.end, until - BUCKET_S, blind, markers_of(changes, (), shown.start, shown.end))
    return figure(trend.chart, trend.grid, frame, {})


def _period(shown: TimeRange) -> int:
    """Whole buckets, so wide that there are not too many slices."""
    buckets = -(-(shown.end - shown.start) // (BUCKET_S * MOST_SLICES))
    return BUCKET_S * max(1, buckets)


def _buckets(conn: Connection, subject: Subject, start: int, end: int) -> list[ReportBucket]:
    found = report_buckets.buckets(conn, start, end, subject.functions)
    return [bucket for bucket in found if subject.version in ("", bucket.version)]


def _slices(records: Iterable[T], period: int, at: Callable[[T], int]) -> dict[int, list[T]]:
    slices: dict[int, list[T]] = defaultdict(list)
    for each in records:
        slices[at(each) // period * period].append(each)
    return slices


def _ts(bucket: ReportBucket) -> int:
    return bucket.ts


def _took(starts: Sequence[ColdStart], buckets: Sequence[ReportBucket], *, exact: bool) -> Row:
    if exact:
        took = [each.took_ms for each in starts]
        return percentile(took, 50), percentile(took, 95)
    return (
        _most(value for each in buckets for value in (each.init_p50_ms, each.restore_p50_ms)),
        _most(value for each in buckets for value in (each.init_p95_ms, each.restore_p95_ms)),
    )


def _started(buckets: Sequence[ReportBucket]) -> Row:
    return sum(each.inits + each.cut_inits for each in buckets), sum(each.restores for each in buckets)


def _used(buckets: Sequence[ReportBucket]) -> Row:
    used, had = _most(each.max_memory_mb for each in buckets), _most(each.memory_mb for each in buckets)
    return used, had, sum(each.out_of_memory for each in buckets)


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _grid(
    subject: Subject, period: int, columns: tuple[str, ...], rows: list[tuple[int, Row]], shown: TimeRange
) -> Grid:
    return Grid.of(Points(subject.functions[0], period, columns, rows), shown.start, shown.end)
