"""How an observed value becomes WARN or BAD without flapping, and since when it has been so.

Three things keep a state still: a minimum of samples and of agreeing minutes before it gets worse, a margin below the
limit before it gets better (hysteresis), and wider windows that must be calm as well before all is well.
"""

from collections.abc import Callable, Iterable

from collectors.durations import HOUR
from webapp.analysis.case import Case
from webapp.analysis.limits import Limits
from webapp.analysis.verdict import Reason, State

WINDOWS = (5, 15, 60)
"""Minutes to look back: the narrowest with enough samples is judged."""


def exits(limit: float, limits: Limits) -> float:
    """Where a value that was over `limit` counts as under it again."""
    return limit * (1 - limits.hysteresis_percent / 100)


def grade(value: float, pair: tuple[float, float], held: State | None, limits: Limits) -> State | None:
    """BAD, WARN or None for a value against (warn, bad), given the state in which it was held so far."""
    warn, bad = pair
    if value >= (exits(bad, limits) if held is State.BAD else bad):
        return State.BAD
    return State.WARN if value >= (exits(warn, limits) if held else warn) else None


def window_start(case: Case, minutes: int) -> int:
    """The first of the last `minutes` minutes; it ends where reading ended, the minute under way included."""
    return case.until // 60 * 60 - minutes * 60


def breach_start(case: Case, rule: str, breaching: Iterable[int], gap_s: int) -> int:
    """The first minute of the present breach: back along `breaching` minutes that lie at most `gap_s` apart.

    A breach that reaches back to the edge of the points began when the verdict before says that it did.
    """
    found: int | None = None
    for ts in sorted(breaching, reverse=True):
        if found is not None and found - ts > gap_s:
            break
        found = ts
    return _carried(case, rule, found, gap_s)


def sum_reason(case: Case, column: str, pair: tuple[float, float], says: Callable[[float], str]) -> Reason | None:
    """Judge what `column` counted in the last hour: for losses, of which each one counts. The rule has its name."""
    total = case.minutes.total(column, case.until - HOUR)
    state = grade(total, pair, case.held(column), case.limits) if total else None
    if state is None:
        return None
    since = breach_start(case, column, [ts for ts, value in case.minutes.values(column) if value], HOUR)
    return Reason(column, state, says(total), total, pair[state is State.BAD], "count", since)


def _carried(case: Case, rule: str, start: int | None, gap_s: int) -> int:
    earlier = case.earlier(rule)
    before = earlier.since if earlier and earlier.since is not None else None
    if start is None:
        return case.now if before is None else before
    at_the_edge = case.minutes.first is not None and start - case.minutes.first <= gap_s
    return before if before is not None and before < start and at_the_edge else start
