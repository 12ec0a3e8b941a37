"""A draft as the arguments of PutMetricAlarm or PutCompositeAlarm."""

from typing import Any

from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_definitions.checks import SIMPLE
from webapp.analysis.alarm_definitions.draft import AlarmDraft

Parameters = dict[str, Any]
BAND_ID = "band"


def call_of(draft: AlarmDraft) -> str:
    """The boto3 method that takes the parameters."""
    return "put_composite_alarm" if draft.rule else "put_metric_alarm"


def parameters(draft: AlarmDraft) -> Parameters:
    """The whole definition: what is left out here, CloudWatch would take back to its default."""
    if draft.rule:
        return _common(draft) | {"AlarmRule": draft.rule}
    alarm = _common(draft) | {
        "EvaluationPeriods": draft.n,
        "DatapointsToAlarm": draft.m,
        "ComparisonOperator": draft.comparison,
        "TreatMissingData": draft.missing,
    }
    alarm |= _single(draft) if _is_single(draft) else {"Metrics": _metrics(draft)}
    alarm |= {"ThresholdMetricId": BAND_ID} if draft.band is not None else {"Threshold": draft.threshold}
    return alarm | _optional(draft)


def _is_single(draft: AlarmDraft) -> bool:
    return len(draft.lines) == 1 and draft.band is None and not draft.lines[0].expression


def _common(draft: AlarmDraft) -> Parameters:
    alarm: Parameters = {
        "AlarmName": draft.name,
        "AlarmDescription": draft.description,
        "ActionsEnabled": draft.actions.enabled,
        "AlarmActions": list(draft.actions.alarm),
        "OKActions": list(draft.actions.ok),
        "InsufficientDataActions": list(draft.actions.insufficient),
    }
    return alarm | ({"Tags": [{"Key": key, "Value": value} for key, value in draft.tags]} if draft.tags else {})


def _optional(draft: AlarmDraft) -> Parameters:
    options: Parameters = {}
    if draft.low_samples:
        options["EvaluateLowSampleCountPercentile"] = draft.low_samples
    if draft.zone:
        options["EvaluationWindow"] = {"WallClockWindow": {"Timezone": draft.zone}}
    if draft.warm_up:
        waits = {"OnlyStartEvaluatingAfterWarmUpPeriodEnds": True} if draft.warm_up.whole else {}
        options["WarmUpConfiguration"] = {"WarmUpPeriodDurationInMinutes": draft.warm_up.minutes} | waits
    return options


def _single(draft: AlarmDraft) -> Parameters:
    line = draft.lines[0]
    statistic = "Statistic" if line.statistic in SIMPLE else "ExtendedStatistic"
    metric = _metric(line) | {"Period": draft.period, statistic: line.statistic}
    return metric | ({"Unit": draft.unit} if draft.unit else {})


def _metrics(draft: AlarmDraft) -> list[Parameters]:
    """Each line; an anomaly alarm compares its metric with the band around it, so that both are returned."""
    lines = [_line(draft, line) for line in draft.lines]
    if draft.band is None:
        return lines
    band = f"ANOMALY_DETECTION_BAND({draft.lines[0].id}, {draft.band:g})"
    return [*lines, {"Id": BAND_ID, "Expression": band, "Label": "Expected", "ReturnData": True}]


def _line(draft: AlarmDraft, line: Line) -> Parameters:
    query: Parameters = {"Id": line.id, "ReturnData": line.returned}
    if line.label:
        query["Label"] = line.label
    if line.expression:
        return query | {"Expression": line.expression}
    stat = {"Metric": _metric(line), "Period": draft.period, "Stat": line.statistic}
    return query | {"MetricStat": stat | ({"Unit": draft.unit} if draft.unit else {})}


def _metric(line: Line) -> Parameters:
    dimensions = [{"Name": name, "Value": value} for name, value in line.dimensions]
    return {"Namespace": line.namespace, "MetricName": line.metric, "Dimensions": dimensions}
