"""The metrics of AWS/Lambda, read off a minute of the world. No invocation, no sample: no data is not zero.

Names, units and what each counts: Lambda developer guide, "Types of metrics for Lambda functions".
"""

from collections.abc import Callable
from typing import NamedTuple

from demo.cloudwatch.statistics import Stats, two_valued
from demo.world.latency import durations, longest, shortest
from demo.world.minutes import Minute
from demo.world.specs import FunctionSpec


class LambdaMetric(NamedTuple):
    """`stats` of a minute; `applies` tells for which functions the metric exists at all."""

    unit: str
    stats: Callable[[Minute], Stats | None]
    applies: Callable[[FunctionSpec], bool]


def samples(name: str, minute: Minute) -> list[float]:
    """Every sample of the metric in the minute, in no order: what its percentiles are taken of."""
    if name == "Duration":
        return [value for group in minute.groups for value in durations(group)]
    stats = METRICS[name].stats(minute)
    return two_valued(stats) if stats else []


def _each(count: int) -> Stats | None:
    return Stats(count, float(count), 1.0, 1.0) if count else None


def _flags(samples: int, hits: int) -> Stats | None:
    """A metric that is 0 or 1 for each sample."""
    if not samples:
        return None
    return Stats(samples, float(hits), float(hits == samples), float(hits > 0))


def _level(minute: Minute, high: float | None) -> Stats | None:
    """A gauge that was sampled at each invocation, between a little and its highest."""
    if not minute.invocations or high is None:
        return None
    low = high if minute.invocations == 1 else min(high, max(1.0, high / 2))
    return Stats(minute.invocations, low * (minute.invocations - 1) + high, low, high)


def _duration(minute: Minute) -> Stats | None:
    if not minute.groups:
        return None
    low, high = min(map(shortest, minute.groups)), max(map(longest, minute.groups))
    return Stats(minute.invocations, minute.total_ms, low, high)


def _utilization(minute: Minute) -> Stats | None:
    return _level(minute, min(1.0, minute.provisioned / max(1, minute.concurrency)) if minute.provisioned else None)


def _always(spec: FunctionSpec) -> bool:
    return True


def _asynchronous(spec: FunctionSpec) -> bool:
    return spec.trigger == "async"


def _streaming(spec: FunctionSpec) -> bool:
    return spec.trigger == "stream"


def _with_provisioned(spec: FunctionSpec) -> bool:
    return bool(spec.provisioned)


def _with_dead_letters(spec: FunctionSpec) -> bool:
    return bool(spec.dead_letter)


METRICS: dict[str, LambdaMetric] = {
    "Invocations": LambdaMetric("Count", lambda m: _each(m.invocations), _always),
    "Errors": LambdaMetric("Count", lambda m: _flags(m.invocations, m.errors), _always),
    "Throttles": LambdaMetric("Count", lambda m: _flags(m.invocations + m.throttles, m.throttles), _always),
    "Duration": LambdaMetric("Milliseconds", _duration, _always),
    "ConcurrentExecutions": LambdaMetric("Count", lambda m: _level(m, float(m.concurrency)), _always),
    "IteratorAge": LambdaMetric("Milliseconds", lambda m: _level(m, m.iterator_age_ms), _streaming),
    "AsyncEventsReceived": LambdaMetric("Count", lambda m: _each(m.received), _asynchronous),
    "AsyncEventAge": LambdaMetric("Milliseconds", lambda m: _level(m, m.async_age_ms), _asynchronous),
    "AsyncEventsDropped": LambdaMetric("Count", lambda m: _each(m.dropped), _asynchronous),
    "DeadLetterErrors": LambdaMetric("Count", lambda m: _each(m.dead_letter_errors), _with_dead_letters),
    "ProvisionedConcurrentExecutions": LambdaMetric(
        "Count", lambda m: _level(m, float(m.provisioned) if m.provisioned else None), _with_provisioned
    ),
    "ProvisionedConcurrencyUtilization": LambdaMetric("None", _utilization, _with_provisioned),
    "ProvisionedConcurrencyInvocations": LambdaMetric(
        "Count", lambda m: _each(m.invocations - m.spillover), _with_provisioned
    ),
    "ProvisionedConcurrencySpilloverInvocations": LambdaMetric(
        "Count", lambda m: _each(m.spillover), _with_provisioned
    ),
}
