"""What a unit costs this month, from sums by account, region and architecture alone: quick enough for every page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.analysis.bill import NOTHING, Pool, amounts
from webapp.analysis.forecast import complete_days, remaining_days
from webapp.analysis.months import midnight, month_start
from webapp.analysis.prices import PriceBook, Terms
from webapp.analysis.usage import Usage, lines
from webapp.config import Config
from webapp.pages.cost_month import days_of
from webapp.prices.stored import book_of
from webapp.store import Connection, usage

Units = Mapping[Pool, Decimal | None]


@dataclass(frozen=True, slots=True)
class Rates:
    """Dollars a unit of each pool, None where it has no price: `so_far` in the month until now, `ahead` in the whole
    month at the pace of the `recent` complete days. `today` are the quantities since midnight (UTC).
    """

    start: int
    now: int
    recent: tuple[int, ...]
    so_far: Units
    ahead: Units
    today: Mapping[Pool, Decimal]
    as_of: str


def load(conn: Connection, config: Config, now: int) -> Rates:
    """The rates as of now."""
    start, first = month_start(now), usage.first_day(conn)
    recent = tuple(day for day in complete_days(now) if first is not None and day >= first)
    days = days_of(usage.used_by_place(conn, min([start, *recent]), now + 1))
    book, terms = book_of(conn), config.prices.terms
    used = _added(days[day] for day in days if day >= start)
    week = _added(days.get(day, {}) for day in recent)
    factor = remaining_days(now) / len(recent) if recent else NOTHING
    ahead = _added([used, {pool: quantity * factor for pool, quantity in week.items()}])
    today = days.get(midnight(now), {})
    return Rates(start, now, recent, _units(used, book, terms), _units(ahead, book, terms), today, book.as_of)


def usd_today(rates: Rates) -> float | None:
    """What the fleet's functions have cost since midnight (UTC); None before anything was added up."""
    usd = [quantity * (rates.so_far.get(pool) or NOTHING) for pool, quantity in rates.today.items()]
    return float(round(sum(usd, NOTHING), 2)) if usd else None


def priced(usages: Iterable[Usage], units: Units) -> tuple[dict[str, Decimal], set[str]]:
    """Dollars by item, and the items that have no price."""
    parts: dict[str, Decimal] = {}
    unpriced: set[str] = set()
    for line in lines(usages):
        rate = units.get(line.pool)
        if rate is not None:
            parts[line.pool.item] = parts.get(line.pool.item, NOTHING) + line.quantity * rate
        elif line.quantity:
            unpriced.add(line.pool.item)
    return {item: usd for item, usd in parts.items() if usd}, unpriced


def _added(days: Iterable[Mapping[Pool, Decimal]]) -> dict[Pool, Decimal]:
    found: dict[Pool, Decimal] = {}
    for day in days:
        for pool, quantity in day.items():
            found[pool] = found.get(pool, NOTHING) + quantity
    return found


def _units(quantities: Mapping[Pool, Decimal], book: PriceBook, terms: Terms) -> Units:
    found = amounts(quantities, book, terms)
    return {
        pool: None if amount.usd is None else amount.usd / amount.quantity
        for pool, amount in found.items()
        if amount.quantity
    }
