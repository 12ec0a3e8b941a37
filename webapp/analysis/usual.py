"""The usual level of a function: what earlier days saw in the same hour."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from collectors.durations import DAY

WEEK = 7 * DAY
DAYS = 7
WEEKS = 4
ENOUGH_DAYS = 3
ENOUGH_WEEKS = 2


@dataclass(frozen=True, slots=True)
class Level:
    """Invocations in one hour of earlier days: their median, their spread (median absolute deviation) and the lowest.

    `samples` is how many days were seen; `weekly` whether they were the same weekday (else the days just before).
    """

    median: float
    spread: float
    low: float
    samples: int
    weekly: bool = False

    @property
    def floor(self) -> float:
        """Below this an hour is out of the ordinary: the lowest of few days, three robust deviations below many weeks.

        1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
        """
        if not self.weekly or self.samples < WEEKS:
            return self.low
        return max(0.0, self.median - 3 * 1.4826 * self.spread)


def earlier_hours(hour: int) -> tuple[int, ...]:
    """The hours that `level_at` wants to know of, newest first: the same one of the last 7 days and of 4 weeks."""
    days = {hour - i * DAY for i in range(1, DAYS + 1)}
    return tuple(sorted(days | {hour - i * WEEK for i in range(1, WEEKS + 1)}, reverse=True))


def level_at(hour: int, invocations: Mapping[int, float], looked: Collection[int]) -> Level | None:
    """The usual level of the hour that starts at `hour`, None where too few earlier days are known.

    `invocations` maps the start of an hour to what was counted, hours without any may be absent; `looked` are the
    hours that CloudWatch was asked about. The same weekday counts where two weeks are known, so that a weekend's rest
    neither alarms on Saturday nor hides a silent Wednesday; before that, the days just before.
    """
    weeks = [hour - i * WEEK for i in range(1, WEEKS + 1) if hour - i * WEEK in looked]
    days = [hour - i * DAY for i in range(1, DAYS + 1) if hour - i * DAY in looked]
    if len(weeks) >= ENOUGH_WEEKS:
        return _level([invocations.get(h, 0.0) for h in weeks], weekly=True)
    return _level([invocations.get(h, 0.0) for h in days], weekly=False) if len(days) >= ENOUGH_DAYS else None


def levels(hours: Iterable[int], invocations: Mapping[int, float], looked: Collection[int]) -> dict[int, Level]:
    """The usual level of each hour that is known well enough."""
    found = ((hour, level_at(hour, invocations, looked)) for hour in hours)
    return {hour: level for hour, level in found if level}


def _level(counts: list[float], *, weekly: bool) -> Level:
    middle = median(counts)
    return Level(middle, median(abs(n - middle) for n in counts), min(counts), len(counts), weekly)
