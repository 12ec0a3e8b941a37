"""An observed value with its unit, as reasons and chart tables name them."""

from webapp.words import numbers, times

WRITERS = {
    "percent": numbers.percent,
    "ms": numbers.milliseconds,
    "s": times.length,
    "count": numbers.count,
    "usd": numbers.dollars,
    "mb": numbers.megabytes,
}


def measure(value: float | None, unit: str) -> str:
    """`12.0 %`, `1.24 s`, `2 h 5 min`, `1,234`; short times keep their fractions."""
    if unit == "s" and value is not None and value < 120:
        return numbers.milliseconds(value * 1_000)
    return WRITERS.get(unit, numbers.count)(value)
