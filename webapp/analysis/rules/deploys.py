"""Deploys: what got worse since the last one."""

from collections.abc import Iterator
from statistics import median

from collectors.records import Change
from webapp.analysis.case import FunctionCase
from webapp.analysis.grading import WINDOWS
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import percent, span

CAUSES = {"deploy": "the deploy", "configuration": "the configuration change", "alias": "the alias was moved"}
LONGEST_S = WINDOWS[-1] * 60
SHORTEST_S = WINDOWS[0] * 60


def worse_since(case: FunctionCase) -> Iterator[Reason]:
    """Compare as many minutes before the newest change as have passed since, an hour at most."""
    change = max((c for c in case.context.changes if _counts(case, c)), key=lambda c: (c.at, c.event_id), default=None)
    if change is None:
        return
    began = -(-change.at // 60) * 60
    length = min(case.until // 60 * 60 - began, LONGEST_S)
    before = (change.at // 60 * 60 - length, change.at // 60 * 60)
    after = (case.until // 60 * 60 - length, case.until + 60)
    if length >= SHORTEST_S and case.minutes.first is not None and case.minutes.first <= before[0] + SHORTEST_S:
        yield from _compare(case, change, before, after)


def _counts(case: FunctionCase, change: Change) -> bool:
    return change.what in CAUSES and change.identity == case.function.identity and change.at <= case.until


def _compare(case: FunctionCase, change: Change, before: tuple[int, int], after: tuple[int, int]) -> Iterator[Reason]:
    ran = [case.minutes.total("invocations", *span_) for span_ in (before, after)]
    if min(ran) < case.limits.minimum_invocations:
        return
    failed = [100 * case.minutes.total("errors", *s) / n for s, n in zip((before, after), ran, strict=True)]
    yield from _more_failures(case, change, failed[0], failed[1])
    slow = [
        [v for ts, v in case.minutes.values("duration_p95_ms", start) if ts < end] for start, end in (before, after)
    ]
    if all(slow):
        yield from _slower(case, change, median(slow[0]), median(slow[1]))


def _more_failures(case: FunctionCase, change: Change, before: float, after: float) -> Iterator[Reason]:
    warn = case.limits.error_rate_percent[0]
    limit = max(warn, before * case.limits.worse_since_deploy_factor)
    if after >= limit:
        text = f"Failures went from {percent(before)} to {percent(after)} of invocations since {_cause(change)}."
        yield Reason("worse_since_deploy", State.WARN, text, after, limit, "percent", change.at)


def _slower(case: FunctionCase, change: Change, before: float, after: float) -> Iterator[Reason]:
    limit = before * case.limits.slower_since_deploy_factor
    if after >= limit and after - before >= case.limits.slower_since_deploy_ms:
        text = (
            f"The slowest 5 % of invocations of a typical minute take {span(after / 1000)} instead of"
            f" {span(before / 1000)} since {_cause(change)}."
        )
        yield Reason("slower_since_deploy", State.WARN, text, after, limit, "ms", change.at)


def _cause(change: Change) -> str:
    field = f" of {change.field}" if change.what == "configuration" else ""
    return f"{CAUSES[change.what]}{field}"
