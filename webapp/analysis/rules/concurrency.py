"""Concurrency: how much of its limit the function uses."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.gauges import Gauge, gauge_reason
from webapp.analysis.rates import Rate, Share, rate_reason
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import count, percent, span


def concurrency(case: FunctionCase) -> Iterator[Reason]:
    """The function's highest concurrency of a minute against its reservation, else against what all functions share."""
    limit, name = _limit(case)
    if not limit:
        return

    def says(observed: float) -> str:
        return f"It uses {percent(observed)} of the {count(limit)} concurrent executions {name}."

    used = Gauge("concurrency", "concurrency_max", "percent", 100 / limit)
    reason = gauge_reason(case, used, case.limits.concurrency_percent, says)
    if reason:
        yield reason


def spillover(case: FunctionCase) -> Iterator[Reason]:
    """Invocations that found no provisioned instance free and began cold (ProvisionedConcurrencySpilloverInvocations,
    Lambda developer guide: monitoring provisioned concurrency).
    """

    def shares(start: int) -> list[Share]:
        counts = case.minutes.counts("spillover", "invocations", start)
        return [(ts, spilt, max(spilt, total)) for ts, spilt, total in counts]

    def says(rate: Rate, enough: bool) -> str:
        what = f"{percent(rate.percent)} of {count(rate.total, 'invocation')} found no provisioned instance free"
        few = "" if enough else ", too few to call it bad"
        return f"{what} in the last {span(rate.minutes * 60)}{few}: they may have started cold"

    reason = rate_reason(case, "spillover", shares, case.limits.spillover_percent, says)
    if reason:
        yield reason


def switched_off(case: FunctionCase) -> Iterator[Reason]:
    """A reservation of 0 stops a function: Lambda throttles every invocation."""
    if case.function.reserved_concurrency == 0:
        yield Reason(
            "reserved_zero", State.WARN, "It is switched off: its reserved concurrency is 0, so nothing runs.", 0, 0
        )


def _limit(case: FunctionCase) -> tuple[int, str]:
    if case.function.reserved_concurrency is not None:
        return case.function.reserved_concurrency, "reserved for it"
    account = case.context.account
    return (account.unreserved, "that the account's functions share") if account else (0, "")
