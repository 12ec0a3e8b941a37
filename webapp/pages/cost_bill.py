"""The last days against Cost Explorer's bill, where it is asked."""

from dataclasses import dataclass

from collectors.durations import DAY
from collectors.records import BilledDay
from webapp.analysis.months import midnight
from webapp.analysis.reconcile import against_bill
from webapp.pages.cost_month import Month, unit_prices, usd
from webapp.store import Connection
from webapp.store.billed import billed

DAYS = 14


@dataclass(frozen=True, slots=True)
class BillLine:
    """One day in dollars; `usage_usd`, `price_usd` and `unknown_usd` are what the difference is made of."""

    day: int
    estimate_usd: float
    billed_usd: float
    usage_usd: float
    price_usd: float
    unknown_usd: float


def load(conn: Connection, month: Month) -> tuple[BillLine, ...]:
    """The days of the month that Cost Explorer has told of, newest first; the estimate is before the free tier."""
    end = midnight(month.now)
    by_day: dict[int, list[BilledDay]] = {}
    for each in billed(conn, end - DAYS * DAY, end):
        by_day.setdefault(each.day, []).append(each)
    prices = unit_prices(month)
    found = [against_bill(day, month.days.get(day, {}), prices, by_day[day]) for day in sorted(by_day, reverse=True)]
    return tuple(
        BillLine(
            each.day,
            usd(each.estimate_usd),
            usd(each.billed_usd),
            usd(each.usage_usd),
            usd(each.price_usd),
            usd(each.unknown_usd),
        )
        for each in found
        if each.day in month.days
    )
