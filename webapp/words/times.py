"""Times and lengths of time as people read them. The browser keeps the relative ones going."""

from datetime import UTC, datetime

from collectors.durations import DAY, HOUR, MINUTE
from webapp.services import services

UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"))


def length(seconds: float | None) -> str:
    """`45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`: at most two units."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    parts = []
    for size, name in UNITS:
        if whole >= size:
            parts.append(f"{whole // size} {name}")
            whole %= size
        elif parts:
            break
    return " ".join(parts[:2])


def ago(at: int | None, now: int) -> str:
    """`2 min ago`, `just now`, `in 5 min`; one unit, for it is read in passing."""
    if at is None:
        return "never"
    seconds = now - at
    if abs(seconds) < 45:
        return "just now"
    size, name = next(((s, n) for s, n in UNITS if abs(seconds) >= s), (MINUTE, "min"))
    amount = max(1, int(abs(seconds) // size))
    return f"in {amount} {name}" if seconds < 0 else f"{amount} {name} ago"


def ago_now(at: int | None) -> str:
    """The same by the application's clock."""
    return ago(at, now())


def iso(at: int) -> str:
    """`2026-11-01T12:00:00Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def absolute(at: int) -> str:
    """`Sun 1 Nov 2026, 12:00:00 UTC`."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M:%S} UTC"


def clock_time(at: int, now: int) -> str:
    """`12:00 UTC`; of another day `31 Oct 12:00 UTC`."""
    moment = datetime.fromtimestamp(at, UTC)
    day = "" if moment.date() == datetime.fromtimestamp(now, UTC).date() else f"{moment.day} {moment:%b} "
    return f"{day}{moment:%H:%M UTC}"


def clock_time_now(at: int) -> str:
    """The same by the application's clock."""
    return clock_time(at, now())


def clock_second(at: int) -> str:
    """`12:00:07`, for lists where the zone is told elsewhere."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S")


def now() -> int:
    """The application's clock."""
    return services().clock.now()
