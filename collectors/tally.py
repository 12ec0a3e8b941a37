"""Counts what one run calls, though several runs share one client: the count follows the run into its threads."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

STATISTICS_A_METRIC = 5
"""CloudWatch pricing: up to five statistics of one metric in one request count as one metric."""


@dataclass
class Tally:
    """Attempts sent, by IAM action; metrics requested, and the queries that asked for them (the upper bound); bytes of
    logs that Insights scanned."""

    calls: Counter[str] = field(default_factory=Counter)
    metrics_requested: int = 0
    queries: int = 0
    bytes_scanned: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def called(self, action: str) -> None:
        """One attempt was sent."""
        with self._lock:
            self.calls[action] += 1

    def requested(self, metrics: int, queries: int) -> None:
        """One page of GetMetricData was answered."""
        with self._lock:
            self.metrics_requested += metrics
            self.queries += queries

    def scanned(self, count: int) -> None:
        """A log query has ended."""
        with self._lock:
            self.bytes_scanned += count


_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counting() -> Iterator[Tally]:
    """Count what this thread, and the threads of `in_parallel`, call meanwhile."""
    tally = Tally()
    token = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(token)


def current() -> Tally | None:
    """The tally of the run that this thread works for."""
    return _tally.get()


def in_parallel(work: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """`work` of every item in up to `threads` threads, in the order in which they finish; counted in this run's tally.

    The first exception is raised, and what has not begun is dropped.
    """
    with ThreadPoolExecutor(threads, thread_name_prefix="collector") as pool:
        futures = [pool.submit(copy_context().run, work, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def metrics_in(queries: Sequence[Mapping[str, Any]]) -> int:
    """How many metrics a GetMetricData request is billed for, at best: five statistics of a metric are one."""
    statistics: dict[object, int] = defaultdict(int)
    for query in queries:
        if "MetricStat" in query:
            metric = query["MetricStat"]["Metric"]
            dimensions = tuple((d["Name"], d["Value"]) for d in metric.get("Dimensions", ()))
            statistics[metric.get("Namespace"), metric.get("MetricName"), dimensions] += 1
    return sum(-(-count // STATISTICS_A_METRIC) for count in statistics.values())
