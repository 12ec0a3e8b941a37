"""Errors: the share of invocations that failed."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.rates import Rate, Share, rate_reason
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import count, percent, span


def error_rate(case: FunctionCase) -> Iterator[Reason]:
    """Error rate = Errors / Invocations (Lambda developer guide, invocation metrics)."""

    def shares(start: int) -> list[Share]:
        counts = case.minutes.counts("errors", "invocations", start)
        return [(ts, errors, max(errors, total)) for ts, errors, total in counts]

    reason = rate_reason(case, "error_rate", shares, case.limits.error_rate_percent, _says)
    if reason:
        yield reason


def _says(rate: Rate, enough: bool) -> str:
    when = f"in the last {span(rate.minutes * 60)}"
    if not enough:
        return f"{count(rate.part)} of {count(rate.total, 'invocation')} failed {when}, too few to call it bad"
    return f"{percent(rate.percent)} of {count(rate.total, 'invocation')} failed {when}"
