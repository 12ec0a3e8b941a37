"""A regular grid of values: what the charts and their tables are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.records import Points

Values = tuple[float | None, ...]

MADE_OF = {
    "succeeded": ("invocations", "errors"),
    "error_rate_percent": ("invocations", "errors"),
    "throttle_rate_percent": ("invocations", "throttles"),
}
"""Columns that are not stored, and the stored ones that they are made of."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One value, or None for no datapoint, a column and period from `start` (epoch seconds) up to `end`."""

    start: int
    end: int
    period: int
    columns: Mapping[str, Values]

    @classmethod
    def of(cls, points: Points, start: int, end: int) -> "Grid":
        """The points of [start, end) on their grid, whatever their order; a period without a row is all None."""
        first = start // points.period * points.period
        size = max(0, -(-(end - first) // points.period))
        columns: dict[str, list[float | None]] = {column: [None] * size for column in points.columns}
        for at, row in points.rows:
            index, off = divmod(at - first, points.period)
            if off == 0 and 0 <= index < size:
                for column, value in zip(points.columns, row, strict=True):
                    columns[column][index] = value
        frozen = {column: tuple(values) for column, values in columns.items()}
        return cls(first, first + size * points.period, points.period, frozen | _rates(frozen))

    def values(self, column: str) -> Values:
        """The column's values; all None where it was never asked for."""
        return self.columns.get(column) or (None,) * ((self.end - self.start) // self.period)

    def measured(self, column: str) -> bool:
        """Whether there is any datapoint."""
        return any(value is not None for value in self.columns.get(column, ()))

    def largest(self, columns: Sequence[str]) -> float | None:
        """The largest value in these columns."""
        return max((v for column in columns for v in self.values(column) if v is not None), default=None)


def _rates(columns: Mapping[str, Values]) -> dict[str, Values]:
    """Columns made of others. Throttled requests are in neither Invocations nor Errors (Lambda developer guide)."""
    invocations, errors, throttles = (columns.get(name) for name in ("invocations", "errors", "throttles"))
    made: dict[str, Values] = {}
    if invocations and errors:
        pairs = tuple(zip(invocations, errors, strict=True))
        made["succeeded"] = tuple(None if all_ is None else max(0.0, all_ - (bad or 0)) for all_, bad in pairs)
        made["error_rate_percent"] = tuple(percent_of(bad, all_) for all_, bad in pairs)
    if invocations and throttles:
        made["throttle_rate_percent"] = tuple(
            percent_of(t, (n or 0) + (t or 0)) for n, t in zip(invocations, throttles, strict=True)
        )
    return made


def percent_of(part: float | None, whole: float | None) -> float | None:
    """The share 0..100; None where it is not known, or a share of nothing."""
    return None if part is None or not whole else 100 * part / whole


def stored(columns: Sequence[str]) -> tuple[str, ...]:
    """The stored columns that these are, or are made of."""
    return tuple(dict.fromkeys(each for column in columns for each in MADE_OF.get(column, (column,))))
