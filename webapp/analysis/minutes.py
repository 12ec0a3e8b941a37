"""One-minute points made ready for rules: in order, each minute once, nothing from the future."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import lt

from collectors.records import Points

Row = tuple[int, tuple[float | None, ...]]


class Minutes:
    """The rows of a Points record. Times are minute starts, epoch seconds; a column not asked has no values."""

    __slots__ = ("_index", "_rows", "_times")

    def __init__(self, points: Points | None, now: int) -> None:
        columns = points.columns if points else ()
        self._index = {column: i for i, column in enumerate(columns)}
        rows = _in_order(points.rows) if points else []
        times = [row[0] for row in rows]
        known = bisect_right(times, now)
        self._rows, self._times = rows[:known], times[:known]

    @property
    def first(self) -> int | None:
        """The start of the oldest minute that has points."""
        return self._times[0] if self._times else None

    def values(self, column: str, start: int = 0) -> list[tuple[int, float]]:
        """(minute, value) of each minute from `start` on that has a value."""
        i = self._index.get(column)
        if i is None:
            return []
        return [(ts, value) for ts, row in self._since(start) if (value := row[i]) is not None]

    def counts(self, one: str, other: str, start: int = 0) -> list[tuple[int, float, float]]:
        """(minute, sum, sum) of two counted columns; where CloudWatch published nothing, nothing was counted: 0."""
        i, j = self._index.get(one), self._index.get(other)
        return [
            (ts, (row[i] or 0.0) if i is not None else 0.0, (row[j] or 0.0) if j is not None else 0.0)
            for ts, row in self._since(start)
        ]

    def any(self, column: str) -> bool:
        """Whether any minute counted something in the column."""
        i = self._index.get(column)
        return i is not None and any(row[i] for _, row in self._rows)

    def total(self, column: str, start: int = 0, end: int | None = None) -> float:
        """The sum of a counted column over the minutes in [start, end)."""
        i = self._index.get(column)
        if i is None:
            return 0.0
        last = len(self._rows) if end is None else bisect_left(self._times, end)
        return sum([row[i] or 0.0 for _, row in self._rows[bisect_left(self._times, start) : last]])

    def _since(self, start: int) -> Sequence[Row]:
        return self._rows[bisect_left(self._times, start) :] if start else self._rows


def _in_order(rows: Sequence[Row]) -> Sequence[Row]:
    times = [row[0] for row in rows]
    if all(map(lt, times, times[1:])):
        return rows
    merged: dict[int, tuple[float | None, ...]] = {}
    for ts, row in rows:
        merged[ts] = _higher(merged[ts], row) if ts in merged else row
    return sorted(merged.items())


def _higher(one: tuple[float | None, ...], other: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """A minute that came twice: counts only grow while it settles, so the higher value is the later one."""
    return tuple(max((v for v in pair if v is not None), default=None) for pair in zip(one, other, strict=True))
