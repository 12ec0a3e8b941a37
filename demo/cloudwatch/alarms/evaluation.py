"""How CloudWatch comes from data points to a state (user guide: "Evaluating an alarm", "Configuring how alarms treat
missing data").
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"
EXTRA = 2
"""The evaluation range is longer than the evaluation periods: 5 points where N = 3 in AWS's example."""
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`m` of the last `n` points must breach. `missing` is TreatMissingData."""

    comparison: str
    threshold: float
    n: int
    m: int
    missing: str = "missing"

    @property
    def reach(self) -> int:
        """How many points are looked at."""
        return self.n + EXTRA

    def breaches(self, value: float) -> bool:
        """Whether a point is on the wrong side."""
        return COMPARISONS[self.comparison](value, self.threshold)


def state_of(points: Sequence[float | None], condition: Condition, before: str) -> str:
    """The state after the evaluation range `points`, the newest last, None where there is no point."""
    breaching = [condition.breaches(value) for value in points if value is not None]
    if not breaching:
        return {"missing": INSUFFICIENT, "breaching": ALARM, "notBreaching": OK, "ignore": before}[condition.missing]
    if len(breaching) >= condition.n:
        return ALARM if sum(breaching[-condition.n :]) >= condition.m else OK
    if condition.missing == "breaching":
        return ALARM if sum(breaching) + condition.n - len(breaching) >= condition.m else OK
    if sum(breaching) >= condition.m:
        return ALARM
    if condition.missing == "notBreaching" or not all(breaching):
        return OK
    return ALARM if condition.missing == "missing" and _old_enough(points, condition) else before


def _old_enough(points: Sequence[float | None], condition: Condition) -> bool:
    """Against alarms that come too early: the oldest breaching point of the range must be M points old or more."""
    return max(len(points) - index for index, value in enumerate(points) if value is not None) >= condition.m
