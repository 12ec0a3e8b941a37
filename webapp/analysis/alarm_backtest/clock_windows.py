"""Wall clock windows: which moments end a period in a time zone (CloudWatch user guide, "Alarm evaluation window")."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from collectors.durations import DAY, HOUR, MINUTE

PERIODS = (MINUTE, 300, HOUR, DAY, 7 * DAY)
"""The periods that a wall clock window may have, in seconds."""
OFFSET = re.compile(r"(?:UTC)?([+-])(\d{2}):(\d{2})")
STEP = 300
"""Offsets of time zones are multiples of five minutes, so periods of five minutes and more end on such a moment."""
MONDAY = 4 * DAY
"""The epoch was a Thursday: weeks that start on a Monday start so long after it."""


def zone_of(name: str) -> tzinfo | None:
    """The time zone of an IANA name or an offset (`+05:30`, `UTC+05:30`), None where there is no such zone."""
    if found := OFFSET.fullmatch(name):
        sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        return timezone(offset) if offset < timedelta(days=1) and int(minutes) % 5 == 0 else None
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def ends(moments: Iterable[int], period: int, name: str) -> list[int]:
    """The positions of the moments (epoch s) at which a period of the clock of that zone is over.

    A week starts on Monday. On the day when the clocks change, a day is still 24 hours long here.
    """
    zone = zone_of(name) or UTC
    offset = _offsets(zone)
    shift = MONDAY if period == PERIODS[-1] else 0
    coarse = period % STEP == 0
    return [
        at
        for at, moment in enumerate(moments)
        if not (coarse and moment % STEP) and (moment + offset(moment) - shift) % period == 0
    ]


def _offsets(zone: tzinfo) -> Callable[[int], int]:
    @cache
    def of_hour(hour: int) -> int:
        offset = datetime.fromtimestamp(hour * HOUR, zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    return lambda moment: of_hour(moment // HOUR)
