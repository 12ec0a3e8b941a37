"""The statistics of one metric, period by period."""

from collections.abc import Iterable

from demo.cloudwatch.expressions import Series
from demo.cloudwatch.sources import Source
from demo.cloudwatch.statistics import SIMPLE, fraction, merged, percentile
from demo.durations import MINUTE


def series_of(source: Source, statistics: Iterable[str], grid: range, now: float) -> dict[str, Series]:
    """Each statistic of each period of the grid that has data, every sample looked at once. The future has none."""
    simple = {name: SIMPLE[name] for name in statistics if name in SIMPLE}
    shares = {name: share for name in statistics if (share := fraction(name)) is not None}
    found: dict[str, Series] = {name: {} for name in (*simple, *shares)}
    for ts in grid:
        if ts > now:
            break
        minutes = range(ts, min(ts + grid.step, int(now) + 1), MINUTE)
        if simple and (stats := merged(s for minute in minutes if (s := source.stats(minute)))):
            for name, value_of in simple.items():
                found[name][ts] = value_of(stats)
        if shares and (ordered := sorted([value for minute in minutes for value in source.samples(minute)])):
            for name, share in shares.items():
                found[name][ts] = percentile(ordered, share)
    return found
