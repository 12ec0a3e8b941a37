"""All ideas, tried on every function and ranked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from webapp.analysis.bill import NOTHING
from webapp.analysis.prices import PriceBook
from webapp.analysis.savings import failures, logs, sizes
from webapp.analysis.savings.spending import Saving, Spending

WORTH_SAYING_USD = Decimal("0.01")

IDEAS: tuple[Callable[[Spending, PriceBook], Iterator[Saving]], ...] = (
    sizes.memory,
    sizes.arm,
    failures.errors,
    failures.retries,
    failures.timeouts,
    failures.cold_starts,
    sizes.idle_provisioned,
    logs.log_volume,
    logs.log_retention,
)


def savings(spendings: Iterable[Spending], book: PriceBook, paid: Mapping[str, Decimal]) -> list[Saving]:
    """Every idea that is worth saying, the greatest first; none saves more than its account pays (`paid`)."""
    found = (saving for spending in spendings for idea in IDEAS for saving in idea(spending, book))
    capped = (_capped(saving, paid.get(saving.identity.account, NOTHING)) for saving in found)
    worth = [saving for saving in capped if saving.usd_a_month >= WORTH_SAYING_USD]
    return sorted(worth, key=lambda saving: (-saving.usd_a_month, saving.identity, saving.kind))


def _capped(saving: Saving, most: Decimal) -> Saving:
    return replace(saving, usd_a_month=min(saving.usd_a_month, most))
