"""Throttles: invocations that Lambda turned away."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.rates import Rate, Share, rate_reason
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import count, percent, span

NEAR = 0.9
"""A limit of which this share is used explains throttles."""


def throttle_rate(case: FunctionCase) -> Iterator[Reason]:
    """T / (T + I): a throttled attempt is in neither Invocations nor Errors (Lambda developer guide)."""

    def shares(start: int) -> list[Share]:
        counts = case.minutes.counts("throttles", "invocations", start)
        return [(ts, turned, turned + ran) for ts, turned, ran in counts]

    def says(rate: Rate, enough: bool) -> str:
        what = f"{percent(rate.percent)} of {count(rate.total, 'attempt')} to invoke it were throttled"
        few = "" if enough else ", too few to call it bad"
        return f"{what} in the last {span(rate.minutes * 60)}{few}{_because(case)}"

    reason = rate_reason(case, "throttle_rate", shares, case.limits.throttle_rate_percent, says)
    if reason:
        yield reason


def _because(case: FunctionCase) -> str:
    reserved, account = case.function.reserved_concurrency, case.context.account
    if reserved is not None:
        return f": its reserved concurrency is {count(reserved)}"
    used = case.context.account_concurrency
    if account and used is not None and used >= NEAR * account.concurrency:
        return f": the account uses {count(used)} of its {count(account.concurrency)} concurrent executions"
    return ""
