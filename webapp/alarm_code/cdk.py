"""Alarms as a CDK stack in Python, by the constructs that stand for CloudFormation's own resources (CfnAlarm)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webapp.alarm_code.labels import pascal
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.parameters import parameters

HEAD = """from aws_cdk import CfnTag, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct


class Alarms(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)"""
STRUCTURES = {
    "Dimensions": "cloudwatch.CfnAlarm.DimensionProperty",
    "Metrics": "cloudwatch.CfnAlarm.MetricDataQueryProperty",
    "MetricStat": "cloudwatch.CfnAlarm.MetricStatProperty",
    "Metric": "cloudwatch.CfnAlarm.MetricProperty",
    "EvaluationWindow": "cloudwatch.CfnAlarm.EvaluationWindowProperty",
    "WallClockWindow": "cloudwatch.CfnAlarm.WallClockWindowProperty",
    "WarmUpConfiguration": "cloudwatch.CfnAlarm.WarmUpConfigurationProperty",
    "Tags": "CfnTag",
}
"""The class of each structure; a list of structures has that of its members."""
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def cdk(drafts: Sequence[AlarmDraft]) -> str:
    """One stack with an alarm each."""
    labels = pascal([draft.name for draft in drafts])
    alarms = ["\n".join(_alarm(label, draft)) for label, draft in zip(labels, drafts, strict=True)]
    return "\n\n".join([HEAD, *alarms]) + "\n"


def snake_case(name: str) -> str:
    """`OKActions` becomes `ok_actions`, as jsii has it."""
    return CAPITAL.sub("_", name.replace("OKActions", "OkActions")).lower()


def _alarm(label: str, draft: AlarmDraft) -> Iterator[str]:
    kind = "CfnCompositeAlarm" if draft.rule else "CfnAlarm"
    yield f"        cloudwatch.{kind}("
    yield "            self,"
    yield f'            "{label}",'
    for name, value in parameters(draft).items():
        yield f"            {snake_case(name)}={_value(name, value, 12)},"
    yield "        )"


def _value(name: str, value: Any, depth: int) -> str:
    inner = " " * (depth + 4)
    if isinstance(value, list) and value:
        items = "".join(f"{inner}{_value(name, item, depth + 4)},\n" for item in value)
        return f"[\n{items}{' ' * depth}]"
    if isinstance(value, Mapping):
        members = "".join(f"{inner}{snake_case(key)}={_value(key, item, depth + 4)},\n" for key, item in value.items())
        return f"{STRUCTURES[name]}(\n{members}{' ' * depth})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
