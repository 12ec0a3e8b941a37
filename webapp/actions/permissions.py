"""The IAM policy of the operator role: what the dashboard may change, and nothing that it only reads."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions on one kind of resource. `resource` is an ARN in which {name} stands for the pattern of names; it is
    `*` where IAM knows no resource for the actions (Service Authorization Reference)."""

    sid: str
    actions: tuple[str, ...]
    resource: str


GRANTS = (
    Grant(
        "MoveAndTakeDeadLetters",
        (
            "sqs:StartMessageMoveTask",
            "sqs:CancelMessageMoveTask",
            "sqs:ListMessageMoveTasks",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:SendMessage",
            "sqs:DeleteMessage",
        ),
        "arn:{partition}:sqs:*:*:{name}",
    ),
    Grant("SendFailedEventsAgain", ("lambda:InvokeFunction",), "arn:{partition}:lambda:*:*:function:{name}"),
    Grant(
        "SetAlarms",
        (
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:PutCompositeAlarm",
            "cloudwatch:PutAlarmMuteRule",
            "cloudwatch:DeleteAlarms",
            "cloudwatch:SetAlarmState",
            "cloudwatch:EnableAlarmActions",
            "cloudwatch:DisableAlarmActions",
            "cloudwatch:ListTagsForResource",
            "cloudwatch:TagResource",
            "cloudwatch:UntagResource",
        ),
        "arn:{partition}:cloudwatch:*:*:alarm:{name}",
    ),
    Grant(
        "MuteAlarms",
        ("cloudwatch:PutAlarmMuteRule", "cloudwatch:DeleteAlarmMuteRule", "cloudwatch:GetAlarmMuteRule"),
        "arn:{partition}:cloudwatch:*:*:alarm-mute-rule:{name}",
    ),
    Grant("ReadForOperators", ("sns:ListTopics", "cloudwatch:ListAlarmMuteRules", "logs:StartLiveTail"), "*"),
)


def operator_policy(names: Sequence[str] = ("*",), partition: str = "aws") -> dict[str, object]:
    """The policy document; `names` are wildcards for the queues, functions and alarms that may be changed."""
    return {"Version": "2012-10-17", "Statement": [_statement(grant, names, partition) for grant in GRANTS]}


def operator_actions() -> list[str]:
    """Every IAM action of the operator role, sorted."""
    return sorted({action for grant in GRANTS for action in grant.actions})


def _statement(grant: Grant, names: Sequence[str], partition: str) -> dict[str, object]:
    resources = sorted({grant.resource.format(name=name, partition=partition) for name in names})
    return {"Sid": grant.sid, "Effect": "Allow", "Action": sorted(grant.actions), "Resource": resources}
