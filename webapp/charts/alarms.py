"""The chart of what an alarm watches, where it is one of the metrics that we keep."""

from collectors.records import FUNCTION_METRICS, QUEUE_METRICS, Alarm, Identity, Kind, Metric
from webapp.charts.declared import Chart, Drawn, Level, Levels, Pane

CATALOGUES: dict[Kind, tuple[str, tuple[Metric, ...]]] = {
    Kind.FUNCTION: ("AWS/Lambda", FUNCTION_METRICS),
    Kind.QUEUE: ("AWS/SQS", QUEUE_METRICS),
}


def chart_of(alarm: Alarm) -> tuple[Chart, Identity] | None:
    """The chart and whose values it draws; None for metric math, composite alarms and metrics that we do not keep."""
    if len(alarm.watches) != 1 or alarm.watches[0].kind not in CATALOGUES:
        return None
    namespace, catalogue = CATALOGUES[alarm.watches[0].kind]
    alike = [m for m in catalogue if (namespace, m.name) == (alarm.namespace, alarm.metric)]
    metric = next((m for m in alike if m.statistic == alarm.statistic), None)
    if metric is None:
        return None
    summed = metric.roll_up == "sum"
    drawn = Drawn(metric.column, f"{metric.name} {metric.statistic}", "p95", "bar" if summed else "line")
    pane = Pane(f"{metric.name} ({metric.unit})", "count", (drawn,), ("threshold",), per_period=summed)
    return Chart("watched", f"{metric.name} against the threshold", (pane,)), alarm.watches[0]


def levels_of(alarm: Alarm) -> Levels:
    """The threshold, in the metric's own unit."""
    return {} if alarm.threshold is None else {"threshold": Level(alarm.threshold, f"threshold {alarm.threshold:g}")}
