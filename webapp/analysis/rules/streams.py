"""Streams: how far behind the function reads."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.gauges import Gauge, Value, gauge_reason
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import span

AGE = Gauge("iterator_age", "iterator_age_max_ms", "s", 1 / 1000)


def iterator_age(case: FunctionCase) -> Iterator[Reason]:
    """Age of the last record of a batch when it is handed over (IteratorAge)."""

    def says(observed: float) -> str:
        return f"It reads its stream {span(observed)} late{_trend(AGE.values(case, case.until - 1860))}."

    reason = gauge_reason(case, AGE, case.limits.iterator_age_s, says)
    if reason:
        yield reason


def _trend(ages: list[Value]) -> str:
    """Whether the last half hour gained or lost at least a tenth."""
    if not ages or 0.9 <= ages[-1][1] / max(ages[0][1], 1) <= 1.1:
        return ""
    return " and is falling further behind" if ages[-1][1] > ages[0][1] else " and is catching up"
