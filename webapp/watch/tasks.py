"""What is done on each target again and again: the collectors of the catalogue, and three more uses of the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from collectors import metrics, queue_metrics
from collectors.catalog import CATALOG
from collectors.runner import Collector
from webapp.config import Intervals
from webapp.watch.due import Task

AFTER = {
    "queues": ("functions", "mappings"),
    "alarms": ("functions",),
    "changes": ("functions",),
    "metrics": ("functions", "mappings"),
    "queue_metrics": ("queues",),
    "log_groups": ("functions",),
    "log_ingestion": ("metrics", "log_errors"),
    "reports": ("metrics", "queue_metrics", "alarms"),
    "log_errors": ("metrics", "queue_metrics", "alarms"),
}
"""What must be done before, where it is done at all: a poll that knew of no function would cover what it never asked
for; logs, which take longest, come after what says who is in trouble, and what they cost after what they say."""

HISTORY_EVERY_S = 10
"""Reading history pauses this long between two pieces, so that the present goes first."""


@dataclass(frozen=True, slots=True)
class Job:
    """A task and the collector that does it. Its coverage is the collector's, its runs are its own."""

    task: Task
    collector: Collector


def jobs(intervals: Intervals, catalog: Sequence[Collector] = CATALOG) -> Mapping[str, Job]:
    """Every task of the collectors of the catalogue by name."""
    names = {collector.NAME for collector in catalog}
    found = [Job(_task(collector, intervals, names), collector) for collector in catalog]
    if metrics in catalog:
        found.append(Job(Task("trouble", intervals.trouble_s, ("metrics",)), metrics))
        found.append(Job(Task("history", HISTORY_EVERY_S, ("metrics",)), metrics))
    if queue_metrics in catalog:
        found.append(Job(Task("queue_history", HISTORY_EVERY_S, ("queue_metrics",)), queue_metrics))
    return {job.task.name: job for job in found}


def _task(collector: Collector, intervals: Intervals, names: Collection[str]) -> Task:
    every_s = getattr(intervals, f"{collector.NAME}_s", collector.EVERY)
    return Task(collector.NAME, every_s, tuple(each for each in AFTER.get(collector.NAME, ()) if each in names))
