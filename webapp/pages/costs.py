"""What the functions cost: this month, its forecast, by function and tag, what would cost less, why it rose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from collectors.records import Function, Identity
from webapp.analysis.bill import NOTHING
from webapp.analysis.months import midnight
from webapp.analysis.savings.spending import Saving
from webapp.config import Config
from webapp.pages import cost_bill, cost_month, cost_rises, cost_rows, cost_savings, cost_unread
from webapp.pages.chart_places import ChartPlace
from webapp.pages.cost_bill import BillLine
from webapp.pages.cost_month import Month, usd
from webapp.pages.cost_rises import Rises
from webapp.pages.cost_rows import PLACES, FunctionCost, GroupCost
from webapp.pages.cost_trend import trend_place
from webapp.pages.cost_unread import CostUnread
from webapp.store import Connection

FIRST_ROWS, MOST_ROWS = 15, 500
PERIODS = (7, 1, 14)
"""Lengths that can be compared, the one that is shown unless somebody chooses first."""


@dataclass(frozen=True, slots=True)
class CostQuery:
    """How the page is cut: `by` a tag's key or a place, `days` of each of the two periods (0: as the data allows),
    `limit` functions at most."""

    by: str
    days: int = 0
    limit: int = FIRST_ROWS


@dataclass(frozen=True, slots=True)
class SavingLine:
    """One idea to save; see webapp.analysis.savings."""

    identity: Identity
    kind: str
    title: str
    text: str
    risk: str
    confidence: str
    usd_a_month: float


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Something that was used and has no price: it is in no sum."""

    account: str
    region: str
    architecture: str
    item: str


@dataclass(frozen=True, slots=True)
class Assumptions:
    """On what the amounts stand: the prices' day and source, and the terms of the account."""

    prices_as_of: str
    sources: tuple[str, ...]
    free_tier: bool
    discount_percent: float
    savings_plan_percent: float


@dataclass(frozen=True, slots=True)
class CostsPage:
    """Dollars of the calendar month in UTC. The forecast is None before a complete day was seen.

    `since` is where the month's data begins: later than `month_start` where collecting began later. Savings overlap.
    `logs_at` is when the target whose logs were added up longest ago was read, None where one never was.
    """

    month_start: int
    since: int
    usd_month_to_date: float
    usd_month_forecast: float | None
    usd_month_low: float | None
    usd_month_high: float | None
    usd_today: float
    prices_as_of: str
    assumptions: Assumptions
    functions: tuple[FunctionCost, ...]
    functions_total: int
    measured_functions: int
    query: CostQuery
    ways: tuple[str, ...]
    groups: tuple[GroupCost, ...]
    savings: tuple[SavingLine, ...]
    rises: Rises
    trend: ChartPlace
    bill: tuple[BillLine, ...]
    bill_wanted: bool
    logs_at: int | None
    unread: tuple[CostUnread, ...]
    unpriced: tuple[Unpriced, ...]


def query_of(given: MultiDict[str, str], config: Config) -> CostQuery:
    """What the address asks for; what makes no sense is as if it were not there."""
    days, limit = given.get("days", ""), given.get("limit", str(FIRST_ROWS))
    return CostQuery(
        by=given.get("by") or config.prices.team_tag,
        days=int(days) if days in map(str, PERIODS) else 0,
        limit=min(MOST_ROWS, int(limit)) if limit.isdecimal() and int(limit) else FIRST_ROWS,
    )


def load(conn: Connection, query: CostQuery, config: Config, now: int) -> CostsPage:
    """The page as of now."""
    month = cost_month.load(conn, config, now)
    known = cost_rows.known(conn)
    query = replace(query, days=query.days or cost_rises.comparable(conn, now, PERIODS))
    rows = cost_rows.function_costs(month, known, query.by)
    ahead, days = month.forecast, cost_month.parts_of_days(month)
    return CostsPage(
        month_start=month.start,
        since=month.since,
        usd_month_to_date=usd(month.bill.usd),
        usd_month_forecast=usd(ahead.usd) if ahead else None,
        usd_month_low=usd(ahead.low) if ahead else None,
        usd_month_high=usd(ahead.high) if ahead else None,
        usd_today=usd(sum(days.get(midnight(now), {}).values(), NOTHING)),
        prices_as_of=month.book.as_of,
        assumptions=assumptions_of(month),
        functions=tuple(rows[: query.limit]),
        functions_total=len(rows),
        measured_functions=sum(row.basis == "metrics" for row in rows),
        query=query,
        ways=_ways(query, known),
        groups=tuple(cost_rows.group_costs(month, known, query.by)),
        savings=tuple(map(saving_line, cost_savings.load(conn, month, known))),
        rises=cost_rises.load(conn, month, query.days, (target.name for target in config.targets)),
        trend=trend_place(month),
        bill=cost_bill.load(conn, month),
        bill_wanted=config.prices.cost_explorer,
        logs_at=cost_unread.logs_at(conn, config),
        unread=cost_unread.load(conn, config),
        unpriced=tuple(Unpriced(p.account, p.region, p.architecture, p.item) for p in month.bill.unpriced),
    )


def assumptions_of(month: Month) -> Assumptions:
    """On what the month's amounts stand."""
    prices = [amount.price for amount in month.bill.pools.values() if amount.price]
    return Assumptions(
        prices_as_of=min((price.as_of for price in prices), default=month.book.as_of),
        sources=tuple(sorted({price.source for price in prices})),
        free_tier=month.terms.free_tier,
        discount_percent=float(month.terms.discount_percent),
        savings_plan_percent=float(month.terms.savings_plan_percent),
    )


def saving_line(saving: Saving) -> SavingLine:
    """The idea with its sum as a number."""
    return SavingLine(
        identity=saving.identity,
        kind=saving.kind,
        title=saving.title,
        text=saving.text,
        risk=saving.risk,
        confidence=saving.confidence,
        usd_a_month=usd(saving.usd_a_month),
    )


def _ways(query: CostQuery, known: Mapping[Identity, Function]) -> tuple[str, ...]:
    """What the month can be cut by: the chosen way, every common tag, and the places."""
    keys = cost_rows.tag_keys(known.values())[:6]
    return tuple(dict.fromkeys((query.by, *keys, *PLACES)))
