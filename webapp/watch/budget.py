"""Dollars a day: what to look at less often, in the configured order, so that the budget lasts until midnight (UTC)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collectors.durations import DAY

HISTORY_SHARE = 0.5
"""What reading older points may take of a day's budget: the present matters more."""
WIDEST = 6.0
"""Everything in the order is looked at this many times more seldom before anything is given up."""
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Burn:
    """What a task costs when nothing is stretched: dollars a second, and a round of it on all targets."""

    usd_a_second: float
    usd_a_round: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast money may go. `stretches` multiply the intervals of what is slowed down; inf: not until midnight."""

    spent_usd: float
    usd_a_day: float
    stretches: Mapping[str, float] = field(default_factory=dict)

    @property
    def stretch(self) -> float:
        """The greatest stretch of all."""
        return max(self.stretches.values(), default=1.0)

    @property
    def may_read_history(self) -> bool:
        """Whether there is money for older points."""
        return self.stretch == 1.0 and self.spent_usd < HISTORY_SHARE * self.usd_a_day


def pace(spent_usd: float, usd_a_day: float, burning: Mapping[str, Burn], order: Sequence[str], now: int) -> Pace:
    """The pace at which what is left of today's budget lasts until midnight.

    First everything is looked at more seldom, in the order in which it is dropped; then it is dropped in that order.
    A task whose next round would go beyond the budget waits for midnight: the cap is hard.
    """
    left_usd = usd_a_day - spent_usd
    names = sorted(burning, key=lambda name: (order.index(name) if name in order else len(order), name))
    rates = {name: burning[name].usd_a_second for name in names}
    slowed = _given_up(_widened(rates, left_usd / (DAY - now % DAY)), left_usd / (DAY - now % DAY))
    beyond = {name for name in names if left_usd <= 0 or burning[name].usd_a_round > left_usd}
    stretches = {name: NEVER if name in beyond else _stretch(rates[name], slowed[name]) for name in names}
    return Pace(spent_usd, usd_a_day, {name: stretch for name, stretch in stretches.items() if stretch > 1})


def _widened(rates: Mapping[str, float], affordable: float) -> dict[str, float]:
    """The rates, each lowered to no less than a sixth, until what is affordable is kept."""
    over = sum(rates.values()) - affordable
    slowed = {}
    for name, rate in rates.items():
        cut = max(0.0, min(over, rate - rate / WIDEST))
        slowed[name] = rate - cut
        over -= cut
    return slowed


def _given_up(rates: Mapping[str, float], affordable: float) -> dict[str, float]:
    """The rates, each lowered down to nothing, until what is affordable is kept."""
    over = sum(rates.values()) - affordable
    slowed = {}
    for name, rate in rates.items():
        cut = max(0.0, min(over, rate))
        slowed[name] = rate - cut
        over -= cut
    return slowed


def _stretch(rate: float, slowed: float) -> float:
    return 1.0 if slowed >= rate else rate / slowed if slowed > 0 else NEVER
