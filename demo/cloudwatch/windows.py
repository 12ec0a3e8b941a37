"""Which points a question asks for: CloudWatch's rounding of times, its periods and how long it keeps them."""

from collections.abc import Mapping
from typing import Any

from demo.durations import DAY, HOUR, MINUTE
from demo.server.errors import AwsError


def rounded_down(start: float, now: float) -> int:
    """A start time as CloudWatch rounds it: to the minute, 5 minutes after 15 days, the hour after 63 days."""
    age = now - start
    step = MINUTE if age < 15 * DAY else 5 * MINUTE if age < 63 * DAY else HOUR
    return int(start // step * step)


def bins(start: int, end: float, period: int, now: float) -> range:
    """The starts of the periods in [start, end), aligned to the clock, that CloudWatch still has at this period.

    Points of 60 s are kept for 15 days, of 300 s for 63, of 3,600 s for 455 (CloudWatch user guide).
    """
    step = max(period, MINUTE)
    kept = 15 * DAY if step % (5 * MINUTE) else 63 * DAY if step % HOUR else 455 * DAY
    first = max(start, int(now) - kept)
    return range(-(-first // step) * step, _ceil(end), step)


def check_times(body: Mapping[str, Any], code: str) -> tuple[float, float]:
    """(StartTime, EndTime), refused as CloudWatch refuses them."""
    start, end = (_time(body, name, code) for name in ("StartTime", "EndTime"))
    if start == end:
        raise AwsError(code, "The parameter StartTime must not equal parameter EndTime.")
    if start > end:
        raise AwsError(code, "The parameter StartTime must be less than the parameter EndTime.")
    return start, end


def check_period(period: Any, code: str) -> int:
    """A period: 1, 5, 10, 20, 30 or a multiple of 60 seconds, at most a day."""
    if not isinstance(period, int) or period < 1 or (period not in (1, 5, 10, 20, 30) and period % MINUTE):
        raise AwsError(code, f"Period must be 1, 5, 10, 20, 30 or a multiple of 60, not {period!r}.")
    if period > DAY:
        raise AwsError(code, f"The parameter Period must be a value less than or equal to {DAY}.")
    return period


def _time(body: Mapping[str, Any], name: str, code: str) -> float:
    value = body.get(name)
    if not isinstance(value, int | float):
        raise AwsError(code, f"The parameter {name} is required.")
    return float(value)


def _ceil(value: float) -> int:
    return int(-(-value // 1))
