"""Values of fields: what is a number, how two compare, how each is shown."""

import json
import re
from typing import Any

from demo.world.stamps import iso

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$")


class Stamp(int):
    """A moment in epoch milliseconds, shown as a date and a time."""


LAST_MOMENT = 253_402_300_799_999
"""The end of the year 9999: later ones have no date."""


def stamp(ms: float | None) -> Stamp | None:
    """The moment of that number, None where there is none."""
    return Stamp(int(ms)) if ms is not None and 0 <= ms <= LAST_MOMENT else None


def number(value: Any) -> float | None:
    """The value as a number, None where it is none."""
    if value is None or type(value) is float:
        return value if value is None or abs(value) < 1e300 else None
    if isinstance(value, str):
        value = float(value) if _NUMBER.match(value) else None
    return value if isinstance(value, int | float) and abs(value) < 1e300 else None


def text(value: Any) -> str:
    """The value as a text; nothing gives an empty one."""
    return "" if value is None else value if isinstance(value, str) else shown(value)


def shown(value: Any) -> str:
    """As results show it."""
    if isinstance(value, Stamp):
        return iso(value).replace("T", " ").rstrip("Z")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value if isinstance(value, str) else json.dumps(value)


def equal(one: Any, other: Any) -> bool:
    """By number where both are, by text else; what is not there equals nothing."""
    if one is None or other is None:
        return False
    if type(one) is str and type(other) is str and one == other:
        return True
    a, b = number(one), number(other)
    return a == b if a is not None and b is not None else text(one) == text(other)


def compare(one: Any, other: Any) -> int | None:
    """-1, 0 or 1; None where one is not there."""
    if one is None or other is None:
        return None
    a, b = number(one), number(other)
    if a is not None and b is not None:
        return (a > b) - (a < b)
    s, t = text(one), text(other)
    return (s > t) - (s < t)


class Order:
    """A sort key: numbers before texts, what is not there last whichever way it goes."""

    __slots__ = ("down", "key", "missing")

    def __init__(self, value: Any, down: bool) -> None:
        as_number = number(value)
        self.key: Any = (0, as_number, "") if as_number is not None else (1, 0, text(value))
        self.missing, self.down = value is None, down

    def __lt__(self, other: "Order") -> bool:
        if self.missing or other.missing:
            return other.missing and not self.missing
        return bool(other.key < self.key if self.down else self.key < other.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Order) and (self.missing, self.key) == (other.missing, other.key)
