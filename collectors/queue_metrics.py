"""The SQS metrics of the watched queues: depth, age of the oldest message, what was sent and deleted.

A queue publishes nothing once it has been untouched for six hours (SQS developer guide), and is not asked for then.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from collectors import activity
from collectors.aws import Aws
from collectors.durations import HOUR
from collectors.failures import AwsError
from collectors.metric_data import asked, covering
from collectors.records import QUEUE_METRICS, Ask, Chunk, Failure, Kind, Queue, Window
from collectors.targets import Target
from collectors.windows import Question

NAME = "queue_metrics"
EVERY = 300
NEEDS: tuple[str, ...] = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
REREAD_S = 15 * 60
"""SQS metrics may come up to 15 minutes late when a quiet queue wakes (SQS developer guide)."""

WOKEN_S = 3 * HOUR


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Points of the queues over each window of the ask."""
    for window in ask.windows:
        busy, problem = _busy(aws, ask, window, now)
        if problem:
            yield Chunk(failures=(problem,))
        woken = [queue for queue in busy if _woke(queue, ask, window, now)]
        known = [queue for queue in busy if not _woke(queue, ask, window, now)]
        further = replace(window, start=window.end - WOKEN_S)
        answers = chain(asked(aws, _questions(known), window), asked(aws, _questions(woken), further))
        yield from covering(answers, window, now, ask.whole)


def _questions(queues: list[Queue]) -> list[Question]:
    return [Question(queue.identity, QUEUE_METRICS, REREAD_S) for queue in queues]


def _woke(queue: Queue, ask: Ask, window: Window, now: int) -> bool:
    return ask.skip_idle and activity.is_recent(window, now) and queue.identity.name not in ask.awake


def _busy(aws: Aws, ask: Ask, window: Window, now: int) -> tuple[list[Queue], Failure | None]:
    queues = list(ask.queues)
    if not ask.skip_idle or not activity.is_listed(window, now):
        return queues, None
    listing = ("ApproximateNumberOfMessagesVisible", activity.is_recent(window, now))
    try:
        (names,) = activity.published(aws, Kind.QUEUE, [listing])
    except AwsError as error:
        return queues, error.failure
    return [queue for queue in queues if queue.identity.name in names], None
