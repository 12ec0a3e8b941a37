"""Asynchronous invocations: events that wait, and events that are lost."""

from collections.abc import Callable, Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.gauges import Gauge, gauge_reason
from webapp.analysis.grading import sum_reason
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import count, name_of, span

AGE = Gauge("async_age", "async_age_max_ms", "s", 1 / 1000)


def async_age(case: FunctionCase) -> Iterator[Reason]:
    """How long events wait in Lambda's own queue (AsyncEventAge)."""

    def says(observed: float) -> str:
        return f"Asynchronous events wait up to {span(observed)} before they run."

    reason = gauge_reason(case, AGE, case.limits.async_age_s, says)
    if reason:
        yield reason


def lost_events(case: FunctionCase) -> Iterator[Reason]:
    """Events dropped by Lambda, and failures that reached neither dead-letter queue nor destination."""
    dead_letters, destination = name_of(case.function.dead_letter_arn), name_of(case.function.on_failure_arn)
    losses: tuple[tuple[str, tuple[float, float], Callable[[float], str]], ...] = (
        (
            "async_dropped",
            case.limits.async_dropped,
            lambda n: f"{count(n, 'asynchronous event')} dropped in the last hour without being run to success.",
        ),
        (
            "dead_letter_errors",
            case.limits.dead_letter_errors,
            lambda n: (
                f"{count(n, 'failed event')} could not be sent to the dead-letter queue{_called(dead_letters)}"
                " in the last hour and may be lost."
            ),
        ),
        (
            "destination_failures",
            case.limits.destination_failures,
            lambda n: (
                f"{count(n, 'result')} could not be delivered to the destination{_called(destination)}"
                " in the last hour and may be lost."
            ),
        ),
    )
    for column, pair, says in losses:
        reason = sum_reason(case, column, pair, says)
        if reason:
            yield reason


def _called(name: str) -> str:
    return f" {name}" if name else ""
