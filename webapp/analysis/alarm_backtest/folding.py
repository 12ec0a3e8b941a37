"""Statistics over a window that slides by one step, for every position at once."""

import operator
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Values = Sequence[float | None]
Fold = Callable[[float, float], float]
FOLDS: dict[str, tuple[Fold, float]] = {
    "sum": (operator.add, 0.0),
    "max": (max, float("-inf")),
    "min": (min, float("inf")),
}
"""Each fold with what changes nothing in it."""


def slid(values: Values, length: int, fold: str) -> list[float | None]:
    """At each position the fold of the `length` values that end there, None where none of them is known."""
    if length == 1:
        return list(values)
    combine, nothing = FOLDS[fold]
    known = _folded([0 if value is None else 1 for value in values], length, operator.or_, 0)
    folded = _folded([nothing if value is None else value for value in values], length, combine, nothing)
    return [value if there else None for value, there in zip(folded, known, strict=True)]


def _folded(values: list[T], length: int, combine: Callable[[T, T], T], nothing: T) -> list[T]:
    """By windows of 1, 2, 4, ... values, of which the bits of `length` say which ones make up the whole.

    Adding up only what is in the window keeps counts exact, where taking off what leaves it would not.
    """
    found, behind, size = [nothing] * len(values), 0, 1
    while length:
        if length & 1:
            found = list(map(combine, found, _delayed(values, behind, nothing)))
            behind += size
        length >>= 1
        if length:
            values, size = list(map(combine, values, _delayed(values, size, nothing))), size * 2
    return found


def _delayed(values: list[T], by: int, nothing: T) -> list[T]:
    return [nothing] * min(by, len(values)) + values[: max(0, len(values) - by)]
