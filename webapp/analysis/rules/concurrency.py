"""Concurrency: how much of its limit the function uses."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.gauges import Gauge, gauge_reason
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import count, percent


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
