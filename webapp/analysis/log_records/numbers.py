"""Numbers out of foreign text and JSON."""

from math import isfinite
from typing import Any


def number(value: Any) -> float | None:
    """A finite, non-negative number, None for whatever else may stand there."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) and found >= 0 else None


def text(value: Any) -> str:
    """A string as it is, and nothing for whatever else may stand there."""
    return value if isinstance(value, str) else ""
