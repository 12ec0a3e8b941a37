"""The functions of `stats`: each collects values of one group and ends in one."""

from collections.abc import Callable
from math import ceil, sqrt
from typing import Any, Protocol

from demo.logs.query.values import Order, number, text


class Aggregate(Protocol):
    """`add` takes the arguments' values and the row's time; `end` gives the result, None for "nothing was there"."""

    def add(self, values: list[Any], at: int) -> None:
        """One row's values."""

    def end(self) -> Any:
        """The result."""


class Count:
    """count(*), count(field)."""

    def __init__(self) -> None:
        self.found = 0

    def add(self, values: list[Any], _at: int) -> None:
        """Counts what is there."""
        if not values or values[0] is not None:
            self.found += 1

    def end(self) -> Any:
        """How many."""
        return self.found


class Distinct:
    """count_distinct(field)."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def add(self, values: list[Any], _at: int) -> None:
        """Remembers the value."""
        if values[0] is not None:
            self.found.add(text(values[0]))

    def end(self) -> Any:
        """How many different ones."""
        return len(self.found)


class Numbers:
    """sum, avg, min, max, stddev: from sums alone."""

    def __init__(self, end: Callable[["Numbers"], float]) -> None:
        self.count, self.total, self.squares = 0, 0.0, 0.0
        self.low, self.high = float("inf"), float("-inf")
        self._end = end

    def add(self, values: list[Any], _at: int) -> None:
        """Adds a number; texts that are none are passed over."""
        value = number(values[0])
        if value is not None:
            self.count += 1
            self.total += value
            self.squares += value * value
            self.low, self.high = min(self.low, value), max(self.high, value)

    def end(self) -> Any:
        """Rounded to four places, as results are."""
        return rounded(self._end(self)) if self.count else None

    def deviation(self) -> float:
        """The standard deviation of all values."""
        return sqrt(max(0.0, self.squares / self.count - (self.total / self.count) ** 2))


class Percentile:
    """pct(field, p) and median(field): exact, nearest rank."""

    def __init__(self, percent: float = 50.0) -> None:
        self.values: list[float] = []
        self.percent = percent

    def add(self, values: list[Any], _at: int) -> None:
        """Keeps the number."""
        value = number(values[0])
        if value is not None:
            self.values.append(value)
        if len(values) > 1:
            self.percent = number(values[1]) or 0.0

    def end(self) -> Any:
        """The value below which that share of them lies."""
        if not self.values:
            return None
        self.values.sort()
        return rounded(
            self.values[
                ceil(min(max(self.percent, 0.0), 100.0) / 100 * len(self.values)) - 1 if self.percent > 0 else 0
            ]
        )


class Chosen:
    """earliest, latest, sortsFirst, sortsLast: one value out of all."""

    def __init__(self, by_time: bool, last: bool) -> None:
        self.best: Any = None
        self._key: Any = None
        self.by_time, self.last = by_time, last

    def add(self, values: list[Any], at: int) -> None:
        """Takes the value if it comes first."""
        value = values[0]
        if value is None:
            return
        key: Any = (-at if self.last else at) if self.by_time else Order(value, self.last)
        if self._key is None or key < self._key:
            self.best, self._key = value, key

    def end(self) -> Any:
        """The value."""
        return int(self.best) if isinstance(self.best, int) and not isinstance(self.best, bool) else self.best


def rounded(value: float) -> float:
    """Four places behind the point."""
    return round(value, 4)


AGGREGATES: dict[str, Callable[[], Aggregate]] = {
    "count": Count,
    "count_distinct": Distinct,
    "sum": lambda: Numbers(lambda n: n.total),
    "avg": lambda: Numbers(lambda n: n.total / n.count),
    "min": lambda: Numbers(lambda n: n.low),
    "max": lambda: Numbers(lambda n: n.high),
    "stddev": lambda: Numbers(Numbers.deviation),
    "pct": Percentile,
    "percentile": Percentile,
    "median": Percentile,
    "earliest": lambda: Chosen(by_time=True, last=False),
    "latest": lambda: Chosen(by_time=True, last=True),
    "sortsfirst": lambda: Chosen(by_time=False, last=False),
    "sortslast": lambda: Chosen(by_time=False, last=True),
}
"""By name in lower case."""
