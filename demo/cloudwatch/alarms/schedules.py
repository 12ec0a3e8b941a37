"""When a mute rule mutes: once by `at(…)`, or again and again by a five-field `cron(…)` (CloudWatch API, Schedule)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from demo.durations import DAY, MINUTE
from demo.server.errors import AwsError

LONGEST_S = 15 * DAY
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)")
_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FIELDS: tuple[tuple[Callable[[datetime], int], int, int, tuple[str, ...]], ...] = (
    (lambda at: at.minute, 0, 59, ()),
    (lambda at: at.hour, 0, 23, ()),
    (lambda at: at.day, 1, 31, ()),
    (lambda at: at.month, 1, 12, _MONTHS),
    (lambda at: at.isoweekday() % 7, 0, 6, _DAYS),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`once` is the start of a rule that mutes once; else `fields` are the values that each cron field takes."""

    seconds: int
    zone: ZoneInfo
    once: float | None = None
    fields: tuple[frozenset[int], ...] = ()

    def is_on(self, at: float) -> bool:
        """Whether it mutes at a moment."""
        if self.once is not None:
            return self.once <= at < self.once + self.seconds
        first = int(at) // MINUTE * MINUTE
        return any(self._begins(first - back) for back in range(0, self.seconds, MINUTE))

    def is_over(self, at: float) -> bool:
        """Whether it will never mute again."""
        return self.once is not None and self.once + self.seconds <= at

    def _begins(self, at: int) -> bool:
        here = datetime.fromtimestamp(at, self.zone)
        return all(of(here) in values for (of, *_), values in zip(_FIELDS, self.fields, strict=True))


def schedule_of(expression: str, duration: str, zone: str) -> Schedule:
    """The schedule that these describe; ValidationError for what CloudWatch would not take."""
    try:
        where = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise AwsError("ValidationError", f"Unknown time zone {zone}.") from None
    length = _length(duration)
    if once := _AT.fullmatch(expression):
        return Schedule(length, where, _moment(once[1], where))
    if cron := _CRON.fullmatch(expression):
        pairs = zip(cron.groups(), _FIELDS, strict=True)
        return Schedule(length, where, None, tuple(_values(text, *field[1:]) for text, field in pairs))
    raise AwsError("ValidationError", f"Invalid schedule expression {expression}.")


def _moment(text: str, zone: ZoneInfo) -> float:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()
    except ValueError:
        raise AwsError("ValidationError", f"Invalid schedule expression at({text}).") from None


def _length(duration: str) -> int:
    found = _DURATION.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = int(timedelta(days=days, hours=hours, minutes=minutes).total_seconds())
    if not MINUTE <= length <= LONGEST_S:
        raise AwsError("ValidationError", f"Duration {duration} must be between PT1M and P15D.")
    return length


def _values(text: str, least: int, most: int, names: tuple[str, ...]) -> frozenset[int]:
    try:
        return frozenset(value for part in text.split(",") for value in _range(part, least, most, names))
    except ValueError:
        raise AwsError("ValidationError", f"Invalid cron field {text}.") from None


def _range(part: str, least: int, most: int, names: tuple[str, ...]) -> range:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    if first in ("*", "?"):
        return range(least, most + 1, int(step or 1))
    start = _number(first, names)
    end = _number(last, names) if last else most if step else start
    if not least <= start <= end <= most:
        raise ValueError(part)
    return range(start, end + 1, int(step or 1))


def _number(text: str, names: tuple[str, ...]) -> int:
    return names.index(text.upper()) if text.upper() in names else int(text)
