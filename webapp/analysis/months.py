"""Calendar months in UTC: what AWS's tiers, free tier and bills are counted over. Times are epoch seconds."""

from calendar import monthrange
from datetime import UTC, datetime

from collectors.durations import DAY


def month_start(now: int) -> int:
    """The first second of the month that `now` lies in."""
    at = datetime.fromtimestamp(now, UTC)
    return int(datetime(at.year, at.month, 1, tzinfo=UTC).timestamp())


def month_end(now: int) -> int:
    """The first second of the next month."""
    at = datetime.fromtimestamp(now, UTC)
    return month_start(now) + monthrange(at.year, at.month)[1] * DAY


def midnight(now: int) -> int:
    """The first second of the day."""
    return now - now % DAY


def date_of(day: int) -> str:
    """`2026-11-01`."""
    return datetime.fromtimestamp(day, UTC).date().isoformat()
