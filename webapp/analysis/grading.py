"""How an observed value becomes OK, WARN or BAD without flapping, and since when it has been so.

Three things keep a state still: a minimum of samples and of agreeing minutes before it gets worse, a margin below the
limit before it gets better (hysteresis), and a wider window that must be calm as well before all is well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from webapp.analysis.case import Case
from webapp.analysis.limits import Limits
from webapp.analysis.verdict import Reason, State

WINDOWS = (5, 15, 60)
"""Minutes to look back: the narrowest with enough samples is judged."""

FEWEST = 2

Share = tuple[int, float, float]
"""(minute, how many of them, of how many)."""

Value = tuple[int, float]
"""(minute, value)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share over a window of minutes, in percent of `total`."""

    minutes: int
    part: float
    total: float
    shares: Sequence[Share]

    @property
    def percent(self) -> float:
        """0..100; 0 of nothing is 0."""
        return 100.0 * self.part / self.total if self.total else 0.0


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


def exits(limit: float, limits: Limits) -> float:
    """Where a value that was over `limit` counts as under it again."""
    return limit * (1 - limits.hysteresis_percent / 100)


def grade(value: float, pair: tuple[float, float], held: State | None, limits: Limits) -> State | None:
    """BAD, WARN or None for a value against (warn, bad), given the state in which it was held so far."""
    warn, bad = pair
    if value >= (exits(bad, limits) if held is State.BAD else bad):
        return State.BAD
    return State.WARN if value >= (exits(warn, limits) if held else warn) else None


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


def _carried(case: Case, rule: str, found: int | None, gap_s: int) -> int:
    earlier = case.earlier(rule)
    before = earlier.since if earlier and earlier.since is not None else None
    if found is None:
        return case.now if before is None else before
    at_the_edge = case.minutes.first is not None and found - case.minutes.first <= gap_s
    return before if before is not None and before < found and at_the_edge else found


def rate_reason(
    case: Case,
    rule: str,
    shares_since: Callable[[int], Sequence[Share]],
    pair: tuple[float, float],
    says: Callable[[Rate, bool], str],
) -> Reason | None:
    """Judge how many of how many. `shares_since(start)` counts each minute from `start` on.

    `says(rate, enough)` words it; `enough` is whether there are samples to rely on.
    """
    shares = shares_since(_start(case, WINDOWS[-1]))
    if not any(part for _, part, _ in shares):
        return None
    rates = _windows(case, shares)
    near, held = rates[0], case.held(rule)
    state = _rate_state(rates, pair, held, case.limits)
    enough = near.total >= case.limits.minimum_invocations * (0.5 if held is State.BAD else 1)
    if state is State.BAD and not (enough and (held is State.BAD or _sustained(near, pair[1], case.limits))):
        state = State.WARN
    if state is None and held and rates[1:] and rates[1].percent >= exits(pair[0], case.limits):
        state, near = State.WARN, rates[1]
    if state is None:
        return None
    limit = pair[state is State.BAD]
    breaching = [ts for ts, part, total in shares_since(0) if part and 100 * part >= exits(limit, case.limits) * total]
    since = breach_start(case, rule, breaching, near.minutes * 60)
    return Reason(rule, state, f"{says(near, enough)} (limit {limit:g} %).", near.percent, limit, "percent", since)


def gauge_reason(case: Case, gauge: Gauge, pair: tuple[float, float], says: Callable[[float], str]) -> Reason | None:
    """Judge a level: what at least `minimum_minutes` minutes of the window reached. A single minute is WARN at most."""
    values = gauge.values(case, _start(case, WINDOWS[-1]))
    if not values or max(value for _, value in values) < exits(pair[0], case.limits):
        return None
    rule, need = gauge.rule, case.limits.minimum_minutes
    minutes, recent = _recent(case, values, need)
    ordered = sorted((value for _, value in recent), reverse=True)
    observed = ordered[min(need, len(ordered)) - 1]
    held = case.held(rule)
    state = grade(observed, pair, held, case.limits)
    if state is State.BAD and held is not State.BAD and len(ordered) < need:
        state = State.WARN
    if state is None:
        return None
    limit = pair[state is State.BAD]
    breaching = [ts for ts, value in gauge.values(case) if value >= exits(limit, case.limits)]
    since = breach_start(case, rule, breaching, minutes * 60)
    return Reason(rule, state, says(observed), observed, limit, gauge.unit, since)


def sum_reason(
    case: Case, rule: str, column: str, pair: tuple[float, float], says: Callable[[float], str]
) -> Reason | None:
    """Judge what was counted in the last hour: for losses, of which each one counts."""
    total = case.minutes.total(column, case.until - 3600)
    state = grade(total, pair, case.held(rule), case.limits) if total else None
    if state is None:
        return None
    since = breach_start(case, rule, [ts for ts, value in case.minutes.values(column) if value], 3600)
    return Reason(rule, state, says(total), total, pair[state is State.BAD], "count", since)


def _rate_state(rates: Sequence[Rate], pair: tuple[float, float], held: State | None, limits: Limits) -> State | None:
    warn, bad = pair
    if _over(rates, bad, held is State.BAD, limits):
        return State.BAD
    return State.WARN if _over(rates, warn, held is not None, limits) else None


def _over(rates: Sequence[Rate], limit: float, held: bool, limits: Limits) -> bool:
    """A state that is held is left at once when the rate halves, near its limit only when longer windows agree."""
    near, margin = rates[0], exits(limit, limits)
    if near.part and near.percent >= (margin if held else limit):
        return held or _believable(rates, margin)
    halved = near.part < max(1, near.total * limit / 100 // 2)
    return held and not halved and any(rate.percent >= margin for rate in rates[1:])


def _believable(rates: Sequence[Rate], margin: float) -> bool:
    """A single failure among enough samples is no rate; where traffic is little the next wider window must agree."""
    near, *wider = rates
    if not wider:
        return True
    return near.part >= FEWEST and (near.minutes == WINDOWS[0] or wider[0].percent >= margin)


def _start(case: Case, minutes: int) -> int:
    return case.until // 60 * 60 - minutes * 60


def _windows(case: Case, shares: Sequence[Share]) -> list[Rate]:
    """The narrowest window with enough samples, and those wider than it; else the widest alone."""
    rates = [_rate(shares, _start(case, minutes), minutes) for minutes in WINDOWS]
    enough = (i for i, rate in enumerate(rates) if rate.total >= case.limits.minimum_invocations)
    return rates[next(enough, len(rates) - 1) :]


def _rate(shares: Sequence[Share], start: int, minutes: int) -> Rate:
    within = [share for share in shares if share[0] >= start]
    return Rate(minutes, sum(s[1] for s in within), sum(s[2] for s in within), within)


def _sustained(rate: Rate, limit: float, limits: Limits) -> bool:
    """Whether enough minutes agree: one bad minute among busy ones is no outage, one run an hour is all there is."""
    active = [(part, total) for _, part, total in rate.shares if total]
    agreeing = sum(100 * part >= exits(limit, limits) * total for part, total in active)
    return agreeing >= min(limits.minimum_minutes, len(active))


def _recent(case: Case, values: Sequence[Value], need: int) -> tuple[int, list[Value]]:
    """The narrowest window that has `need` values, else the widest."""
    minutes, recent = 0, list[Value]()
    for minutes in WINDOWS:
        start = _start(case, minutes)
        recent = [value for value in values if value[0] >= start]
        if len(recent) >= need:
            break
    return minutes, recent
