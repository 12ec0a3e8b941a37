"""Anomaly bands by a plain model of the embedded AWS's own: CloudWatch's is trained, and how is not published.

The band of a period is the mean of the metric at that time of the three days before, the periods beside it included,
give or take so many standard deviations.
"""

import ast
from statistics import mean, pstdev

from demo.cloudwatch.expressions import Series
from demo.cloudwatch.series import series_of
from demo.cloudwatch.sources import Source
from demo.durations import DAY

DAYS, NEIGHBOURS = 3, 1
FEWEST = 3
"""Values that the model needs to say anything."""
USUAL_WIDTH = 2.0
FUNCTION = "ANOMALY_DETECTION_BAND"
OUTSIDE, BELOW, ABOVE = (
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
COMPARISONS = (OUTSIDE, BELOW, ABOVE)


def banded(tree: ast.expr | None) -> tuple[str, float] | None:
    """The id of the metric and the width in ANOMALY_DETECTION_BAND(m1, 2), None for any other expression."""
    match tree:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=metric), *rest], keywords=[]) if name == FUNCTION:
            match rest:
                case []:
                    return metric, USUAL_WIDTH
                case [ast.Constant(value=int() | float() as width)]:
                    return metric, float(width)
    return None


def edges(source: Source | None, statistic: str, grid: range, width: float, now: float) -> tuple[Series, Series]:
    """The lower and the upper edge at each period of the grid for which the model has seen enough."""
    lower, upper = Series(), Series()
    if source is None:
        return lower, upper
    before = _before(source, statistic, grid, now)
    days, beside = range(1, DAYS + 1), range(-NEIGHBOURS, NEIGHBOURS + 1)
    shifts = [day * DAY + step * grid.step for day in days for step in beside]
    for ts in grid:
        known = [value for shift in shifts if (value := before.get(ts - shift)) is not None]
        if ts <= now and len(known) >= FEWEST:
            middle, spread = mean(known), width * pstdev(known)
            lower[ts], upper[ts] = middle - spread, middle + spread
    return lower, upper


def too_far(comparison: str, value: float, lower: float, upper: float) -> float:
    """How far a value is on the wrong side of the band; at most 0 where it is fine."""
    sides = {OUTSIDE: max(value - upper, lower - value), BELOW: lower - value, ABOVE: value - upper}
    return sides[comparison]


def _before(source: Source, statistic: str, grid: range, now: float) -> Series:
    """The metric on the days before the grid."""
    found, aside = Series(), NEIGHBOURS * grid.step
    for day in range(1, DAYS + 1):
        shifted = range(grid.start - day * DAY - aside, grid.stop - day * DAY + aside, grid.step)
        found |= series_of(source, [statistic], shifted, now)[statistic]
    return found
