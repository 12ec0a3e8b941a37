"""Statistic sets and how they add up: a longer period's statistics come from its samples, never from averages."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import NamedTuple


class Stats(NamedTuple):
    """The statistic set of one metric over some samples: what CloudWatch itself keeps."""

    samples: int
    total: float
    low: float
    high: float


def merged(parts: Iterable[Stats]) -> Stats | None:
    """The statistic set of all the samples together, None where there are none."""
    found = list(parts)
    if not found:
        return None
    return Stats(
        sum(part.samples for part in found),
        sum(part.total for part in found),
        min(part.low for part in found),
        max(part.high for part in found),
    )


SIMPLE: dict[str, Callable[[Stats], float]] = {
    "Sum": lambda stats: stats.total,
    "Average": lambda stats: stats.total / stats.samples,
    "Minimum": lambda stats: stats.low,
    "Maximum": lambda stats: stats.high,
    "SampleCount": lambda stats: float(stats.samples),
}


def fraction(statistic: str) -> float | None:
    """0.95 of `p95`, None where that is no percentile (p0 < p <= p100, as CloudWatch takes them)."""
    try:
        percent = float(statistic[1:]) if statistic.startswith("p") else -1.0
    except ValueError:
        return None
    return percent / 100 if 0 < percent <= 100 else None


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of the ascending values that at least that share of them do not exceed."""
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)]


def two_valued(stats: Stats) -> list[float]:
    """Samples of a metric that only ever counts one of two things an invocation: its low and its high."""
    if stats.high == stats.low:
        return [stats.low] * stats.samples
    high = round((stats.total - stats.low * stats.samples) / (stats.high - stats.low))
    return [stats.low] * (stats.samples - high) + [stats.high] * high
