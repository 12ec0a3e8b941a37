"""Our estimate of a day against AWS's bill, and what the difference is made of: more was used, or it cost otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from collectors.records import BilledDay
from webapp.analysis.bill import NOTHING, Pool
from webapp.analysis.prices import ANY, Item

USAGE_TYPES = (
    ("Lambda-Provisioned-Concurrency-ARM", Item.PROVISIONED, "arm64"),
    ("Lambda-Provisioned-Concurrency", Item.PROVISIONED, "x86_64"),
    ("Lambda-Provisioned-GB-Second-ARM", Item.PROVISIONED_COMPUTE, "arm64"),
    ("Lambda-Provisioned-GB-Second", Item.PROVISIONED_COMPUTE, "x86_64"),
    ("Lambda-GB-Second-ARM", Item.COMPUTE, "arm64"),
    ("Lambda-GB-Second", Item.COMPUTE, "x86_64"),
    ("Request-ARM", Item.REQUESTS, "arm64"),
    ("Request", Item.REQUESTS, "x86_64"),
    ("Lambda-Storage-GB-Second-ARM", Item.EPHEMERAL, "arm64"),
    ("Lambda-Storage-GB-Second", Item.EPHEMERAL, "x86_64"),
    ("Lambda-SnapStart-Cached-GB-S", Item.SNAP_START_CACHE, ANY),
    ("Lambda-SnapStart-Restored-GB", Item.SNAP_START_RESTORE, ANY),
)
"""How usage types end, after the region's letters (AWS price list of Lambda)."""

BILLED = frozenset(item for _, item, _ in USAGE_TYPES)
"""What is on Lambda's bill; logs are on CloudWatch's."""


@dataclass(frozen=True, slots=True)
class DayAgainstBill:
    """A day in dollars. `usage_usd` of the difference is other quantities, `price_usd` another price for them (free
    tier, discounts, tiers over an organisation), `unknown_usd` billed items that are not estimated."""

    day: int
    estimate_usd: Decimal
    billed_usd: Decimal
    usage_usd: Decimal
    price_usd: Decimal
    unknown_usd: Decimal


def against_bill(
    day: int, quantities: Mapping[Pool, Decimal], prices: Mapping[Pool, Decimal], billed: Iterable[BilledDay]
) -> DayAgainstBill:
    """The day's estimate (quantities at our price a unit) against what was billed for the same accounts and regions."""
    estimate = usage = price = unknown = whole = NOTHING
    told: dict[Pool, tuple[Decimal, Decimal]] = {}
    for each in billed:
        amount, usd = Decimal(each.quantity), Decimal(each.usd)
        whole += usd
        pool = pool_of(each)
        if pool is None:
            unknown += usd
        else:
            before = told.get(pool, (NOTHING, NOTHING))
            told[pool] = (before[0] + amount, before[1] + usd)
    places = {(pool.account, pool.region) for pool in told}
    ours_there = (each for each in quantities if (each.account, each.region) in places and each.item in BILLED)
    for pool in sorted({*told, *ours_there}):
        ours, rate = quantities.get(pool, NOTHING), prices.get(pool, NOTHING)
        theirs, usd = told.get(pool, (NOTHING, NOTHING))
        estimate += ours * rate
        usage += (theirs - ours) * rate
        price += usd - theirs * rate
    return DayAgainstBill(day, estimate, whole, usage, price, unknown)


def pool_of(billed: BilledDay) -> Pool | None:
    """Where we count a usage type; None for what is not estimated (edge, streaming)."""
    name = billed.usage_type
    for ending, item, architecture in USAGE_TYPES:
        if name == ending or name.endswith(f"-{ending}"):
            return Pool(billed.identity.account, billed.identity.region, architecture, item)
    return None
