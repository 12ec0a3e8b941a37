"""ListMetrics: which metrics exist, or were published within the last three hours."""

from collections.abc import Iterator, Mapping
from typing import Any

from demo.cloudwatch.lambda_metrics import METRICS
from demo.cloudwatch.sources import ACCOUNT_METRICS, QUEUE_METRICS, Viewer, resources
from demo.durations import HOUR
from demo.world.specs import FunctionSpec

Metric = dict[str, Any]
_RECENT = 3 * HOUR
"""RecentlyActive=PT3H: published in the last three hours."""


def listed(viewer: Viewer, body: Mapping[str, Any]) -> list[Metric]:
    """Every metric of the account in the region that the filters let through."""
    wanted = {(d["Name"], d.get("Value")) for d in body.get("Dimensions") or ()}
    namespace, name, recent = body.get("Namespace"), body.get("MetricName"), "RecentlyActive" in body
    return [
        metric
        for metric in _all(viewer, namespace, recent)
        if (not name or metric["MetricName"] == name) and _has(metric, wanted)
    ]


def _has(metric: Metric, wanted: set[tuple[str, str | None]]) -> bool:
    given = {d["Name"]: d["Value"] for d in metric["Dimensions"]}
    return all(name in given and value in (None, given[name]) for name, value in wanted)


def _all(viewer: Viewer, namespace: str | None, recent: bool) -> Iterator[Metric]:
    if namespace in (None, "AWS/Lambda"):
        yield from _of_functions(viewer, recent)
    if namespace in (None, "AWS/SQS"):
        yield from _of_queues(viewer)


def _of_functions(viewer: Viewer, recent: bool) -> Iterator[Metric]:
    busy = viewer.world.fleet.busy_in(viewer.account, viewer.region)
    published = [spec for spec in busy if not recent or _published(viewer, spec)]
    for spec in published:
        names = [name for name, metric in METRICS.items() if metric.applies(spec)]
        named = ("FunctionName", spec.name)
        for name in names:
            yield _metric("AWS/Lambda", name, named)
            yield from (_metric("AWS/Lambda", name, named, ("Resource", called)) for called in resources(spec))
    if published:
        yield from (_metric("AWS/Lambda", name) for name in ACCOUNT_METRICS)


def _of_queues(viewer: Viewer) -> Iterator[Metric]:
    now = int(viewer.now) // 60 * 60 - 60
    for queue in viewer.world.fleet.queues_in(viewer.account, viewer.region):
        if viewer.queue_minute(queue, now):
            yield from (_metric("AWS/SQS", name, ("QueueName", queue.name)) for name in QUEUE_METRICS)


def _published(viewer: Viewer, spec: FunctionSpec) -> bool:
    newest = int(viewer.now) // 60 * 60
    minutes = (viewer.minute(spec, ts) for ts in range(newest, newest - _RECENT, -60))
    return any(minute.invocations or minute.throttles for minute in minutes)


def _metric(namespace: str, name: str, *dimensions: tuple[str, str]) -> Metric:
    pairs = [{"Name": key, "Value": value} for key, value in dimensions]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": pairs}
