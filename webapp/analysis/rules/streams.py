"""Streams: how far behind the function reads."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.grading import gauge_reason
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import span


def iterator_age(case: FunctionCase) -> Iterator[Reason]:
    """Age of the last record of a batch when it is handed over (IteratorAge)."""
    ages = [(ts, value / 1000) for ts, value in case.minutes.values("iterator_age_max_ms")]

    def says(observed: float) -> str:
        return f"It reads its stream {span(observed)} late{_trend(ages)}."

    reason = gauge_reason(case, "iterator_age", ages, case.limits.iterator_age_s, "s", says)
    if reason:
        yield reason


def _trend(ages: list[tuple[int, float]]) -> str:
    """Whether the last half hour gained or lost at least a tenth."""
    recent = [value for ts, value in ages if ts >= ages[-1][0] - 1800]
    if recent[-1] > 1.1 * recent[0]:
        return " and is falling further behind"
    return " and is catching up" if recent[-1] < 0.9 * recent[0] else ""
