"""An alarm's whole definition, as PutMetricAlarm or PutCompositeAlarm takes it, written always in the same way.

Both replace all that is there (CloudWatch API reference, PutMetricAlarm), so that a change starts from the whole.
"""

import json
from collections.abc import Mapping
from typing import Any

Definition = Mapping[str, Any]

COMMON = ("AlarmName", "AlarmDescription", "ActionsEnabled", "AlarmActions", "OKActions", "InsufficientDataActions",
          "ActionConfiguration", "Tags")  # fmt: skip
METRIC = (
    *COMMON,
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ThresholdMetricId",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "EvaluationWindow",
    "WarmUpConfiguration",
    "EvaluationCriteria",
    "EvaluationInterval",
)
COMPOSITE = (*COMMON, "AlarmRule", "ActionsSuppressor", "ActionsSuppressorWaitPeriod",
             "ActionsSuppressorExtensionPeriod")  # fmt: skip
"""The members that the two calls take; of an answer of DescribeAlarms the others tell of its state."""

UNTOLD = ("ActionConfiguration", "EvaluationCriteria", "EvaluationInterval", "ActionsSuppressor",
          "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod", "Tags")  # fmt: skip
"""What a form does not ask about: who leaves it out does not mean to take it away."""

ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
OURS_TO_TAG = "aws:"
"""Tags of this prefix are AWS's own: they can be neither set nor removed."""


def definition_of(given: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> Definition:
    """The definition in an answer or in what somebody wants: one order, no empty member, every default said."""
    members = COMPOSITE if given.get("AlarmRule") else METRIC
    found = {name: given[name] for name in members if given.get(name) not in (None, "", [], {})}
    if tags is not None:
        found["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    found["ActionsEnabled"] = given.get("ActionsEnabled", True)
    if "AlarmRule" not in found:
        found["TreatMissingData"] = found.get("TreatMissingData", "missing")
        found["DatapointsToAlarm"] = found.get("DatapointsToAlarm", found.get("EvaluationPeriods"))
    found["Metrics"] = [_line(line) for line in found.get("Metrics", ())]
    for name, key in (("Dimensions", "Name"), ("Tags", "Key"), ("Metrics", "Id")):
        found[name] = sorted(found.get(name, ()), key=lambda each: str(each[key]))
    plain: dict[str, Any] = json.loads(json.dumps({name: value for name, value in found.items() if value != []}))
    return plain


def completed(wanted: Definition, before: Definition | None) -> Definition:
    """What a form wants, with what it does not ask about as it was before."""
    kept = {name: before[name] for name in UNTOLD if before and name in before and name not in wanted}
    found = {**wanted, **kept}
    if before and "Metrics" in found:
        owners = {line["Id"]: line["AccountId"] for line in before.get("Metrics", ()) if "AccountId" in line}
        found["Metrics"] = [
            {"AccountId": owners[line["Id"]], **line} if line["Id"] in owners else line for line in found["Metrics"]
        ]
    return definition_of(found)


def tags_of(definition: Definition | None) -> dict[str, str]:
    """Its tags."""
    return {tag["Key"]: tag["Value"] for tag in (definition or {}).get("Tags", ())}


def call_of(definition: Definition) -> str:
    """The boto3 method that puts it."""
    return "put_composite_alarm" if "AlarmRule" in definition else "put_metric_alarm"


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of metric math returns data unless it says otherwise (API reference, MetricDataQuery)."""
    return {name: value for name, value in line.items() if value not in (None, "", [])} | {
        "ReturnData": line.get("ReturnData", True)
    }
