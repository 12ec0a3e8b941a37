"""What provisioned concurrency or SnapStart would cost for a function, and which cold starts it would spare. Pure.

Prices: Lambda pricing, provisioned concurrency (a lower price for duration, a price for what is kept ready) and
SnapStart (Java pays nothing for it). Rules: Lambda developer guide, SnapStart (managed runtimes in ZIP packages).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from collectors.durations import DAY
from collectors.records import ColdStart, Function, ReportBucket
from webapp.analysis.prices import Item, PriceBook

MONTH_S = 30 * DAY
ENOUGH = 0.9
"""The share of cold starts that provisioned concurrency is dimensioned for: the last few cost as much as all others."""

FREE_SNAP_START = ("java",)
SNAP_START = ("java11", "java17", "java21", "java25", "python3.12", "python3.13", "python3.14", "dotnet8", "dotnet10")


@dataclass(frozen=True, slots=True)
class Remedy:
    """What could be done, a month of it. `usd` is None where a price is not known; `spared_ms` is all waiting together.

    `instances` is how many environments are kept ready, None for SnapStart; `saved_usd` is what the lower price of
    duration gives back, and is taken off `usd` already.
    """

    kind: str
    instances: int | None
    usd: float | None
    saved_usd: float
    spared: int
    spared_ms: float


@dataclass(frozen=True, slots=True)
class Use:
    """What a function did in `seconds`: its starts, how many ran at once by minute, milliseconds that were billed."""

    seconds: int
    starts: Sequence[ColdStart]
    at_once: Mapping[int, float]
    billed_ms: float

    @property
    def months(self) -> float:
        """How many such stretches make a month."""
        return MONTH_S / max(1, self.seconds)


def use_of(
    buckets: Iterable[ReportBucket], starts: Sequence[ColdStart], at_once: Mapping[int, float], seconds: int
) -> Use:
    """The use that reports and metrics tell."""
    return Use(seconds, starts, at_once, sum(each.billed_ms or 0.0 for each in buckets))


def remedies(function: Function, use: Use, book: PriceBook) -> tuple[Remedy, ...]:
    """Provisioned concurrency, and SnapStart where the runtime has it; nothing where there is nothing to spare."""
    if not use.starts or function.provisioned:
        return ()
    found = [_provisioned(function, use, book)]
    if function.runtime in SNAP_START and not function.snap_start and function.package_type == "Zip":
        found.append(_snap_start(function, use, book))
    return tuple(found)


def needed(use: Use) -> int:
    """How many environments kept ready would have met ENOUGH of the starts: as many as ran at once in their minutes."""
    wanted = sorted(_at_once(use, start) for start in use.starts)
    return wanted[ceil(ENOUGH * len(wanted)) - 1]


def _at_once(use: Use, start: ColdStart) -> int:
    """How many ran at once when it started: by the metric of its minute, at least the start itself."""
    minute = start.at // 60_000 * 60
    return max(1, ceil(use.at_once.get(minute, max(use.at_once.values(), default=1.0))))


def _provisioned(function: Function, use: Use, book: PriceBook) -> Remedy:
    instances = needed(use)
    spared = [start for start in use.starts if _at_once(use, start) <= instances]
    gigabytes = Decimal(function.memory_mb) / 1024
    ready = _charge(function, Item.PROVISIONED, instances * gigabytes * MONTH_S, book)
    saved = _saved(function, use, instances, gigabytes, book)
    return Remedy("provisioned", instances, None if ready is None else ready - saved, saved, *_spared(spared, use))


def _saved(function: Function, use: Use, instances: int, gigabytes: Decimal, book: PriceBook) -> float:
    """What duration costs less on provisioned environments, for the minutes that they are enough for."""
    covered = sum(count <= instances for count in use.at_once.values()) / max(1, len(use.at_once))
    gb_s = gigabytes * Decimal(use.billed_ms / 1000 * use.months * covered)
    usual = _charge(function, Item.COMPUTE, gb_s, book)
    provisioned = _charge(function, Item.PROVISIONED_COMPUTE, gb_s, book)
    return max(0.0, usual - provisioned) if usual is not None and provisioned is not None else 0.0


def _snap_start(function: Function, use: Use, book: PriceBook) -> Remedy:
    spared, spared_ms = _spared(use.starts, use)
    if function.runtime and function.runtime.startswith(FREE_SNAP_START):
        return Remedy("snap_start", None, 0.0, 0.0, spared, spared_ms)
    gigabytes = Decimal(function.memory_mb) / 1024
    cache = _charge(function, Item.SNAP_START_CACHE, gigabytes * MONTH_S, book)
    restore = _charge(function, Item.SNAP_START_RESTORE, gigabytes * spared, book)
    usd = None if cache is None or restore is None else cache + restore
    return Remedy("snap_start", None, usd, 0.0, spared, spared_ms)


def _spared(starts: Sequence[ColdStart], use: Use) -> tuple[int, float]:
    return round(len(starts) * use.months), sum(start.took_ms for start in starts) * use.months


def _charge(function: Function, item: Item, quantity: Decimal, book: PriceBook) -> float | None:
    price = book.price(item, function.identity.region, function.architecture)
    usd = price.charge(quantity) if price else None
    return None if usd is None else float(usd)
