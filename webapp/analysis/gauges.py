"""Levels: what a column stood at, held against a limit, where one high minute is no trend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from webapp.analysis.case import Case
from webapp.analysis.grading import WINDOWS, breach_start, exits, grade, window_start
from webapp.analysis.verdict import Reason, State

Value = tuple[int, float]
"""(minute, level)."""
LEVEL = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A level that a column measures: its values times `scale` are in `unit`."""

    rule: str
    column: str
    unit: str
    scale: float = 1.0

    def values(self, case: Case, start: int = 0) -> list[Value]:
        """(minute, level) of each minute from `start` on that has one."""
        return [(ts, value * self.scale) for ts, value in case.minutes.values(self.column, start)]


def gauge_reason(case: Case, gauge: Gauge, pair: tuple[float, float], says: Callable[[float], str]) -> Reason | None:
    """Judge the level that at least `minimum_minutes` minutes of a window reached; a few minutes are WARN at most."""
    values = gauge.values(case, window_start(case, WINDOWS[-1]))
    if not values or max(values, key=LEVEL)[1] < exits(pair[0], case.limits):
        return None
    minutes, levels = _recent(case, values)
    need, held = case.limits.minimum_minutes, case.held(gauge.rule)
    observed = levels[min(need, len(levels)) - 1]
    state = grade(observed, pair, held, case.limits)
    if state is None:
        return None
    if state is State.BAD and held is not State.BAD and len(levels) < need:
        state = State.WARN
    limit = pair[state is State.BAD]
    breaching = [ts for ts, value in gauge.values(case) if value >= exits(limit, case.limits)]
    since = breach_start(case, gauge.rule, breaching, minutes * 60)
    return Reason(gauge.rule, state, says(observed), observed, limit, gauge.unit, since)


def _recent(case: Case, values: Sequence[Value]) -> tuple[int, list[float]]:
    """The narrowest window with enough levels, else the widest; the highest level first."""
    windows = [(minutes, window_start(case, minutes)) for minutes in WINDOWS]
    levels = [(minutes, sorted((v for ts, v in values if ts >= start), reverse=True)) for minutes, start in windows]
    return next((found for found in levels if len(found[1]) >= case.limits.minimum_minutes), levels[-1])
