"""What the logs tell beside the metrics: errors that handlers caught, memory near its limit, slower cold starts."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from collectors.durations import HOUR
from collectors.records import ReportBucket
from webapp.analysis.case import FunctionCase
from webapp.analysis.compose import last_seen
from webapp.analysis.grading import grade
from webapp.analysis.rates import Rate, Share, rate_reason
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import count, percent, span

BUCKET_S = 300
STALE_S = 1_800
"""Logs that were read no further than this ago tell nothing about now."""

ENOUGH_COLD_STARTS = 5
SLOWER_MS = 200.0


def logged_errors(case: FunctionCase) -> Iterator[Reason]:
    """Error records / invocations: handlers that catch everything leave Lambda's Errors at 0."""
    yield from _told(case, "logged_errors", _logged_errors)


def memory(case: FunctionCase) -> Iterator[Reason]:
    """Max Memory Used against Memory Size, of the last hour's reports; and what was killed for want of it."""
    yield from _told(case, "memory", _memory)


def cold_starts(case: FunctionCase) -> Iterator[Reason]:
    """Init or restore p95 of the worst five minutes, the last hour's against those before."""
    yield from _told(case, "cold_starts", _cold_starts)


def _told(case: FunctionCase, rule: str, judged: Callable[[FunctionCase], Reason | None]) -> Iterator[Reason]:
    """The rule's reason; where the logs were not read lately, what it said last time, which is not known to hold."""
    until = case.context.told.until
    if until is not None and case.now - until <= STALE_S:
        reason = judged(case)
    else:
        earlier = case.earlier(rule)
        reason = last_seen(earlier) if earlier else None
    if reason:
        yield reason


def _logged_errors(case: FunctionCase) -> Reason | None:
    told, failed = case.context.told, case.minutes.total("errors", case.until - HOUR)
    until = told.until or 0
    records = {ts: found for ts, found in told.errors if ts + BUCKET_S <= until}
    if sum(found for ts, found in records.items() if ts >= case.until - HOUR) <= 2 * failed:
        return None

    def shares(start: int) -> list[Share]:
        invoked: dict[int, float] = {}
        for ts, invocations, _ in case.minutes.counts("invocations", "errors", start):
            bucket = ts - ts % BUCKET_S
            if bucket + BUCKET_S <= until:
                invoked[bucket] = invoked.get(bucket, 0.0) + invocations
        return [(ts, min(records.get(ts, 0), total), total) for ts, total in sorted(invoked.items())]

    return rate_reason(case, "logged_errors", shares, case.limits.logged_error_rate_percent, _says_logged)


def _says_logged(rate: Rate, enough: bool) -> str:
    when = f"in the last {span(rate.minutes * 60)}"
    if not enough:
        return f"{count(rate.part, 'error')} logged by {count(rate.total, 'invocation')} {when}, few of which failed"
    told = f"{percent(rate.percent)} of {count(rate.total, 'invocation')} logged an error {when}"
    return f"{told}, and few of them failed: the handler catches its errors"


def _memory(case: FunctionCase) -> Reason | None:
    recent = [each for each in case.context.told.reports if each.ts >= case.until - HOUR]
    killed = sum(each.out_of_memory for each in recent)
    if killed:
        text = f"{count(killed, 'invocation')} ran out of memory in the last hour."
        return Reason("memory", State.BAD, text, float(killed), 1.0, "count", _first(recent, lambda b: b.out_of_memory))
    bucket = max(recent, key=_share, default=None)
    if bucket is None:
        return None
    highest = _share(bucket)
    pair = case.limits.memory_percent
    state = grade(highest, pair, case.held("memory"), case.limits)
    if state is None:
        return None
    limit = pair[state is State.BAD]
    text = f"It used {bucket.max_memory_mb:g} of {bucket.memory_mb:g} MB, {percent(highest)} (limit {limit:g} %)."
    since = _first(recent, lambda b: _share(b) >= limit)
    return Reason("memory", state, text, highest, limit, "percent", since)


def _cold_starts(case: FunctionCase) -> Reason | None:
    reports, border = case.context.told.reports, case.until - HOUR
    now = [each for each in reports if each.ts >= border]
    before = [each for each in reports if each.ts < border]
    if min(sum(each.cold_starts for each in some) for some in (now, before)) < ENOUGH_COLD_STARTS:
        return None
    new, old = _slowest(now), _slowest(before)
    limit = max(case.limits.slower_cold_start_factor * old, old + SLOWER_MS)
    if not old or new < limit:
        return None
    text = f"Cold starts take {new:,.0f} ms (p95 of the slowest five minutes of the last hour), {old:,.0f} ms before."
    return Reason("cold_starts", State.WARN, text, new, limit, "ms", min(each.ts for each in now if each.cold_starts))


def _slowest(reports: Iterable[ReportBucket]) -> float:
    return max((max(each.init_p95_ms or 0.0, each.restore_p95_ms or 0.0) for each in reports), default=0.0)


def _share(bucket: ReportBucket) -> float:
    return 100 * (bucket.max_memory_mb or 0.0) / bucket.memory_mb if bucket.memory_mb else 0.0


def _first(reports: Sequence[ReportBucket], holds: Callable[[ReportBucket], object]) -> int | None:
    return min((each.ts for each in reports if holds(each)), default=None)
