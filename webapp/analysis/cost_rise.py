"""Why a function costs more (or less) in one period than in the one before: traffic, duration, memory, price.

Cost = requests x milliseconds a request x memory x price. The difference of a product is split by the logarithmic
mean of both costs (LMDI, B. W. Ang, 2004): the parts sum to the difference, whatever order one looks at them in.
What requests cost is traffic's; so is all that a function costs which ran in one period only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from collectors.records import Identity
from webapp.analysis.bill import NOTHING, Pool
from webapp.analysis.prices import Item
from webapp.analysis.usage import Usage, pool_of, quantities

PRECISION = 60
"""Digits: the logarithm of a ratio that is nearly one loses half of them."""

Prices = Mapping[Pool, Decimal]
"""Dollars a unit of each pool, before the free tier."""


@dataclass(frozen=True, slots=True)
class Rise:
    """Dollars of both periods and the split of their difference. `others` are storage, provisioning and logs."""

    before_usd: Decimal = NOTHING
    after_usd: Decimal = NOTHING
    traffic: Decimal = NOTHING
    duration: Decimal = NOTHING
    memory: Decimal = NOTHING
    price: Decimal = NOTHING
    others: Decimal = NOTHING

    @property
    def usd(self) -> Decimal:
        """How much more the later period costs."""
        return self.after_usd - self.before_usd

    def plus(self, other: "Rise") -> "Rise":
        """Both together."""
        return Rise(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Period:
    """What was used in a period, and what a unit of it cost."""

    usages: Iterable[Usage]
    prices: Prices


@dataclass(frozen=True, slots=True)
class _Product:
    """Requests, milliseconds a request, memory, dollars a megabyte-millisecond; their product; and the rest."""

    requests: Decimal = NOTHING
    duration: Decimal = NOTHING
    memory: Decimal = NOTHING
    price: Decimal = NOTHING
    compute_usd: Decimal = NOTHING
    request_usd: Decimal = NOTHING
    others_usd: Decimal = NOTHING


def rises(before: Period, after: Period) -> dict[Identity, Rise]:
    """The rise of each function that was seen in either period."""
    with localcontext(prec=PRECISION):
        old, new = _products(before), _products(after)
        return {each: _rise(old.get(each, _Product()), new.get(each, _Product())) for each in sorted(old.keys() | new)}


def _products(period: Period) -> dict[Identity, _Product]:
    by_function: dict[Identity, list[Usage]] = {}
    for usage in period.usages:
        by_function.setdefault(usage.identity, []).append(usage)
    return {identity: _product(usages, period.prices) for identity, usages in by_function.items()}


def _product(usages: list[Usage], prices: Prices) -> _Product:
    usd = {item: NOTHING for item in Item}
    for usage in usages:
        for item, quantity in quantities(usage):
            usd[item] += quantity * prices.get(pool_of(usage.identity, usage.architecture, item), NOTHING)
    requests = Decimal(sum(usage.requests for usage in usages))
    duration, mb_ms = (Decimal(sum(getattr(u, name) for u in usages)) for name in ("duration_ms", "mb_ms"))
    request_usd, compute_usd = usd.pop(Item.REQUESTS), usd.pop(Item.COMPUTE)
    if not (requests and duration and mb_ms):
        return _Product(request_usd=request_usd, others_usd=sum(usd.values(), compute_usd))
    shape = (requests, duration / requests, mb_ms / duration, compute_usd / mb_ms)
    return _Product(*shape, compute_usd, request_usd, sum(usd.values(), NOTHING))


def _rise(old: _Product, new: _Product) -> Rise:
    before, after = old.compute_usd, new.compute_usd
    others = new.others_usd - old.others_usd
    whole = (before + old.request_usd + old.others_usd, after + new.request_usd + new.others_usd)
    if not before or not after:
        return Rise(*whole, traffic=whole[1] - whole[0] - others, others=others)
    ratio = after / before
    weight = before if ratio == 1 else (after - before) / ratio.ln()
    duration, memory, price = (
        weight * (getattr(new, name) / getattr(old, name)).ln() for name in ("duration", "memory", "price")
    )
    traffic = whole[1] - whole[0] - others - duration - memory - price
    return Rise(*whole, traffic, duration, memory, price, others)
