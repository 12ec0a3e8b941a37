"""Deploys: what got worse since the last one."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from collectors.durations import HOUR
from collectors.records import Change
from webapp.analysis.case import FunctionCase
from webapp.analysis.grading import WINDOWS, exits
from webapp.analysis.twins import LATER_S, told_once
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import percent, span

CAUSES = {"deploy": "the deploy", "configuration": "the configuration change", "alias": "the alias was moved"}
SHORTEST_S = WINDOWS[0] * 60

Span = tuple[int, int]
"""[start, end) in epoch seconds."""


def worse_since(case: FunctionCase) -> Iterator[Reason]:
    """Compare as much time before the newest change as has passed since, an hour at most."""
    causes = [c for c in told_once(case.context.changes) if c.what in CAUSES and c.at <= case.until]
    if not causes:
        return
    change, until = causes[-1], case.until // 60 * 60
    first_whole_minute = -(-change.at // 60) * 60
    length = min(until - first_whole_minute, HOUR)
    before = (change.at // 60 * 60 - length, change.at // 60 * 60)
    after = (until - length, case.until + 60)
    if length < SHORTEST_S or case.minutes.first is None:
        return
    if case.minutes.first <= before[0] + SHORTEST_S:
        yield from _more_failures(case, change, before, after)
        yield from _slower(case, change, before, after)
    else:
        yield from _still(case, change, "worse_since_deploy", _failed(case, after))
        yield from _still(case, change, "slower_since_deploy", _typical_p95(case, after))


def _more_failures(case: FunctionCase, change: Change, before: Span, after: Span) -> Iterator[Reason]:
    then, now = _failed(case, before), _failed(case, after)
    if then is None or now is None:
        return
    limit = max(case.limits.error_rate_percent[0], then * case.limits.worse_since_deploy_factor)
    if now >= _entered(case, "worse_since_deploy", limit):
        text = f"Failures went from {percent(then)} to {percent(now)} of invocations since {_cause(change)}."
        yield Reason("worse_since_deploy", State.WARN, text, now, limit, "percent", change.at)


def _slower(case: FunctionCase, change: Change, before: Span, after: Span) -> Iterator[Reason]:
    then, now = _typical_p95(case, before), _typical_p95(case, after)
    if then is None or now is None:
        return
    limit = max(then * case.limits.slower_since_deploy_factor, then + case.limits.slower_since_deploy_ms)
    if now >= _entered(case, "slower_since_deploy", limit):
        text = (
            f"The slowest 5 % of invocations of a typical minute take {span(now / 1000)} instead of"
            f" {span(then / 1000)} since {_cause(change)}."
        )
        yield Reason("slower_since_deploy", State.WARN, text, now, limit, "ms", change.at)


def _still(case: FunctionCase, change: Change, rule: str, now: float | None) -> Iterator[Reason]:
    """The points no longer reach back before the change: what was found while they did holds until it gets better."""
    earlier = case.earlier(rule)
    if earlier is None or earlier.limit is None or earlier.since is None or now is None:
        return
    if abs(earlier.since - change.at) <= LATER_S and now >= exits(earlier.limit, case.limits):
        yield replace(earlier, state=State.WARN, observed=now)


def _entered(case: FunctionCase, rule: str, limit: float) -> float:
    return exits(limit, case.limits) if case.held(rule) else limit


def _failed(case: FunctionCase, when: Span) -> float | None:
    """Percent of invocations that failed; None where there are too few to say."""
    ran = case.minutes.total("invocations", *when)
    return 100 * case.minutes.total("errors", *when) / ran if ran >= case.limits.minimum_invocations else None


def _typical_p95(case: FunctionCase, when: Span) -> float | None:
    """The middle one of the minutes' p95, in ms: percentiles cannot be averaged. None where there are too few."""
    values = [value for ts, value in case.minutes.values("duration_p95_ms", when[0]) if ts < when[1]]
    enough = case.minutes.total("invocations", *when) >= case.limits.minimum_invocations
    return median(values) if values and enough else None


def _cause(change: Change) -> str:
    named = change.what == "configuration" and change.source != "cloudtrail"
    return f"{CAUSES[change.what]}{f' of {change.field}' if named else ''}"
