"""The five states of a value, never mixed: measured, zero, no data, not settled yet, could not look."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from collectors.records import Coverage, Points
from webapp.analysis.settling import settled_before


class ValueState(StrEnum):
    """What is known about one value."""

    MEASURED = "measured"
    ZERO = "zero"
    NO_DATA = "no data"
    UNSETTLED = "not settled yet"
    COULD_NOT_LOOK = "could not look"


@dataclass(frozen=True, slots=True)
class Value:
    """A number, if there is one, and what is known about it; `why` is what kept us from looking."""

    state: ValueState
    number: float | None = None
    why: str = ""


def value_at(number: float | None, look: Coverage | None, start: int, period: int, timeout_s: int = 0) -> Value:
    """The value of the period [start, start + period). `look` is the newest one that covered it, None if none did.

    A number once read stays measured when a later look fails; without one, only a look that went well and came after
    the period had settled says that there is none.
    """
    if look is None or look.result != "ok":
        if number is None:
            return Value(ValueState.COULD_NOT_LOOK, None, look.result if look else "not read yet")
        return _measured(number)
    if start + period - 60 >= settled_before(look.asked_at, timeout_s):
        return Value(ValueState.UNSETTLED, number)
    return Value(ValueState.NO_DATA) if number is None else _measured(number)


def values_of(
    points: Points, column: str, covered: Iterable[Coverage], start: int, end: int, timeout_s: int = 0
) -> dict[int, Value]:
    """The value of every period in [start, end), oldest first; a column that the points lack has no numbers."""
    i = points.columns.index(column) if column in points.columns else None
    numbers = {ts: row[i] for ts, row in points.rows} if i is not None else {}
    period = points.period
    looks = _newest_looks(covered, start, end, period)
    return {at: value_at(numbers.get(at), looks.get(at), at, period, timeout_s) for at in range(start, end, period)}


def _measured(number: float) -> Value:
    return Value(ValueState.MEASURED if number else ValueState.ZERO, number)


def _newest_looks(covered: Iterable[Coverage], start: int, end: int, period: int) -> dict[int, Coverage]:
    """For each period the look that was asked last; a failed look does not undo what an earlier one saw."""
    looks: dict[int, Coverage] = {}
    for look in sorted(covered, key=lambda c: (c.result == "ok", c.asked_at)):
        first = start + max(0, -(-(look.start - start) // period)) * period
        for at in range(first, min(end, look.end), period):
            looks[at] = look
    return looks
