"""What used quantities cost: tiers per account, region and architecture, the free tier per account, shared out exactly.

All quantities are of one calendar month (UTC), because that is over which AWS counts tiers and the free tier
(Lambda pricing). Every owner of a pool pays the same price a unit, so that the parts always sum to the whole.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Generic, TypeVar

from webapp.analysis.prices import Item, Price, PriceBook, Terms

Owner = TypeVar("Owner", bound=Hashable)

FREE: Mapping[Item, Decimal] = {Item.REQUESTS: Decimal(1_000_000), Item.COMPUTE: Decimal(400_000)}
"""A month's allowance of an account, over all regions and architectures, and not for provisioned concurrency."""

QUANTUM = Decimal("1e-10")
"""Amounts are kept to a hundred-millionth of a cent: nothing that anybody adds up is lost."""

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class Pool:
    """Where AWS adds one item up."""

    account: str
    region: str
    architecture: str
    item: Item


@dataclass(frozen=True, slots=True)
class Line(Generic[Owner]):
    """A quantity that somebody used of a pool."""

    owner: Owner
    pool: Pool
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """A pool's bill: `quantity` used, `free` of it, and dollars; None where there is no price."""

    quantity: Decimal
    free: Decimal
    usd: Decimal | None
    price: Price | None


@dataclass(slots=True)
class Cost:
    """What one owner pays: dollars by item, and the items that have no price."""

    parts: dict[Item, Decimal] = field(default_factory=dict)
    unpriced: set[Item] = field(default_factory=set)

    @property
    def usd(self) -> Decimal:
        """Everything that has a price."""
        return sum(self.parts.values(), NOTHING)

    def add(self, item: Item, usd: Decimal | None) -> None:
        """One more amount."""
        if usd is None:
            self.unpriced.add(item)
        else:
            self.parts[item] = self.parts.get(item, NOTHING) + usd


@dataclass(frozen=True, slots=True)
class Bill(Generic[Owner]):
    """The bill of a month: each pool's amount and each owner's cost."""

    pools: Mapping[Pool, Amount]
    costs: Mapping[Owner, Cost]

    @property
    def usd(self) -> Decimal:
        """Everything that has a price."""
        return sum((amount.usd for amount in self.pools.values() if amount.usd is not None), NOTHING)

    @property
    def unpriced(self) -> tuple[Pool, ...]:
        """What was used and has no price."""
        return tuple(sorted(pool for pool, amount in self.pools.items() if amount.usd is None))


def bill(lines: Iterable[Line[Owner]], book: PriceBook, terms: Terms) -> Bill[Owner]:
    """The bill for everything that was used in one month."""
    used: dict[Pool, list[Line[Owner]]] = defaultdict(list)
    for line in lines:
        if line.quantity:
            used[line.pool].append(line)
    pools = amounts({pool: sum((line.quantity for line in own), NOTHING) for pool, own in used.items()}, book, terms)
    costs: dict[Owner, Cost] = defaultdict(Cost)
    for pool, own in used.items():
        for line, usd in zip(own, _shares(pools[pool].usd, own), strict=True):
            costs[line.owner].add(pool.item, usd)
    return Bill(pools, dict(costs))


def amounts(quantities: Mapping[Pool, Decimal], book: PriceBook, terms: Terms) -> dict[Pool, Amount]:
    """Each pool's amount; an account's free tier is taken from its pools in proportion to what they used."""
    free = _free(quantities) if terms.free_tier else {}
    return {
        pool: _amount(pool, quantity, free.get(pool, NOTHING), book, terms) for pool, quantity in quantities.items()
    }


def apportion(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` shared out by weight; the shares sum to it exactly, because each is a step of the rounded running sum."""
    whole = sum(weights, NOTHING)
    shares, running, given = [], NOTHING, NOTHING
    for weight in weights:
        running += weight
        until = total if running == whole else (total * running / whole).quantize(QUANTUM, ROUND_HALF_EVEN)
        shares.append(until - given)
        given = until
    return shares


def _shares(usd: Decimal | None, lines: Sequence[Line[Owner]]) -> Sequence[Decimal | None]:
    return [None] * len(lines) if usd is None else apportion(usd, [line.quantity for line in lines])


def _free(quantities: Mapping[Pool, Decimal]) -> dict[Pool, Decimal]:
    used: dict[tuple[str, Item], Decimal] = defaultdict(Decimal)
    for pool, quantity in quantities.items():
        used[pool.account, pool.item] += quantity
    return {
        pool: quantity * min(Decimal(1), FREE[pool.item] / used[pool.account, pool.item])
        for pool, quantity in quantities.items()
        if pool.item in FREE and quantity
    }


def _amount(pool: Pool, quantity: Decimal, free: Decimal, book: PriceBook, terms: Terms) -> Amount:
    price = book.price(pool.item, pool.region, pool.architecture)
    charged = price.charge(quantity - free) if price else None
    usd = None if charged is None else (charged * terms.factor(pool.item)).quantize(QUANTUM, ROUND_HALF_EVEN)
    return Amount(quantity, free, usd, price)
