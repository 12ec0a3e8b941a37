"""Runs one collector on one target, hands out its chunks as they come and says what came of it."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from collectors import costs, tally
from collectors.aws import Aws
from collectors.failures import AwsError, presentable
from collectors.records import Ask, Chunk, Failure, FailureKind, Outcome, by_cause
from collectors.targets import Target

log = logging.getLogger(__name__)


class Collector(Protocol):
    """A module that reads one kind of thing: `NEEDS` are exactly the IAM actions that it calls.

    `collect` yields chunks; a part that it could not read is a failure in a chunk. It may raise `AwsError` when there
    is nothing more to be had.
    """

    NAME: str
    EVERY: int
    NEEDS: tuple[str, ...]

    def collect(self, aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
        """What there is, chunk by chunk."""
        ...


def run(
    collector: Collector, aws: Aws, target: Target, ask: Ask, now: int, deliver: Callable[[Chunk], object]
) -> Outcome:
    """Run `collector` and give `deliver` each chunk. Whatever AWS or the collector does ends up in the outcome;
    only what `deliver` raises (the store) is raised.
    """
    begun = time.monotonic()
    chunks = records = 0
    failures: list[Failure] = []
    with tally.counting() as counted:
        for chunk in _chunks(collector, aws, target, ask, now):
            deliver(chunk)
            chunks += 1
            records += len(chunk.records)
            failures.extend(chunk.failures)
    account = aws.known_account
    if any(failure.kind is FailureKind.CREDENTIALS for failure in failures):
        aws.forget_credentials()
    return Outcome(
        target=target.name,
        collector=collector.NAME,
        started_at=now,
        seconds=time.monotonic() - begun,
        chunks=chunks,
        records=records,
        calls=dict(counted.calls),
        metrics_requested=counted.metrics_requested,
        bytes_scanned=counted.bytes_scanned,
        usd=costs.usd(counted.calls, counted.metrics_requested, counted.bytes_scanned),
        usd_upper=costs.usd(counted.calls, counted.queries, counted.bytes_scanned),
        failures=by_cause(failures),
        identity=account,
    )


def _chunks(collector: Collector, aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The collector's chunks, and one more with the failure that ended it early."""
    try:
        aws.account()
        yield from collector.collect(aws, target, ask, now)
    except AwsError as error:
        yield Chunk(failures=(error.failure,))
    except Exception as error:
        log.exception("collector %s failed on %s", collector.NAME, target.name)
        yield Chunk(failures=(_our_fault(error),))


def _our_fault(error: Exception) -> Failure:
    message = presentable(f"{type(error).__name__}: {error}")
    advice = "This is a fault of lambda-oncall: please report it with the traceback from its log."
    return Failure(FailureKind.UNEXPECTED, "", message, advice=advice)
