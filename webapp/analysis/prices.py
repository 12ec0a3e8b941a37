"""The price book: what one unit of each item costs, where, since when and by whose word. Unknown stays unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ANY = ""
"""The architecture of what costs the same on all of them, and the region of what costs the same everywhere."""


class Item(StrEnum):
    """What AWS charges for; the unit stands behind each."""

    REQUESTS = "requests"  # one invocation
    COMPUTE = "compute"  # GB-second of duration
    PROVISIONED = "provisioned"  # GB-second of configured provisioned concurrency
    PROVISIONED_COMPUTE = "provisioned_compute"  # GB-second of duration on provisioned concurrency
    EPHEMERAL = "ephemeral"  # GB-second of /tmp above 512 MB
    SNAP_START_CACHE = "snap_start_cache"  # GB-second of a cached snapshot
    SNAP_START_RESTORE = "snap_start_restore"  # GB restored
    LOG_INGESTION = "log_ingestion"  # GB written to CloudWatch Logs, standard class
    LOG_INGESTION_INFREQUENT = "log_ingestion_infrequent"  # GB written, Infrequent Access class
    LOG_STORAGE = "log_storage"  # GB kept for a month
    LOG_SCAN = "log_scan"  # GB scanned by Logs Insights
    METRICS_REQUESTED = "metrics_requested"  # metric asked of GetMetricData
    CLOUDWATCH_REQUESTS = "cloudwatch_requests"  # other CloudWatch request
    COST_EXPLORER_REQUESTS = "cost_explorer_requests"  # page of GetCostAndUsage
    SQS_REQUESTS = "sqs_requests"  # request to a standard queue
    SQS_FIFO_REQUESTS = "sqs_fifo_requests"  # request to a FIFO queue


@dataclass(frozen=True, slots=True)
class Band:
    """`usd` a unit, for the part of a month's quantity that is not above `up_to` (infinite in the last band)."""

    up_to: Decimal
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """What an item costs: bands in rising order, the day from which AWS asks it, where that was read and on which day.

    Days are ISO dates; `read` is empty for what came with the program.
    """

    bands: tuple[Band, ...]
    as_of: str
    source: str
    read: str = ""

    def charge(self, quantity: Decimal) -> Decimal | None:
        """Dollars for a calendar month's quantity; None where it goes beyond the last band that is known."""
        usd, below = Decimal(0), Decimal(0)
        for band in self.bands:
            usd += max(Decimal(0), min(quantity, band.up_to) - below) * band.usd
            below = band.up_to
        return usd if quantity <= below else None


Place = tuple[Item, str, str]
"""(item, region, architecture)"""


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Prices by place; ANY stands for all regions or all architectures."""

    prices: Mapping[Place, Price]

    def price(self, item: Item, region: str, architecture: str = ANY) -> Price | None:
        """The price of an item; None where none is known for that region and architecture."""
        places = ((item, region, architecture), (item, region, ANY), (item, ANY, ANY))
        return next((self.prices[place] for place in places if place in self.prices), None)

    @classmethod
    def of(cls, dated: Iterable[tuple[Place, Price]], day: str) -> "PriceBook":
        """The prices that held on a day (ISO), of all that were ever known of each place."""
        by_place: dict[Place, list[Price]] = {}
        for place, price in dated:
            by_place.setdefault(place, []).append(price)
        return cls({place: holding(prices, day) for place, prices in by_place.items()})

    @property
    def as_of(self) -> str:
        """The date of its newest price."""
        return max((price.as_of for price in self.prices.values()), default="")


def holding(prices: Sequence[Price], day: str) -> Price:
    """The one that was known last of those that held by then; the oldest where all began later."""
    past = [price for price in prices if price.as_of <= day]
    if not past:
        return min(prices, key=lambda price: price.as_of)
    return max(past, key=lambda price: max(price.as_of, price.read))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the account has agreed with AWS. Percentages are 0 to 100.

    `discount_percent` is taken off everything; a Compute Savings Plan covers `savings_plan_percent` of compute and of
    provisioned concurrency and takes `savings_plan_discount_percent` off that part (it does not cover requests).
    `free_tier` is Lambda's monthly allowance of each account.
    """

    discount_percent: Decimal = Decimal(0)
    savings_plan_percent: Decimal = Decimal(0)
    savings_plan_discount_percent: Decimal = Decimal(0)
    free_tier: bool = True

    def factor(self, item: Item) -> Decimal:
        """What part of the list price is paid for an item."""
        plan = Decimal(0)
        if item in (Item.COMPUTE, Item.PROVISIONED, Item.PROVISIONED_COMPUTE):
            plan = self.savings_plan_percent * self.savings_plan_discount_percent / 10_000
        return (1 - self.discount_percent / 100) * (1 - plan)
