"""Rates: how many of how many, over the narrowest window that has samples enough to believe."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.analysis.case import Case
from webapp.analysis.grading import WINDOWS, breach_start, exits, window_start
from webapp.analysis.limits import Limits
from webapp.analysis.verdict import Reason, State

Share = tuple[int, float, float]
"""(minute, how many, of how many)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share over the last `minutes`: `part` of `total`."""

    minutes: int
    part: float
    total: float
    shares: Sequence[Share]

    @property
    def percent(self) -> float:
        """0..100; 0 of nothing is 0."""
        return 100.0 * self.part / self.total if self.total else 0.0


def rate_reason(
    case: Case,
    rule: str,
    shares_since: Callable[[int], Sequence[Share]],
    pair: tuple[float, float],
    says: Callable[[Rate, bool], str],
) -> Reason | None:
    """Judge a rate. `shares_since(start)` counts each minute from `start` on.

    `says(rate, enough)` words it; `enough` is whether there are samples to rely on.
    """
    shares = shares_since(window_start(case, WINDOWS[-1]))
    if not any(part for _, part, _ in shares):
        return None
    rates, held = _windows(case, shares), case.held(rule)
    enough = _enough(rates[0], held, case.limits)
    state, shown = _grade(rates, enough, pair, held, case.limits)
    if state is None:
        return None
    limit = pair[state is State.BAD]
    breaching = [ts for ts, part, total in shares_since(0) if part and 100 * part >= exits(limit, case.limits) * total]
    since = breach_start(case, rule, breaching, shown.minutes * 60)
    return Reason(rule, state, f"{says(shown, enough)} (limit {limit:g} %).", shown.percent, limit, "percent", since)


def _grade(
    rates: Sequence[Rate], enough: bool, pair: tuple[float, float], held: State | None, limits: Limits
) -> tuple[State | None, Rate]:
    """The state, and the window that shows it: a warning lasts until the next wider window is calm, too."""
    warn, bad = pair
    near, *wider = rates
    bad_already = held is State.BAD
    if _over(rates, bad, bad_already, limits) and enough and (bad_already or _sustained(near, bad, limits)):
        return State.BAD, near
    if _over(rates, warn, held is not None, limits):
        return State.WARN, near
    if held and wider and wider[0].percent >= exits(warn, limits):
        return State.WARN, wider[0]
    return None, near


def _over(rates: Sequence[Rate], limit: float, held: bool, limits: Limits) -> bool:
    """A state that is held is left at once when the rate halves, near its limit only when wider windows agree."""
    near, *wider = rates
    margin = exits(limit, limits)
    if near.part and near.percent >= (margin if held else limit):
        return held or _believable(rates, limit, limits)
    halved = near.part < max(1, near.total * limit / 100 // 2)
    return held and not halved and any(rate.percent >= margin for rate in wider)


def _believable(rates: Sequence[Rate], limit: float, limits: Limits) -> bool:
    """Whether some window holds more than chance would make of half the limit; of a few samples that is not asked."""
    if rates[0].total < limits.minimum_invocations:
        return True
    margin = exits(limit, limits)
    return any(rate.percent >= margin and rate.part >= _by_chance(rate.total * limit / 200) for rate in rates)


def _by_chance(expected: float) -> float:
    """What a count with that expectation hardly ever reaches: four standard deviations more (Poisson: its root)."""
    return expected + 4 * math.sqrt(expected)


def _enough(rate: Rate, held: State | None, limits: Limits) -> bool:
    """Whether the samples make the rate worth believing; half as many are enough to stay BAD."""
    return rate.total >= limits.minimum_invocations * (0.5 if held is State.BAD else 1)


def _sustained(rate: Rate, limit: float, limits: Limits) -> bool:
    """Whether enough minutes agree: one bad minute among busy ones is no outage, one run an hour is all there is."""
    active = [(part, total) for _, part, total in rate.shares if total]
    agreeing = sum(100 * part >= exits(limit, limits) * total for part, total in active)
    return agreeing >= min(limits.minimum_minutes, len(active))


def _windows(case: Case, shares: Sequence[Share]) -> list[Rate]:
    """The narrowest window with enough samples, and those wider than it; else the widest alone."""
    rates = [_rate(shares, window_start(case, minutes), minutes) for minutes in WINDOWS]
    enough = (i for i, rate in enumerate(rates) if rate.total >= case.limits.minimum_invocations)
    return rates[next(enough, len(rates) - 1) :]


def _rate(shares: Sequence[Share], start: int, minutes: int) -> Rate:
    within = [share for share in shares if share[0] >= start]
    return Rate(minutes, sum(s[1] for s in within), sum(s[2] for s in within), within)
