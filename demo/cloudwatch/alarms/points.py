"""An alarm's data points: windows that end at each minute, not clock-aligned blocks."""

from functools import cache

from demo.cloudwatch.alarms.definition import Alarm
from demo.cloudwatch.bands import banded, edges, too_far
from demo.cloudwatch.expressions import Evaluation, Series, Value
from demo.cloudwatch.queries import Query
from demo.cloudwatch.series import series_of
from demo.cloudwatch.sources import Source, Viewer, source_of
from demo.durations import MINUTE

Sources = dict[str, Source | None]


def data_points(alarm: Alarm, viewer: Viewer, start: int, end: int) -> Series:
    """The value of each window of the alarm's period that ends at a minute in (start, end], by its end; of an alarm on
    an anomaly band how far it is outside.

    Windows of one phase are computed together: so many phases as the period has minutes.
    """
    queries, period, found = alarm.queries, alarm.period, Series()
    sources = {query.id: _source(query, viewer) for query in queries if query.tree is None}
    for phase in range(MINUTE, period + MINUTE, MINUTE):
        first = start + phase - period
        grid = range(first, end - period + 1, period)
        shown = _outside if alarm.is_banded else _series
        found |= {ts + period: value for ts, value in shown(alarm, queries, sources, grid, viewer.now).items()}
    return found


def _outside(alarm: Alarm, queries: list[Query], sources: Sources, grid: range, now: float) -> Series:
    metric, width = next(found for query in queries if (found := banded(query.tree)))
    query = next(query for query in queries if query.id == metric)
    if (source := sources[query.id]) is None:
        return {}
    values = series_of(source, [query.statistic], grid, now)[query.statistic]
    lower, upper = edges(source, query.statistic, grid, width, now)
    comparison = alarm.body["ComparisonOperator"]
    return {ts: too_far(comparison, value, lower[ts], upper[ts]) for ts, value in values.items() if ts in lower}


def _series(_alarm: Alarm, queries: list[Query], sources: Sources, grid: range, now: float) -> Series:
    values: dict[str, Value] = {}
    metrics: dict[str, Series] = {}
    for query in queries:
        if query.tree is not None:
            values[query.id] = Evaluation(query.expression, values, metrics, grid).result(query.tree)
        else:
            source, statistic = sources[query.id], query.statistic
            found = series_of(source, [statistic], grid, now)[statistic] if source else {}
            values[query.id] = metrics[query.id] = found
    shown = values[next(query.id for query in queries if query.returned)]
    return shown if isinstance(shown, dict) else {}


def _source(query: Query, viewer: Viewer) -> Source | None:
    found = source_of(viewer, query.namespace, query.name, dict(query.dimensions))
    return _Remembered(found) if found and query.unit in ("", found.unit) else None


class _Remembered:
    """A source that is asked about each minute once: windows that slide meet every minute many times."""

    def __init__(self, source: Source) -> None:
        self.unit = source.unit
        self.stats = cache(source.stats)
        self.samples = cache(source.samples)
