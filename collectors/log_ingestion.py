"""How much the watched functions' log groups took in a day: one metric a log group, asked for a few times a day."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.aws import Aws
from collectors.metric_data import asked, covering
from collectors.records import LOG_GROUP_METRICS, Ask, Chunk, Identity, Kind, LogVolume, Points, Record
from collectors.targets import Target
from collectors.windows import Question

NAME = "log_ingestion"
EVERY = 21_600
"""A metric costs the same whether a day or a month of it is asked for: each look brings the day up to date."""

NEEDS: tuple[str, ...] = ("cloudwatch:GetMetricData",)


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The days of each window of every log group that `ask.functions` write to; the present day as far as it goes."""
    account = aws.account()
    names = sorted({function.log_group for function in ask.functions if function.log_group})
    questions = [Question(_group(account, name), LOG_GROUP_METRICS) for name in names]
    for window in ask.windows:
        for chunk in covering(asked(aws, questions, window), window, now, ask.whole):
            yield replace(chunk, records=tuple(_volumes(chunk.records)))


def _group(account: Identity, name: str) -> Identity:
    return Identity(account.partition, account.account, account.region, Kind.LOG_GROUP, name)


def _volumes(answered: tuple[Record, ...]) -> Iterator[LogVolume]:
    for points in answered:
        if isinstance(points, Points):
            days = ((day, count) for day, (count,) in points.rows if count is not None)
            yield from (LogVolume(points.identity, day, round(count)) for day, count in days)
