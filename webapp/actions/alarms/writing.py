"""The calls that change one alarm: the least that leads from what is there to what is wanted."""

from collections.abc import Mapping

from collectors.aws import Aws
from webapp.actions.alarms.steps import AlarmStep
from webapp.analysis.alarm_writing.definition import OURS_TO_TAG, Definition, call_of, tags_of

NEEDS = (
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:PutCompositeAlarm",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:EnableAlarmActions",
    "cloudwatch:DisableAlarmActions",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
)


def write(aws: Aws, step: AlarmStep, arn: str) -> None:
    """Do it; `arn` is that of the alarm where there is one. Raises AwsError."""
    name = step.alarm.name
    if step.after is None:
        aws.call("cloudwatch", "delete_alarms", subject=name, AlarmNames=[name])
    elif step.before is None:
        tags = [{"Key": key, "Value": value} for key, value in _settable(tags_of(step.after)).items()]
        _put(aws, step.after, **({"Tags": tags} if tags else {}))
    else:
        _change(aws, step.before, step.after, arn)


def _change(aws: Aws, before: Definition, after: Definition, arn: str) -> None:
    differ = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    name = after["AlarmName"]
    if differ == {"ActionsEnabled"}:
        method = "enable_alarm_actions" if after["ActionsEnabled"] else "disable_alarm_actions"
        aws.call("cloudwatch", method, subject=name, AlarmNames=[name])
    elif differ - {"Tags"}:
        _put(aws, after)
    if "Tags" in differ:
        _tag(aws, arn, _settable(tags_of(before)), _settable(tags_of(after)))


def _put(aws: Aws, definition: Definition, **tags: object) -> None:
    """Tags are taken when an alarm is made, and ignored afterwards (API reference, PutMetricAlarm)."""
    arguments = {name: value for name, value in definition.items() if name != "Tags"}
    aws.call("cloudwatch", call_of(definition), subject=definition["AlarmName"], **arguments, **tags)


def _tag(aws: Aws, arn: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    new = [{"Key": key, "Value": value} for key, value in after.items() if before.get(key) != value]
    if new:
        aws.call("cloudwatch", "tag_resource", ResourceARN=arn, Tags=new)
    if old := sorted(before.keys() - after.keys()):
        aws.call("cloudwatch", "untag_resource", ResourceARN=arn, TagKeys=old)


def _settable(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not key.startswith(OURS_TO_TAG)}
