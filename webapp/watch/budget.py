"""Dollars a day: how much slower to look so that the budget lasts until midnight (UTC). Pure."""

from dataclasses import dataclass

DAY = 86_400
HISTORY_SHARE = 0.5
"""What reading older points may take of a day's budget: the present matters more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast money may go. `stretch` multiplies the interval of whatever costs; inf: nothing more until midnight."""

    spent_usd: float
    usd_a_day: float
    stretch: float

    @property
    def may_read_history(self) -> bool:
        """Whether there is money for older points."""
        return self.stretch == 1.0 and self.spent_usd < HISTORY_SHARE * self.usd_a_day


def pace(spent_usd: float, usd_a_day: float, usd_a_second: float, now: int) -> Pace:
    """The pace at which what is left of today's budget lasts until midnight.

    `usd_a_second` is what looking costs when nothing is stretched.
    """
    left_usd = usd_a_day - spent_usd
    affordable = left_usd / (DAY - now % DAY)
    if left_usd <= 0:
        return Pace(spent_usd, usd_a_day, float("inf"))
    return Pace(spent_usd, usd_a_day, max(1.0, usd_a_second / affordable))
