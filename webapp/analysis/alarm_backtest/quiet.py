"""The threshold nearest to the usual values at which an alarm would have been as quiet as it is wanted to be."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor, inf, log10

from webapp.analysis.alarm_backtest.condition import Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints
from webapp.analysis.alarm_backtest.history import Span


def quiet_threshold(points: DataPoints, condition: Condition, most: int, known: Sequence[Span] = ()) -> float | None:
    """The lowest threshold (of a comparison with <: the highest) at which it fires at most `most` times.

    Firing within `known` incidents is what the alarm is for and does not count. None where there is no data.
    """
    downwards = condition.comparison.startswith("Less")
    levels = list(_levels(points, condition, -1.0 if downwards else 1.0))
    counted = _outside(points, levels, known)
    candidates = sorted({level for level in counted if level != -inf})
    if not candidates:
        return None
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        if _fires(counted, candidates[middle]) <= most:
            high = middle
        else:
            low = middle + 1
    return -candidates[high] if downwards else candidates[high]


def rounded(value: float, comparison: str) -> float:
    """To two digits, away from what is usual: nobody believes 237.4183."""
    if not value:
        return 0.0
    unit = 10.0 ** (floor(log10(abs(value))) - 1)
    steps = floor(value / unit + 1e-9) if comparison.startswith("Less") else ceil(value / unit - 1e-9)
    return round(steps * unit, 10)


def _levels(points: DataPoints, condition: Condition, sign: float) -> Iterator[float]:
    """At each position the m-th largest of the newest n values: the alarm holds while this breaches."""
    n, m, stride, values = condition.n, condition.m, points.stride, points.values
    reach = (n - 1) * stride
    for at in range(len(values)):
        first = at - reach if at >= reach else at % stride
        there = sorted((sign * value for value in values[first : at + 1 : stride] if value is not None), reverse=True)
        yield there[m - 1] if len(there) >= m else -inf


def _outside(points: DataPoints, levels: list[float], known: Sequence[Span]) -> list[float]:
    found = list(levels)
    for span in known:
        first = max(0, (span.start - points.first) // points.step)
        last = max(first, min(len(found), (span.end - points.first) // points.step + 1))
        found[first:last] = [-inf] * (last - first)
    return found


def _fires(levels: Sequence[float], threshold: float) -> int:
    return sum(before <= threshold < after for before, after in pairwise((-inf, *levels)))
