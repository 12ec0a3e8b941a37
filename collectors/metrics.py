"""The Lambda metrics of every function that can have them, and of the account in its region.

Idle functions are not asked for: CloudWatch bills each metric that is requested, whether it has points or not, and
however many points it has. So one poll of five minutes costs a fifth of five polls of one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from collectors import activity
from collectors.aws import Aws
from collectors.durations import DAY, HOUR
from collectors.failures import AwsError
from collectors.metric_data import asked, covering
from collectors.records import (
    ACCOUNT_METRICS,
    FUNCTION_METRICS,
    Ask,
    Chunk,
    Coverage,
    Failure,
    Function,
    Kind,
    Mapping,
    Metric,
    Window,
)
from collectors.targets import Target
from collectors.windows import Question, reread

NAME = "metrics"
EVERY = 300
NEEDS: tuple[str, ...] = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
WOKEN_S = 3 * HOUR
"""How far back a function is read that was not asked for at the last poll: RecentlyActive must have listed it since."""

MINUTES_KEPT_S = 15 * DAY
PERCENTILES = tuple(metric for metric in FUNCTION_METRICS if metric.roll_up is None)


@dataclass(frozen=True, slots=True)
class Activity:
    """Names of the functions that may have points, and of those that get events; None where it is not known."""

    busy: frozenset[str] | None = None
    evented: frozenset[str] | None = None


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Points of the functions over each window of the ask; a listing that fails makes it dearer, not blind. Where there
    are no functions nothing is asked."""
    if not ask.functions:
        yield Chunk(covered=tuple(Coverage(each.period, each.start, each.end, now) for each in ask.windows))
        return
    for window in ask.windows:
        known, problem = _activity(aws, ask, window, now)
        if problem:
            yield Chunk(failures=(problem,))
        metrics = metrics_asked(window, now)
        busy = [function for function in ask.functions if known.busy is None or function.identity.name in known.busy]
        questions = list(questions_about(busy, ask.mappings, known.evented, metrics, window.period))
        yield from _answers(aws, ask, questions, window, now)


def metrics_asked(window: Window, now: int) -> tuple[Metric, ...]:
    """All; but where the store rolls minutes up to hours, only the percentiles, which cannot be rolled up."""
    return PERCENTILES if window.period == HOUR and window.end > now - MINUTES_KEPT_S else FUNCTION_METRICS


def questions_about(
    functions: Iterable[Function],
    mappings: Iterable[Mapping],
    evented: frozenset[str] | None,
    metrics: tuple[Metric, ...],
    period: int,
) -> Iterator[Question]:
    """What is asked about each function: those of `metrics` that can exist for it."""
    streamed = {mapping.function.name for mapping in mappings if mapping.has_iterator_age}
    chosen: dict[tuple[bool, bool, bool], tuple[Metric, ...]] = {}
    for function in functions:
        name = function.identity.name
        stream, provisioned = name in streamed, bool(function.provisioned)
        by_event = _handles_failed_events(function) or (not stream if evented is None else name in evented)
        key = (by_event, stream, provisioned)
        if key not in chosen:
            exists = {"always": True, "async": by_event, "stream": stream, "provisioned": provisioned}
            chosen[key] = tuple(metric for metric in metrics if exists[metric.applies])
        yield Question(function.identity, chosen[key], reread(function.timeout_s) if period < HOUR else 0)


def _handles_failed_events(function: Function) -> bool:
    """Whether somebody set it up for asynchronous events. Others show by AsyncEventsReceived that they get some."""
    return bool(function.dead_letter_arn or function.on_failure_arn or function.on_success_arn)


def _activity(aws: Aws, ask: Ask, window: Window, now: int) -> tuple[Activity, Failure | None]:
    if not ask.skip_idle or not activity.is_listed(window, now):
        return Activity(), None
    recently = activity.is_recent(window, now)
    listings = (("Invocations", recently), ("Throttles", recently), ("AsyncEventsReceived", False))
    try:
        invoked, throttled, evented = activity.published(aws, Kind.FUNCTION, listings)
    except AwsError as error:
        return Activity(), error.failure
    return Activity(invoked | throttled, evented), None


def _answers(aws: Aws, ask: Ask, questions: Sequence[Question], window: Window, now: int) -> Iterator[Chunk]:
    """Answers about all of them and the account; those that were not asked at the last poll are read further back."""
    account = [Question(aws.account(), ACCOUNT_METRICS, reread(0))] if ask.whole and window.period < HOUR else []
    woken: list[Question] = []
    if ask.skip_idle and window.period < HOUR and activity.is_recent(window, now):
        woken = [question for question in questions if question.identity.name not in ask.awake]
        questions = [question for question in questions if question.identity.name in ask.awake]
    further = replace(window, start=window.end - WOKEN_S)
    answers = chain(asked(aws, [*questions, *account], window), asked(aws, woken, further))
    yield from covering(answers, window, now, ask.whole)
