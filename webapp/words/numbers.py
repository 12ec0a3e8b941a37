"""Numbers as people read them: short, with a unit, and a dash for what is not known."""

import re

UNKNOWN = "–"
UNIT_AFTER_NUMBER = re.compile(r"(\d) (?=(?:%|(?:ms|s|min|h|d|kB|MB|GB)\b))")
SCALES = ((999.5e6, 1e9, "B"), (999.5e3, 1e6, "M"), (1e4, 1e3, "k"))
"""From which value on a letter is written, and what is divided by: what rounds to a million reads `1.00M`."""


def count(value: float | None) -> str:
    """`1,234`, `12.3k`, `4.56M`: exact below ten thousand, three digits above."""
    if value is None:
        return UNKNOWN
    for least, divisor, letter in SCALES:
        if abs(value) >= least:
            return f"{_three_digits(value / divisor)}{letter}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def percent(value: float | None) -> str:
    """`0.42 %` of a value from 0 to 100; what is not zero never reads as zero."""
    if value is None:
        return UNKNOWN
    if 0 < abs(value) < 0.01:
        return "< 0.01 %"
    digits = 0 if value == 0 or abs(value) >= 99.95 else 2 if abs(value) < 1 else 1
    return f"{value:.{digits}f} %"


def share(value: float | None) -> str:
    """The same of a fraction from 0 to 1."""
    return percent(None if value is None else value * 100)


def milliseconds(value: float | None) -> str:
    """`850 ms`, `1.24 s`, `2.5 min`."""
    if value is None:
        return UNKNOWN
    if value < 999.5:
        return f"{value:.0f} ms" if value >= 10 or value == 0 else f"{value:.1f} ms"
    if value < 120_000:
        return f"{_three_digits(value / 1_000)} s"
    return f"{_three_digits(value / 60_000)} min"


def megabytes(value: float | None) -> str:
    """`512 MB`."""
    return UNKNOWN if value is None else f"{value:,.0f} MB"


def dollars(value: float | None) -> str:
    """`$1.23`; below a cent as many digits as it takes to see one, `$0.0042`."""
    if value is None:
        return UNKNOWN
    if value == 0 or abs(value) >= 0.995:
        return f"${value:,.2f}" if value else "$0"
    return f"${value:.2f}" if abs(value) >= 0.1 else f"${value:.2g}" if abs(value) >= 0.0001 else "< $0.0001"


def unbroken(text: str) -> str:
    """The text with its numbers kept on one line with their units."""
    return UNIT_AFTER_NUMBER.sub("\\1\N{NO-BREAK SPACE}", text)


def _three_digits(value: float) -> str:
    digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    return f"{value:.{digits}f}"
