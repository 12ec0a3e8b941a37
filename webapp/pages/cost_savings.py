"""What would cost less, from what the store knows of each function."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from collectors.records import Function, Identity, Queue
from collectors.records import Mapping as EventSource
from webapp.analysis.bill import NOTHING, Cost, bill
from webapp.analysis.months import DAY
from webapp.analysis.savings import Runs, Saving, Spending, savings
from webapp.analysis.usage import Usage, added, lines
from webapp.pages.cost_month import Month, list_terms
from webapp.store import Connection, mappings, points, queues

WEEK = 7 * DAY
HOUR = 3_600


def load(conn: Connection, month: Month, known: Mapping[Identity, Function]) -> list[Saving]:
    """Ideas at the month's pace. What a month saves is what its last units cost: the free tier is used up anyway,
    but nobody saves more than the account pays."""
    costs = bill(lines(month.pace), month.book, list_terms(month.terms)).costs
    loops = feeding_themselves(known.values(), mappings.mappings(conn), queues.queues(conn))
    whole = added(_without_architecture(month.pace))
    spendings = [
        Spending(
            function=known[usage.identity],
            usage=usage,
            cost=costs.get(usage.identity, Cost()),
            runs=Runs(),
            concurrency_max=_concurrency_max(conn, known[usage.identity], month.now),
            feeds_itself=loops.get(usage.identity, ""),
        )
        for usage in whole
        if usage.identity in known
    ]
    return savings(spendings, month.book, _paid(month))


def feeding_themselves(
    functions: Iterable[Function], sources: Iterable[EventSource], known: Iterable[Queue]
) -> dict[Identity, str]:
    """Functions whose failed events come back to them: the name of the queue that brings them."""
    dead = {queue.arn: queue.dlq_arn for queue in known}
    fed: dict[Identity, set[str]] = {}
    for source in sources:
        fed.setdefault(source.function, set()).add(source.source_arn)
    found = {}
    for function in functions:
        own = fed.get(function.identity, set())
        failed = {dead.get(arn, "") for arn in own} | {function.dead_letter_arn, function.on_failure_arn}
        if back := sorted((failed & own) - {""}):
            found[function.identity] = back[0].rpartition(":")[2]
    return found


def _paid(month: Month) -> dict[str, Decimal]:
    paid: dict[str, Decimal] = {}
    for pool, amount in month.paced.pools.items():
        paid[pool.account] = paid.get(pool.account, NOTHING) + (amount.usd or NOTHING)
    return paid


def _without_architecture(usages: Iterable[Usage]) -> Iterable[Usage]:
    names = [name for name in Usage.__slots__ if name not in ("identity", "architecture")]
    return (Usage(each.identity, "", *(getattr(each, name) for name in names)) for each in usages)


def _concurrency_max(conn: Connection, function: Function, now: int) -> int | None:
    """The most instances at once in the last week; asked of those alone that have provisioned concurrency."""
    if not function.provisioned:
        return None
    week = points.series(conn, function.identity, now - WEEK, now, HOUR, ("concurrency_max",))
    return max((int(row[0]) for _, row in week.rows if row[0] is not None), default=None)
