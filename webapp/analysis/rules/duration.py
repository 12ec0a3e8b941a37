"""Duration: how near invocations come to the function's timeout."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.gauges import Gauge, gauge_reason
from webapp.analysis.grading import breach_start
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import count, percent, span

TIMEOUT_WINDOW_MINUTES = 15


def duration(case: FunctionCase) -> Iterator[Reason]:
    """p95 against the timeout; p99 warns only (AWS's alarm guidance: p99 over 80 % of the timeout)."""
    slow = _near_timeout(case, "duration", "duration_p95_ms", "5 %", case.limits.duration_of_timeout_percent)
    warn = case.limits.duration_of_timeout_percent[0]
    slowest = slow or _near_timeout(case, "duration_p99", "duration_p99_ms", "1 %", (warn, float("inf")))
    if slowest:
        yield slowest


def timeouts(case: FunctionCase) -> Iterator[Reason]:
    """Minutes whose longest invocation reached the timeout: Lambda ended it there."""
    limit_ms = case.function.timeout_s * 1000.0

    def cut(start: int) -> list[int]:
        return [ts for ts, value in case.minutes.values("duration_max_ms", start) if value >= limit_ms]

    recent = cut(case.until // 60 * 60 - TIMEOUT_WINDOW_MINUTES * 60)
    if len(recent) < case.limits.minimum_minutes:
        return
    yield Reason(
        "timeouts",
        State.WARN,
        f"Invocations ran into the timeout of {span(case.function.timeout_s)}"
        f" in {count(len(recent))} of the last {TIMEOUT_WINDOW_MINUTES} min.",
        case.function.timeout_s,
        case.function.timeout_s,
        "s",
        breach_start(case, "timeouts", cut(0), TIMEOUT_WINDOW_MINUTES * 60),
    )


def _near_timeout(case: FunctionCase, rule: str, column: str, slowest: str, pair: tuple[float, float]) -> Reason | None:
    timeout_s = case.function.timeout_s
    if not timeout_s:
        return None

    def says(observed: float) -> str:
        took = span(observed * timeout_s / 100)
        return (
            f"The slowest {slowest} of invocations take {took}, {percent(observed)} of the {span(timeout_s)} timeout."
        )

    return gauge_reason(case, Gauge(rule, column, "percent", 0.1 / timeout_s), pair, says)
