"""Which period a range is drawn at: fine enough to see a bad minute, few enough points to paint at once."""

from collectors.durations import DAY, HOUR, MINUTE

MOST_POINTS = 1_500
PERIODS = (MINUTE, 300, HOUR)
KEPT_S = {MINUTE: 15 * DAY, 300: 63 * DAY, HOUR: 455 * DAY}
"""How long CloudWatch keeps points of a period (CloudWatch user guide, metrics retention)."""


def period_for(start: int, end: int, now: int) -> int:
    """The finest period that still exists for `start` and gives at most MOST_POINTS points."""
    for period in PERIODS:
        if (end - start) / period <= MOST_POINTS and now - start <= KEPT_S[period]:
            return period
    return PERIODS[-1]


def a_period(period: int) -> str:
    """How an axis names the period: `a minute`, `in 5 minutes`, `an hour`."""
    names = {MINUTE: "a minute", 300: "in 5 minutes", HOUR: "an hour", DAY: "a day"}
    return names.get(period) or (f"in {period // 60} minutes" if period % 60 == 0 else f"in {period} s")


def percentile_label(label: str, period: int) -> str:
    """A percentile's name: over 5 minutes it is the worst minute's, because percentiles cannot be added up.

    Hours are asked of CloudWatch as hours, so that an hour's p95 is one.
    """
    return f"worst minute's {label}" if period == 300 else label
