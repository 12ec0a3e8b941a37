"""Who published a metric lately: ListMetrics, so that nothing is paid for the idle."""

from collections.abc import Iterable
from typing import Any

from collectors.ahead import in_order
from collectors.aws import Aws
from collectors.durations import DAY, HOUR
from collectors.metric_data import NAMESPACES
from collectors.records import Kind, Window

RECENT_S = 3 * HOUR - 5 * 60
"""RecentlyActive=PT3H lists what published in the last three hours, and up to 50 minutes more (ListMetrics API
reference); the five minutes are ours, for the time between deciding and asking."""

LISTED_S = 13 * DAY
"""ListMetrics knows what published in the last two weeks; a day is left for safety."""


def is_recent(window: Window, now: int) -> bool:
    """Whether RecentlyActive tells of everybody that may have points in the window."""
    return window.start >= now - RECENT_S


def is_listed(window: Window, now: int) -> bool:
    """Whether ListMetrics tells of everybody that may have points in the window."""
    return window.start >= now - LISTED_S


def published(aws: Aws, kind: Kind, metrics: Iterable[tuple[str, bool]]) -> tuple[frozenset[str], ...]:
    """For each (metric, only recently?), the names of the kind that published it. Raises AwsError."""
    asks = [_ask(kind, metric, recently) for metric, recently in metrics]
    with in_order(lambda ask: _names(aws, ask), asks, len(asks)) as listed:
        return tuple(listed)


def _ask(kind: Kind, metric: str, recently: bool) -> dict[str, Any]:
    namespace, dimension = NAMESPACES[kind]
    ask = {"Namespace": namespace, "MetricName": metric, "Dimensions": [{"Name": dimension}]}
    return ask | ({"RecentlyActive": "PT3H"} if recently else {})


def _names(aws: Aws, ask: dict[str, Any]) -> frozenset[str]:
    (wanted,) = ask["Dimensions"]
    return frozenset(
        dimension["Value"]
        for page in aws.pages("cloudwatch", "list_metrics", **ask)
        for metric in page.get("Metrics", ())
        for dimension in metric.get("Dimensions", ())
        if dimension["Name"] == wanted["Name"]
    )
