"""The tables of the costs page, whole and exact, for export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from collectors.records import Function, Identity
from webapp.analysis.bill import Cost
from webapp.analysis.cost_parts import PARTS as COST_PARTS
from webapp.analysis.cost_rise import Rise
from webapp.analysis.months import date_of, midnight
from webapp.analysis.prices import Item
from webapp.config import Config
from webapp.http.not_here import NotHere
from webapp.http.tables import Cell, FileTable
from webapp.pages import cost_bill, cost_month, cost_rises, cost_rows, cost_savings
from webapp.pages.cost_month import Month
from webapp.pages.costs import PERIODS, CostQuery
from webapp.store import Connection

Rows = Iterator[tuple[Cell, ...]]
PLACE = ("account", "region", "function")
ITEMS = (
    *(Item.REQUESTS, Item.COMPUTE, Item.PROVISIONED, Item.PROVISIONED_COMPUTE, Item.EPHEMERAL),
    *(Item.SNAP_START_CACHE, Item.SNAP_START_RESTORE, Item.LOG_INGESTION, Item.LOG_INGESTION_INFREQUENT),
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a table is made from."""

    conn: Connection
    month: Month
    known: dict[Identity, Function]
    query: CostQuery


def table(conn: Connection, name: str, query: CostQuery, config: Config, now: int) -> FileTable:
    """The table of this name; NotHere where there is none."""
    if name not in TABLES:
        raise NotHere(f"There is no table {name!r}; there are {', '.join(TABLES)}.")
    columns, rows = TABLES[name]
    query = replace(query, days=query.days or cost_rises.comparable(conn, now, PERIODS))
    source = Source(conn, cost_month.load(conn, config, now), cost_rows.known(conn), query)
    return FileTable(f"costs-{name}-{date_of(midnight(now))}", columns, list(rows(source)))


def _functions(source: Source) -> Rows:
    month = source.month
    for row in cost_rows.function_costs(month, source.known, source.query.by):
        cost = month.bill.costs.get(row.identity, Cost())
        ahead = month.paced.costs.get(row.identity, Cost()).usd if month.recent_days else None
        parts = (cost.parts.get(item) for item in ITEMS)
        unpriced = " ".join(row.unpriced)
        yield (*_place(row.identity), row.group, row.requests, cost.usd, ahead, *parts, unpriced, str(row.basis))


def _groups(source: Source) -> Rows:
    by = source.query.by
    for name, group in cost_rows.groups(source.month, source.known, by).items():
        yield by, name, group.functions, group.so_far, group.expected if source.month.recent_days else None


def _days(source: Source) -> Rows:
    for day, parts in sorted(cost_month.parts_of_days(source.month).items()):
        yield date_of(day), sum(parts.values()), *parts.values()


def _pools(source: Source) -> Rows:
    for pool, amount in sorted(source.month.bill.pools.items()):
        price = (amount.price.as_of, amount.price.source) if amount.price else (None, None)
        quantities = (amount.quantity, amount.free, amount.usd)
        yield (pool.account, pool.region, pool.architecture, str(pool.item), *quantities, *price)


def _bill(source: Source) -> Rows:
    for line in cost_bill.load(source.conn, source.month):
        yield date_of(line.day), *(getattr(line, name) for name in BILL_SUMS)


def _savings(source: Source) -> Rows:
    for saving in cost_savings.load(source.conn, source.month, source.known):
        words = (saving.kind, saving.title, saving.text, saving.risk, str(saving.confidence))
        yield (*_place(saving.identity), *words, saving.usd_a_month)


def _rise(source: Source) -> Rows:
    for identity, rise in cost_rises.all_rises(source.conn, source.month, source.query.days).items():
        yield (*_place(identity), *(getattr(rise, name) for name in Rise.__slots__))


def _place(identity: Identity) -> tuple[str, str, str]:
    return identity.account, identity.region, identity.name


PARTS = tuple(f"usd_{item}" for item in ITEMS)
BILL_SUMS = ("estimate_usd", "billed_usd", "usage_usd", "price_usd", "unknown_usd")
SUMS = ("usd_month_to_date", "usd_month_forecast")
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Source], Rows]]] = {
    "functions": ((*PLACE, "group", "requests", *SUMS, *PARTS, "unpriced", "basis"), _functions),
    "groups": (("by", "name", "functions", *SUMS), _groups),
    "days": (("date", "usd", *(f"usd_{part}" for part in COST_PARTS)), _days),
    "pools": (
        ("account", "region", "architecture", "item", "quantity", "free", "usd", "price_as_of", "price_source"),
        _pools,
    ),
    "bill": (("date", *BILL_SUMS), _bill),
    "savings": ((*PLACE, "kind", "title", "text", "risk", "confidence", "usd_a_month"), _savings),
    "rise": ((*PLACE, *Rise.__slots__), _rise),
}
