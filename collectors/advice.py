"""What a person can do about a failure, in one plain sentence."""

import re

from collectors.records import FailureKind

ROLE = re.compile(r"(?:assumed-role/([\w+=,.@-]+)/|:role/(?:[\w+=,.@-]+/)*([\w+=,.@-]+) )")
USER = re.compile(r"User: arn:[\w-]+:iam::\d*:user/([\w+=,.@/-]+)")

ADVICE = {
    FailureKind.THROTTLED: "AWS asks for fewer calls; it is tried again by itself. "
    "If it stays, look for others who call {service} in this account, or raise the intervals.",
    FailureKind.UNREACHABLE: "{service} did not answer: check network, proxy, VPC endpoints, the region's name "
    "and endpoint_url; it is tried again by itself.",
    FailureKind.GONE: "It does not exist (any more): correct what names it, or ignore this if it was just deleted.",
    FailureKind.UNEXPECTED: "The call was refused in a way that was not foreseen: check endpoint_url where "
    "one is set, else please report it with this message.",
    FailureKind.CREDENTIALS: "Check the credentials of this target: `aws sts get-caller-identity` must work "
    "with the same profile or environment.",
}

SIGN_IN = "Sign in again (e.g. `aws sso login`, with this target's profile): the token has expired."
CREDENTIALS_ADVICE = {
    r"TooSkewed|not yet current|Signature expired": "Set this machine's clock: it differs from AWS's time.",
    r"[Ee]xpired|TokenRefreshRequired|refresh failed|SSO|sso|LoginTokenLoad": SIGN_IN,
    r"config profile|parse config": "Correct this target's profile: ~/.aws/config has none of this name, or is broken.",
    r"Unable to locate": "Give credentials: a profile, environment variables, or an instance or task role.",
    r"SignatureDoesNotMatch|InvalidSignature": "Correct the secret access key: it does not belong to the key id.",
    r"InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|security token included": "Correct the access key id "
    "(unknown or deactivated), or enable this region in the account.",
}
"""The first pattern that is found in AWS's message says what to do."""

LOGS_ADVICE = {
    r"MalformedQuery": "Correct the query at the place that the message names.",
    r"LimitExceeded.*concurren": "Other queries, dashboards' too, take all the places of this account and region: "
    "wait a moment, or lower logs.queries_at_once.",
    r"KMS": "Allow kms:Decrypt on the key that the log group is encrypted with, in the key's own policy, too.",
}
"""The same for what only CloudWatch Logs answers."""

_ACTS = """
    cloudwatch:DeleteAlarmMuteRule cloudwatch:DeleteAlarms cloudwatch:DisableAlarmActions
    cloudwatch:EnableAlarmActions cloudwatch:ListTagsForResource cloudwatch:PutAlarmMuteRule
    cloudwatch:PutCompositeAlarm cloudwatch:PutMetricAlarm cloudwatch:SetAlarmState cloudwatch:TagResource
    cloudwatch:UntagResource lambda:InvokeFunction logs:StartLiveTail sqs:CancelMessageMoveTask
    sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:ListMessageMoveTasks sqs:ReceiveMessage sqs:SendMessage
    sqs:StartMessageMoveTask
"""
ACTS = frozenset(_ACTS.split())
"""What only people who act need, so that the reader's policy does not allow it."""


def advice_for(kind: FailureKind, action: str, message: str) -> str:
    """One sentence for a failure of `action` with AWS's own `message`."""
    if action.startswith("logs:"):
        for pattern, advice in LOGS_ADVICE.items():
            if re.search(pattern, message):
                return advice
    if kind is FailureKind.DENIED:
        return _allow(action, message)
    if kind is FailureKind.CREDENTIALS:
        for pattern, advice in CREDENTIALS_ADVICE.items():
            if re.search(pattern, message):
                return advice
    return ADVICE[kind].format(service=action.partition(":")[0])


def _allow(action: str, message: str) -> str:
    if action == "sts:AssumeRole":
        return "Let the role's trust policy name this principal and external id, and allow sts:AssumeRole on the role."
    if "explicit deny" in message:
        return f"An explicit deny of {action} (a service control policy, a boundary or the role's own policy) must go."
    policy = "oncall policy --operator" if action in ACTS else "oncall policy"
    return f"Allow {action} for {_principal(message)}; `{policy}` prints the whole policy."


def _principal(message: str) -> str:
    if role := ROLE.search(message):
        return f"role {role[1] or role[2]}"
    if user := USER.search(message):
        return f"user {user[1]}"
    return "the role or user of this target"
