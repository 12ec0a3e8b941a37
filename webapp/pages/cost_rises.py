"""Why the last days cost more or less than the days before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectors.durations import DAY, MINUTE
from collectors.records import Identity
from webapp.analysis.cost_rise import Period, Rise, rises
from webapp.analysis.months import date_of, midnight
from webapp.pages.cost_month import Month, unit_prices, usd
from webapp.prices.stored import book_of
from webapp.store import Connection, usage
from webapp.store.coverage import read_seconds

MOST_MOVERS = 8
ENOUGH = 0.9
KEPT_S = 14 * DAY
"""A day less than CloudWatch keeps points of a minute (GetMetricData API reference)."""


@dataclass(frozen=True, slots=True)
class RisePart:
    """Dollars of both periods and the parts of their difference, which sum to it."""

    before_usd: float
    after_usd: float
    traffic: float
    duration: float
    memory: float
    price: float
    others: float

    @property
    def usd(self) -> float:
        """How much more the later period costs."""
        return self.after_usd - self.before_usd


@dataclass(frozen=True, slots=True)
class Mover:
    """A function and its part of the rise."""

    identity: Identity
    rise: RisePart


@dataclass(frozen=True, slots=True)
class Rises:
    """The last `days` complete days against as many before, and the functions that moved most.

    `compared` is False where the days before were not collected; `unread_targets` are those whose metrics of both
    periods were not read to nine tenths, so that a part of the difference is what is still missing.
    """

    days: int
    start: int
    end: int
    compared: bool
    unread_targets: tuple[str, ...]
    whole: RisePart
    movers: tuple[Mover, ...]


def all_rises(conn: Connection, month: Month, days: int) -> dict[Identity, Rise]:
    """Both periods before the free tier and at the same tiers, else the first of the month would look cheap; each at
    the prices of its last day."""
    end = midnight(month.now)
    before, after = (_period(conn, month, until - days * DAY, until) for until in (end - days * DAY, end))
    return rises(before, after)


def _period(conn: Connection, month: Month, start: int, end: int) -> Period:
    book = book_of(conn, date_of(end - DAY))
    return Period(usage.used(conn, start, end), unit_prices(month, book))


def load(conn: Connection, month: Month, days: int, targets: Iterable[str] = ()) -> Rises:
    """The whole fleet's rise, and the functions that moved most."""
    end = midnight(month.now)
    start, first = end - days * DAY, usage.first_day(conn)
    found = all_rises(conn, month, days)
    whole = Rise()
    for rise in found.values():
        whole = whole.plus(rise)
    moved = sorted(found.items(), key=lambda each: (-abs(each[1].usd), each[0]))[:MOST_MOVERS]
    movers = tuple(Mover(identity, part_of(rise)) for identity, rise in moved if rise.usd)
    compared = first is not None and first <= start - days * DAY
    unread = _unread(conn, targets, start - days * DAY, end, month.now) if compared else ()
    return Rises(days, start, end, compared, unread, part_of(whole), movers)


def _unread(conn: Connection, targets: Iterable[str], start: int, end: int, now: int) -> tuple[str, ...]:
    """What is told by minutes is known for as long as CloudWatch keeps them; older days are taken as they are."""
    since = max(start, now - KEPT_S)
    read = read_seconds(conn, "metrics", MINUTE, since, end)
    return tuple(name for name in sorted(targets) if read.get(name, 0) < ENOUGH * (end - since))


def comparable(conn: Connection, now: int, lengths: Sequence[int]) -> int:
    """The first of `lengths` (days) of which both periods were collected; the very first where none was."""
    first = usage.first_day(conn)
    there = (days for days in lengths if first is not None and first <= midnight(now) - 2 * days * DAY)
    return next(there, lengths[0])


def part_of(rise: Rise) -> RisePart:
    """The same in dollars for a page."""
    return RisePart(*(usd(getattr(rise, name)) for name in Rise.__slots__))
