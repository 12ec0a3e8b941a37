"""An alarm's data points: windows that end at each minute, not clock-aligned blocks."""

from functools import cache

from demo.cloudwatch.alarms.definition import Alarm
from demo.cloudwatch.expressions import Evaluation, Series, Value
from demo.cloudwatch.metric_data import series_of
from demo.cloudwatch.queries import Query
from demo.cloudwatch.sources import Source, Viewer, source_of

MINUTE = 60


def data_points(alarm: Alarm, viewer: Viewer, start: int, end: int) -> Series:
    """The value of each window of the alarm's period that ends at a minute in (start, end], by its end.

    Windows of one phase are computed together: so many phases as the period has minutes.
    """
    queries, period, found = alarm.queries, alarm.period, Series()
    sources = {query.id: _source(query, viewer) for query in queries if query.tree is None}
    for phase in range(MINUTE, period + MINUTE, MINUTE):
        first = start + phase - period
        grid = range(first, end - period + 1, period)
        found |= {ts + period: value for ts, value in _series(queries, sources, grid, viewer.now).items()}
    return found


def _series(queries: list[Query], sources: dict[str, Source | None], grid: range, now: float) -> Series:
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
