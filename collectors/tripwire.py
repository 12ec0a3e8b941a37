"""The account's Errors and Throttles in its region, every minute: two metrics that tell when to look at all of them."""

from collections.abc import Iterator

from collectors.aws import Aws
from collectors.durations import MINUTE
from collectors.metric_data import asked, covering
from collectors.records import ACCOUNT_METRICS, Ask, Chunk
from collectors.targets import Target
from collectors.windows import Question

NAME = "tripwire"
EVERY = 60
NEEDS: tuple[str, ...] = ("cloudwatch:GetMetricData",)
METRICS = tuple(metric for metric in ACCOUNT_METRICS if metric.column in {"errors", "throttles"})
REREAD_S = 5 * MINUTE


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The account's points over each window of the ask."""
    question = Question(aws.account(), METRICS, REREAD_S)
    for window in ask.windows:
        yield from covering(asked(aws, [question], window), window, now, whole=True)
