"""What one function costs: today, this month, at its end, and day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from collectors.durations import DAY
from collectors.records import Identity
from webapp.analysis.bill import NOTHING
from webapp.analysis.forecast import remaining_days
from webapp.analysis.months import midnight
from webapp.analysis.usage import Basis, Usage, added
from webapp.config import Config
from webapp.pages import cost_rates
from webapp.pages.cost_month import usd
from webapp.store import Connection
from webapp.store.usage import used_by

DAYS = 14


@dataclass(frozen=True, slots=True)
class FunctionSpending:
    """Dollars of one function. None where nothing was added up yet, or too little to forecast.

    `days` are (start of the day in UTC, dollars) of the last two weeks, at this month's price a unit, oldest first.
    """

    usd_today: float | None
    usd_month_to_date: float | None
    usd_month_forecast: float | None
    usd_a_million: float | None
    parts: Mapping[str, float]
    unpriced: tuple[str, ...]
    basis: Basis
    days: tuple[tuple[int, float], ...]
    prices_as_of: str


def load(conn: Connection, identity: Identity, config: Config, now: int) -> FunctionSpending:
    """The function's spending as of now."""
    rates = cost_rates.load(conn, config, now)
    first = min(rates.start, midnight(now) - (DAYS - 1) * DAY)
    known = used_by(conn, identity, first, now + 1)
    month = added(each for day, each in known if day >= rates.start)
    parts, unpriced = cost_rates.priced(month, rates.so_far)
    whole = sum(parts.values(), NOTHING)
    by_day = {day: _usd([each for at, each in known if at == day], rates.so_far) for day, _ in known}
    requests = sum(each.requests for each in month)
    return FunctionSpending(
        usd_today=usd(by_day.get(midnight(now), NOTHING)) if known else None,
        usd_month_to_date=usd(whole) if month else None,
        usd_month_forecast=_ahead(month, known, rates),
        usd_a_million=usd(whole * 1_000_000 / requests) if requests else None,
        parts={item: usd(amount) for item, amount in sorted(parts.items())},
        unpriced=tuple(sorted(unpriced)),
        basis=_basis(month),
        days=tuple((day, usd(amount)) for day, amount in sorted(by_day.items()))[-DAYS:],
        prices_as_of=rates.as_of,
    )


def _ahead(month: list[Usage], known: list[tuple[int, Usage]], rates: cost_rates.Rates) -> float | None:
    if not rates.recent or not known:
        return None
    factor = remaining_days(rates.now) / len(rates.recent)
    recent = [each.times(factor) for day, each in known if day in rates.recent]
    return usd(_usd(added([*month, *recent]), rates.ahead))


def _usd(usages: list[Usage], units: cost_rates.Units) -> Decimal:
    return sum(cost_rates.priced(usages, units)[0].values(), NOTHING)


def _basis(usages: list[Usage]) -> Basis:
    return next((each.basis for each in sorted(usages, key=lambda each: -each.requests)), Basis.METRICS)
