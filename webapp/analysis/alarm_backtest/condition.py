"""What must hold for an alarm to fire, as PutMetricAlarm has it."""

import operator
from collections.abc import Callable
from dataclasses import dataclass

OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
EXTRA = 2
"""How much longer the evaluation range is than the evaluation periods: five points where N = 3 in the tables of
CloudWatch's user guide. It varies with period and resolution; CloudWatch does not publish how."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`m` of the newest `n` data points must breach; `missing` is TreatMissingData.

    `ignore_low` is EvaluateLowSampleCountPercentile=ignore: a percentile of too few samples keeps the state.
    """

    comparison: str
    threshold: float
    n: int = 1
    m: int = 1
    missing: str = "missing"
    ignore_low: bool = False

    @property
    def reach(self) -> int:
        """The data points of the evaluation range."""
        return self.n + EXTRA


def samples_needed(statistic: str) -> float:
    """Fewer samples than this are too few for a percentile: 10 / (1 - p), below the median 10 / p; else none are.

    Source: CloudWatch user guide, "Percentile-based alarms and low data samples".
    """
    try:
        share = float(statistic.removeprefix("p")) / 100 if statistic.startswith("p") else None
    except ValueError:
        return 0.0
    if share is None or not 0 < share < 1:
        return 0.0
    return round(10 / (1 - share) if share >= 0.5 else 10 / share, 6)
