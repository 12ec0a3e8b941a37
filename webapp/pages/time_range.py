"""The stretch of time that a page shows: `from` and `to` of its URL, so that a pasted link shows the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from collectors.durations import DAY, HOUR, MINUTE

PRESETS = ("-1h", "-3h", "-12h", "-24h", "-3d", "-15d")
DEFAULT = ("-3h", "now")
UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
SHORTEST_S = 300
LONGEST_S = 455 * DAY
"""CloudWatch keeps hourly points for 455 days (CloudWatch user guide, metrics retention)."""
HELP = "Use -3h, now, 2026-11-01T12:00Z or seconds since 1970."


@dataclass(frozen=True, slots=True)
class TimeRange:
    """[start, end) in epoch seconds, whole minutes. `live` ranges end now and move on with the clock.

    `problem` says what was wrong with the URL's range where the default stands in for it.
    """

    start: int
    end: int
    from_text: str
    to_text: str
    problem: str = ""

    @property
    def live(self) -> bool:
        """Whether the range moves on with the clock."""
        return self.to_text == "now"

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end - self.start

    @property
    def presets(self) -> tuple[str, ...]:
        """The ranges that one click chooses."""
        return PRESETS

    @property
    def preset(self) -> str:
        """Which of PRESETS it is, empty where none."""
        return self.from_text if self.live and self.from_text in PRESETS else ""

    @property
    def query(self) -> dict[str, str]:
        """The URL's parameters that show this range again, moving on if it is live."""
        return {"from": self.from_text, "to": self.to_text}

    @property
    def pinned(self) -> dict[str, str]:
        """The URL's parameters that show these very minutes, whenever they are opened."""
        return {"from": str(self.start), "to": str(self.end)}


def time_range(args: Mapping[str, str], now: int) -> TimeRange:
    """The range of a URL's `from` and `to`; the last three hours, with the problem, where they make no sense."""
    from_text = args.get("from", "").strip() or DEFAULT[0]
    to_text = args.get("to", "").strip() or DEFAULT[1]
    try:
        start, end = _bounds(from_text, to_text, now)
    except ValueError as error:
        start, end = _bounds(*DEFAULT, now)
        return TimeRange(start, end, *DEFAULT, problem=str(error))
    return TimeRange(start, end, from_text, to_text)


def moment(text: str, now: int) -> int:
    """`now`, `-3h`, `now-3h`, epoch seconds or milliseconds, or ISO 8601 (UTC unless it says otherwise).

    Raises ValueError with a sentence for people.
    """
    if text == "now":
        return now
    if match := re.fullmatch(r"(?:now)?-(\d{1,6})([smhdw])", text):
        return now - int(match[1]) * UNITS[match[2]]
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return int(text) if len(text) < 12 else int(text) // 1000
    try:
        parsed = datetime.fromisoformat(text)
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise ValueError(f"“{text[:40]}” is not a time. {HELP}") from None


def _bounds(from_text: str, to_text: str, now: int) -> tuple[int, int]:
    start, end = moment(from_text, now), min(moment(to_text, now), now)
    if start >= end:
        raise ValueError("The range ends before it begins.")
    if start < now - LONGEST_S:
        raise ValueError("CloudWatch keeps nothing for longer than 455 days.")
    start, end = start // 60 * 60, -(-end // 60) * 60
    return min(start, end - SHORTEST_S), end
