"""What logs cost: writing them, and keeping them."""

from collections.abc import Iterator
from decimal import Decimal

from webapp.analysis.bill import NOTHING
from webapp.analysis.prices import Item, PriceBook
from webapp.analysis.savings.spending import Confidence, Saving, Spending

KEEP_DAYS = 30


def log_volume(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """Fewer log bytes, where writing them costs more than running."""
    usd = spending.usd_of(Item.LOG_INGESTION, Item.LOG_INGESTION_INFREQUENT)
    if usd <= spending.cost.usd - usd:
        return
    per_run = (spending.usage.log_bytes + spending.usage.infrequent_log_bytes) // max(1, spending.usage.requests)
    yield Saving(
        spending.function.identity,
        "log_volume",
        "Half of what it logs",
        f"Writing logs costs more than running spending: {per_run:,} bytes an invocation.",
        "What is not logged cannot be read when it breaks: raise the level to INFO, sample the rest.",
        Confidence.MEDIUM,
        usd / 2,
    )


def log_retention(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """Logs that nobody keeps for ever."""
    price = book.price(Item.LOG_STORAGE, spending.function.identity.region)
    reach = min(spending.log_age_days or 0, spending.retention_days or spending.log_age_days or 0)
    if spending.stored_bytes is None or price is None or reach <= KEEP_DAYS:
        return
    older = Decimal(spending.stored_bytes) * (reach - KEEP_DAYS) / reach
    kept_for = f"{spending.retention_days} days" if spending.retention_days else "ever"
    yield Saving(
        spending.function.identity,
        "log_retention",
        f"Logs kept for {KEEP_DAYS} days",
        f"{spending.stored_bytes / 1024**3:,.1f} GB of logs are kept for {kept_for}. "
        "The sum takes each day to have written as much.",
        "Older logs are deleted for good: export what an audit may ask for.",
        Confidence.MEDIUM,
        price.charge(older / 1024**3) or NOTHING,
    )
