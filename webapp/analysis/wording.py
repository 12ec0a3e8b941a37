"""Numbers and foreign texts as a tired person reads them in a reason's sentence."""

from collectors.durations import DAY, HOUR, MINUTE


def percent(value: float) -> str:
    """`12.4 %`, `100 %`, `0.05 %`: three digits that count."""
    return f"{_short(value)} %"


def count(value: float, noun: str = "") -> str:
    """`1,204` or, with a noun, `1 message` and `1,204 messages`."""
    number = f"{value:,.0f}"
    return f"{number} {noun}{'' if number == '1' else 's'}" if noun else number


def span(seconds: float) -> str:
    """A length of time in its natural unit: `850 ms`, `29.1 s`, `12 min`, `5 h`, `3 days`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for limit, unit, name in ((2 * MINUTE, 1, "s"), (2 * HOUR, MINUTE, "min"), (2 * DAY, HOUR, "h")):
        if seconds < limit:
            return f"{_short(seconds / unit)} {name}"
    return f"{_short(seconds / DAY)} days"


def clip(text: str, length: int = 160) -> str:
    """Text from AWS on one line, without control characters and of bounded length."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def name_of(arn: str) -> str:
    """The last part of an ARN, which is how people call the thing."""
    return clip(arn.rsplit(":", 1)[-1], 80)


def _short(value: float) -> str:
    digits = 0 if value >= 100 else 1 if value >= 1 else 2
    return f"{value:,.{digits}f}".removesuffix(".0").removesuffix(".00")
