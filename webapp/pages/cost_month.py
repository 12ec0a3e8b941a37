"""This month's usage, its bill and its forecast: what every page about costs is made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from collectors.records import Identity
from webapp.analysis.bill import NOTHING, Bill, Pool, amounts, apportion, bill
from webapp.analysis.cost_parts import PART_OF, PARTS
from webapp.analysis.forecast import Forecast, Quantities, complete_days, forecast, remaining_days
from webapp.analysis.months import midnight, month_start
from webapp.analysis.prices import PriceBook, Terms
from webapp.analysis.usage import Usage, added, lines
from webapp.config import Config
from webapp.prices.stored import book_of
from webapp.store import Connection, usage

Days = Mapping[int, Quantities]


@dataclass(frozen=True, slots=True)
class Month:
    """The calendar month that `now` lies in, as far as it was collected, `since` its first or a later day.

    `days` are the quantities of each day of this month and of the last week. `pace` is what each function would use
    in the whole month; `recent_days` complete days were looked at for it, none where nothing is known yet.
    """

    now: int
    start: int
    since: int
    book: PriceBook
    terms: Terms
    so_far: tuple[Usage, ...]
    bill: Bill[Identity]
    days: Days
    recent_days: int
    pace: tuple[Usage, ...]
    paced: Bill[Identity]
    forecast: Forecast | None

    @property
    def quantities(self) -> Quantities:
        """What each pool used so far."""
        return {pool: amount.quantity for pool, amount in self.bill.pools.items()}


def load(conn: Connection, config: Config, now: int) -> Month:
    """The month from the days that are in the store."""
    start, book, terms = month_start(now), book_of(conn), config.prices.terms
    first = usage.first_day(conn)
    since = max(start, first) if first is not None else midnight(now)
    recent = [day for day in complete_days(now) if first is not None and day >= first]
    days = days_of(usage.used_by_place(conn, min([start, *recent]), now + 1))
    so_far = usage.used(conn, start, now + 1)
    pace = _extended(so_far, usage.used(conn, recent[0], midnight(now)), len(recent), now) if recent else []
    billed = bill(lines(so_far), book, terms)
    quantities = {pool: amount.quantity for pool, amount in billed.pools.items()}
    expected = forecast(quantities, [days.get(day, {}) for day in recent], now, book, terms)
    paced = bill(lines(pace), book, terms)
    return Month(now, start, since, book, terms, tuple(so_far), billed, days, len(recent), tuple(pace), paced, expected)


def days_of(rows: Iterable[tuple[int, Usage]]) -> dict[int, dict[Pool, Decimal]]:
    """Each day's quantities by pool."""
    days: dict[int, dict[Pool, Decimal]] = defaultdict(dict)
    for day, each in rows:
        for line in lines([each]):
            if line.quantity:
                days[day][line.pool] = days[day].get(line.pool, NOTHING) + line.quantity
    return dict(days)


def parts_of_days(month: Month) -> dict[int, dict[str, Decimal]]:
    """What each day of the month cost, by part: every day pays the same price a unit, so that they sum to the bill."""
    days = sorted(day for day in month.days if day >= month.start)
    found = {day: dict.fromkeys(PARTS, NOTHING) for day in days}
    for pool, amount in month.bill.pools.items():
        if amount.usd is not None:
            weights = [month.days[day].get(pool, NOTHING) for day in days]
            for day, usd in zip(days, apportion(amount.usd, weights), strict=True):
                found[day][PART_OF[pool.item]] += usd
    return found


def unit_prices(month: Month, book: PriceBook | None = None) -> dict[Pool, Decimal]:
    """Dollars a unit of each pool without the free tier, at the tier that the days that are known reach, by the month's
    price book or by another day's."""
    everything: dict[Pool, Decimal] = defaultdict(Decimal)
    for quantities in month.days.values():
        for pool, quantity in quantities.items():
            everything[pool] += quantity
    found = amounts(everything, book or month.book, list_terms(month.terms))
    return {pool: amount.usd / amount.quantity for pool, amount in found.items() if amount.usd and amount.quantity}


def list_terms(terms: Terms) -> Terms:
    """The same terms without the free tier: what one more unit costs."""
    return replace(terms, free_tier=False)


def usd(amount: Decimal) -> float:
    """A sum for a page or JSON, to a ten-thousandth of a cent; sums are made before, in decimals."""
    return float(round(amount, 6))


def _extended(so_far: Iterable[Usage], recent: Iterable[Usage], days: int, now: int) -> list[Usage]:
    """What was used, and the remaining days like the mean of the recent ones."""
    factor = remaining_days(now) / days
    return added([*so_far, *(each.times(factor) for each in recent)])
