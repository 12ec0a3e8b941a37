"""Alarms as Terraform: aws_cloudwatch_metric_alarm and aws_cloudwatch_composite_alarm of the AWS provider."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webapp.alarm_code.labels import snake
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.parameters import Parameters, parameters

ATTRIBUTES = {
    "AlarmName": "alarm_name",
    "AlarmDescription": "alarm_description",
    "ActionsEnabled": "actions_enabled",
    "AlarmActions": "alarm_actions",
    "OKActions": "ok_actions",
    "InsufficientDataActions": "insufficient_data_actions",
    "AlarmRule": "alarm_rule",
    "Namespace": "namespace",
    "MetricName": "metric_name",
    "Statistic": "statistic",
    "ExtendedStatistic": "extended_statistic",
    "Unit": "unit",
    "Period": "period",
    "EvaluationPeriods": "evaluation_periods",
    "DatapointsToAlarm": "datapoints_to_alarm",
    "ComparisonOperator": "comparison_operator",
    "Threshold": "threshold",
    "ThresholdMetricId": "threshold_metric_id",
    "TreatMissingData": "treat_missing_data",
    "EvaluateLowSampleCountPercentile": "evaluate_low_sample_count_percentiles",
}
"""CloudWatch's parameters that the provider has under its own names; the others are blocks or unknown to it."""
NOT_THERE = ("EvaluationWindow", "WarmUpConfiguration")


def terraform(drafts: Sequence[AlarmDraft]) -> str:
    """One resource an alarm."""
    labels = snake([draft.name for draft in drafts])
    resources = (_resource(label, draft) for label, draft in zip(labels, drafts, strict=True))
    return "\n\n".join(resources) + "\n"


def _resource(label: str, draft: AlarmDraft) -> str:
    kind = "aws_cloudwatch_composite_alarm" if draft.rule else "aws_cloudwatch_metric_alarm"
    return "\n".join([f'resource "{kind}" "{label}" {{', *_indented(_body(parameters(draft))), "}"])


def _body(alarm: Parameters) -> Iterator[str]:
    for name in NOT_THERE:
        if name in alarm:
            yield f"# {name} = {json.dumps(alarm[name])}: where your provider does not know it, PutMetricAlarm does."
    yield from _attributes({new: alarm[old] for old, new in ATTRIBUTES.items() if old in alarm})
    if alarm.get("Dimensions"):
        yield from _map("dimensions", _pairs(alarm["Dimensions"], "Name"))
    for line in alarm.get("Metrics", ()):
        yield from _block("metric_query", _query(line))
    if alarm.get("Tags"):
        yield from _map("tags", _pairs(alarm["Tags"], "Key"))


def _query(line: Parameters) -> Iterator[str]:
    known = {"id": "Id", "label": "Label", "expression": "Expression", "return_data": "ReturnData"}
    yield from _attributes({new: line[old] for new, old in known.items() if old in line})
    if "MetricStat" in line:
        yield from _block("metric", _metric(line["MetricStat"]))


def _metric(stat: Parameters) -> Iterator[str]:
    metric = stat["Metric"]
    attributes = {"namespace": metric["Namespace"], "metric_name": metric["MetricName"]}
    attributes |= {"period": stat["Period"], "stat": stat["Stat"]} | ({"unit": stat["Unit"]} if "Unit" in stat else {})
    yield from _attributes(attributes)
    if metric["Dimensions"]:
        yield from _map("dimensions", _pairs(metric["Dimensions"], "Name"))


def _pairs(pairs: Sequence[Mapping[str, str]], key: str) -> dict[str, str]:
    return {each[key]: each["Value"] for each in pairs}


def _attributes(attributes: Mapping[str, Any]) -> Iterator[str]:
    longest = max(map(len, attributes), default=0)
    yield from (f"{name.ljust(longest)} = {_value(value)}" for name, value in attributes.items())


def _map(name: str, entries: Mapping[str, str]) -> Iterator[str]:
    yield f"{name} = {{"
    yield from _indented(f"{_value(key)} = {_value(value)}" for key, value in entries.items())
    yield "}"


def _block(name: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"{name} {{"
    yield from _indented(lines)
    yield "}"


def _indented(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _value(value: Any) -> str:
    """A value in HCL: JSON, but that ${ and %{ would begin a template."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("${", "$${").replace("%{", "%%{")
