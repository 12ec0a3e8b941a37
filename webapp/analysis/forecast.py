"""What a month will have cost: what was used so far, and the remaining days like the last complete ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collectors.durations import DAY
from webapp.analysis.bill import NOTHING, Pool, amounts
from webapp.analysis.months import midnight, month_end
from webapp.analysis.prices import PriceBook, Terms

LOOK_BACK_DAYS = 7
"""A week holds each weekday once."""

Quantities = Mapping[Pool, Decimal]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Dollars of the whole month. `low` and `high`: every remaining day like the cheapest or the dearest of `days`."""

    usd: Decimal
    low: Decimal
    high: Decimal
    days: int


def forecast(
    so_far: Quantities, recent: Sequence[Quantities], now: int, book: PriceBook, terms: Terms
) -> Forecast | None:
    """The month's bill from its usage until now and the last complete days, oldest first; None before there is one.

    Quantities are extended, not dollars, so that the free tier and the tiers fall where they will.
    """
    if not recent:
        return None
    priced = sorted(recent, key=lambda day: _usd(day, book, terms))
    left = remaining_days(now)
    mean = {pool: quantity / len(recent) for pool, quantity in _added(recent).items()}
    expected, low, high = (_usd(_extended(so_far, day, left), book, terms) for day in (mean, priced[0], priced[-1]))
    return Forecast(expected, min(low, expected), max(high, expected), len(recent))


def remaining_days(now: int) -> Decimal:
    """Days until the month ends, from `now`."""
    return Decimal(month_end(now) - now) / DAY


def complete_days(now: int, days: int = LOOK_BACK_DAYS) -> range:
    """The starts of the last complete days before `now`, oldest first."""
    return range(midnight(now) - days * DAY, midnight(now), DAY)


def _extended(so_far: Quantities, day: Quantities, days: Decimal) -> dict[Pool, Decimal]:
    return {
        pool: so_far.get(pool, NOTHING) + day.get(pool, NOTHING) * days for pool in sorted(so_far.keys() | day.keys())
    }


def _added(days: Sequence[Quantities]) -> dict[Pool, Decimal]:
    return {
        pool: sum((day.get(pool, NOTHING) for day in days), NOTHING) for pool in {pool for day in days for pool in day}
    }


def _usd(quantities: Quantities, book: PriceBook, terms: Terms) -> Decimal:
    found = amounts(quantities, book, terms).values()
    return sum((amount.usd for amount in found if amount.usd is not None), NOTHING)
