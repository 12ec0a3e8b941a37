"""What would cost less, from what the store knows of each function."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from collectors.durations import DAY, HOUR
from collectors.records import Function, Identity, Kind, LogGroup, Queue
from collectors.records import Mapping as EventSource
from webapp.analysis.bill import NOTHING, Cost, bill
from webapp.analysis.savings.ideas import savings
from webapp.analysis.savings.spending import Runs, Saving, Spending
from webapp.analysis.usage import Usage, added, lines
from webapp.pages.cost_month import Month, list_terms
from webapp.store import Connection, log_groups, mappings, points, queues, report_buckets
from webapp.store.report_buckets import RunTotals

WEEK = 7 * DAY
LAMBDA_RETRIES = 2
"""Asynchronous events that fail are tried twice more unless the function says otherwise (Lambda developer guide)."""

REPORTS_S = 2 * DAY
"""How far back reports are read for savings: two days of all functions are quickly added up."""


def load(conn: Connection, month: Month, known: Mapping[Identity, Function]) -> list[Saving]:
    """Ideas at the month's pace. What a month saves is what its last units cost: the free tier is used up anyway,
    but nobody saves more than the account pays."""
    costs = bill(lines(month.pace), month.book, list_terms(month.terms)).costs
    sources, there = mappings.mappings(conn), queues.queues(conn)
    loops, tries = feeding_themselves(known.values(), sources, there), tries_by_source(sources, there)
    received = points.sums(conn, Kind.FUNCTION, "async_received", month.now - DAY, month.now)
    whole = added(_without_architecture(month.pace))
    seen = report_buckets.run_totals(conn, month.now - REPORTS_S, month.now)
    groups = _log_groups(conn, known)
    spendings = [
        Spending(
            function=known[usage.identity],
            usage=usage,
            cost=costs.get(usage.identity, Cost()),
            runs=_runs(seen.get(usage.identity), usage, known[usage.identity]),
            concurrency_max=_concurrency_max(conn, known[usage.identity], month.now),
            feeds_itself=loops.get(usage.identity, ""),
            tries=tries.get(usage.identity) or asynchronous_tries(known[usage.identity], received),
            **_kept(groups.get(usage.identity), month.now),
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
    for source in (each for each in sources if each.state == "Enabled"):
        fed.setdefault(source.function, set()).add(source.source_arn)
    found = {}
    for function in (each for each in functions if each.identity in fed) if fed else ():
        own = fed[function.identity]
        failed = {dead.get(arn, "") for arn in own} | {function.dead_letter_arn, function.on_failure_arn}
        if back := sorted((failed & own) - {""}):
            found[function.identity] = back[0].rpartition(":")[2]
    return found


def tries_by_source(sources: Iterable[EventSource], known: Iterable[Queue]) -> dict[Identity, int]:
    """How often a function's queue or stream hands out an event that fails, where that is limited."""
    receives = {queue.arn: queue.max_receive_count for queue in known if queue.dlq_arn}
    found: dict[Identity, int] = {}
    for source in (each for each in sources if each.state == "Enabled"):
        retries = source.maximum_retry_attempts
        tries = receives.get(source.source_arn) or (retries + 1 if retries is not None and retries >= 0 else None)
        if tries:
            found[source.function] = max(tries, found.get(source.function, 0))
    return found


def asynchronous_tries(function: Function, received: Mapping[Identity, float]) -> int | None:
    """How often Lambda tries an event that a function was handed asynchronously; None where it gets none."""
    if not received.get(function.identity):
        return None
    return 1 + (LAMBDA_RETRIES if function.max_retry_attempts is None else function.max_retry_attempts)


def _runs(seen: RunTotals | None, usage: Usage, function: Function) -> Runs:
    """What the reports tell, as if a whole month were like them."""
    if seen is None or not seen.reports:
        return Runs()
    factor = Decimal(usage.requests) / seen.reports
    timeouts = int(seen.timeouts * factor)
    return Runs(
        reports=seen.reports,
        max_memory_mb=seen.max_memory_mb,
        cold_starts=int(seen.cold_starts * factor),
        init_ms=int(seen.init_ms * factor),
        timeouts=timeouts,
        timeout_ms=timeouts * function.timeout_s * 1000,
    )


def _log_groups(conn: Connection, known: Mapping[Identity, Function]) -> dict[Identity, LogGroup]:
    """The log group of each function that does not share it with another."""
    groups = {(each.identity.account, each.identity.region, each.identity.name): each
              for each in log_groups.log_groups(conn)}  # fmt: skip
    writers: dict[tuple[str, str, str], list[Identity]] = {}
    for identity, function in known.items():
        place = (identity.account, identity.region, function.log_group)
        if place in groups:
            writers.setdefault(place, []).append(identity)
    return {own[0]: groups[place] for place, own in writers.items() if len(own) == 1}


def _kept(group: LogGroup | None, now: int) -> dict[str, int | None]:
    if group is None:
        return {}
    age = None if group.created_at is None else (now - group.created_at) // DAY
    return {"stored_bytes": group.stored_bytes, "retention_days": group.retention_days, "log_age_days": age}


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
