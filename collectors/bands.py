"""The band that CloudWatch's anomaly detection expects a metric to stay in, asked of GetMetricData."""

from typing import Any

from collectors.answers import epoch
from collectors.aws import Aws
from collectors.metric_data import NAMESPACES
from collectors.records import Identity, Metric, Window

Edges = tuple[list[float | None], list[float | None]]
"""The lower and the upper edge, a value a period of the window, None where the model tells nothing."""


def band(aws: Aws, identity: Identity, metric: Metric, width: float, window: Window) -> Edges:
    """The edges; all None where CloudWatch has no trained model. Raises AwsError.

    They come as two results of one id, and which is which stands nowhere but in their values.
    """
    told: dict[int, list[float]] = {}
    for page in aws.pages("cloudwatch", "get_metric_data", **_question(identity, metric, width, window)):
        for result in page.get("MetricDataResults", ()):
            for at, value in zip(result.get("Timestamps", ()), result.get("Values", ()), strict=True):
                told.setdefault(epoch(at) or 0, []).append(float(value))
    both = (told.get(ts, []) for ts in range(window.start, window.end, window.period))
    pairs = [(min(values), max(values)) if len(values) > 1 else (None, None) for values in both]
    return [low for low, _ in pairs], [high for _, high in pairs]


def _question(identity: Identity, metric: Metric, width: float, window: Window) -> dict[str, Any]:
    namespace, dimension = NAMESPACES[identity.kind]
    named = {
        "Namespace": namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": dimension, "Value": identity.name}] if dimension else [],
    }
    stat = {"Metric": named, "Period": window.period, "Stat": metric.statistic}
    expression = f"ANOMALY_DETECTION_BAND(m1, {width:g})"
    return {
        "StartTime": window.start,
        "EndTime": window.end,
        "MetricDataQueries": [
            {"Id": "m1", "MetricStat": stat, "ReturnData": False},
            {"Id": "band", "Expression": expression},
        ],
    }
