"""Whether the account's errors or throttles have jumped, so that all functions are looked at early. Pure."""

from collections.abc import Sequence
from statistics import median

from collectors.records import Points

AT_LEAST = 5
TIMES_USUAL = 3.0
NEWEST = 3
"""Minutes that count as now: the very newest is never complete."""


def tripped(points: Points) -> bool:
    """Whether the highest of the newest minutes exceeds three times the median of those before, and five."""
    if not points.rows:
        return False
    newest = max(at for at, _ in points.rows) - (NEWEST - 1) * points.period
    columns = range(len(points.columns))
    return any(
        _jumped(_values(points, column, newest, True), _values(points, column, newest, False)) for column in columns
    )


def _values(points: Points, column: int, newest: int, is_now: bool) -> list[float]:
    return [row[column] or 0.0 for at, row in points.rows if (at >= newest) is is_now]


def _jumped(now: Sequence[float], before: Sequence[float]) -> bool:
    usual = median(before) if before else 0.0
    return max(now) >= AT_LEAST and max(now) > TIMES_USUAL * usual
