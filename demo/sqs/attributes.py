"""Queue attributes: their defaults, what may be set, and what redrive policies allow."""

from collections.abc import Callable
from typing import Any

from orjson import JSONDecodeError, dumps, loads

from demo.server.errors import AwsError
from demo.sqs.queue import Queue
from demo.world.specs import QueueSpec

DEFAULTS = {
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
FIFO_DEFAULTS = {
    "FifoQueue": "true",
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}
BOUNDS = {
    "VisibilityTimeout": (0, 43_200),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "DelaySeconds": (0, 900),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
}
"""SQS quotas: seconds and bytes."""
OTHERS = {"Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"}
COMPUTED = {
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
}
KNOWN = set(DEFAULTS) | set(FIFO_DEFAULTS) | OTHERS
Lookup = Callable[[str], Queue | None]


def of_spec(spec: QueueSpec) -> dict[str, str]:
    """The attributes of a queue of the world."""
    found = DEFAULTS | (FIFO_DEFAULTS if spec.fifo else {})
    found |= {"MessageRetentionPeriod": str(spec.retention), "VisibilityTimeout": str(spec.visibility)}
    if spec.kms_key:
        found |= {
            "KmsMasterKeyId": spec.kms_key,
            "KmsDataKeyReusePeriodSeconds": "300",
            "SqsManagedSseEnabled": "false",
        }
    if spec.dead_letter:
        target = spec.arn.replace(f":{spec.name}", f":{spec.dead_letter}")
        policy = {"deadLetterTargetArn": target, "maxReceiveCount": spec.max_receives}
        found["RedrivePolicy"] = dumps(policy).decode()
    return found


def redrive_of(queue: Queue) -> tuple[str, int]:
    """(ARN of its dead-letter queue, how often a message is received before); empty and 0 without a policy."""
    policy = loads(queue.attributes.get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", "")), int(policy.get("maxReceiveCount", 0))


def checked(name: str, arn: str, attributes: dict[str, str], lookup: Lookup) -> dict[str, str]:
    """The attributes as they may be set; InvalidAttributeName, InvalidAttributeValue or InvalidParameterValue."""
    for key, value in attributes.items():
        if key not in KNOWN:
            raise AwsError("InvalidAttributeName", f"Unknown Attribute {key}.")
        if key in BOUNDS and not _within(value, *BOUNDS[key]):
            raise AwsError("InvalidAttributeValue", f"Invalid value for the parameter {key}.")
    if attributes.get("RedrivePolicy"):
        _check_redrive(name, arn, attributes["RedrivePolicy"], lookup)
    return {key: str(value) for key, value in attributes.items()}


def _within(value: str, least: int, most: int) -> bool:
    return str(value).isdigit() and least <= int(value) <= most


def _check_redrive(name: str, arn: str, policy: str, lookup: Lookup) -> None:
    wanted = _document("RedrivePolicy", policy)
    target = lookup(str(wanted.get("deadLetterTargetArn", "")))
    if target is None:
        raise _refused(
            f"Value {policy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist."
        )
    if not 1 <= int(wanted.get("maxReceiveCount", 0)) <= 1000:
        raise _refused("Value for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount.")
    if target.fifo != name.endswith(".fifo"):
        raise _refused("Value for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type.")
    if not allows(target, arn):
        raise _refused(
            "Value for parameter RedrivePolicy is invalid. Reason: The dead letter queue's policy denies it."
        )


def allows(target: Queue, source_arn: str) -> bool:
    """Whether a queue's RedriveAllowPolicy lets this source use it as its dead-letter queue."""
    policy = _document("RedriveAllowPolicy", target.attributes.get("RedriveAllowPolicy") or "{}")
    permission = policy.get("redrivePermission", "allowAll")
    return permission == "allowAll" or (permission == "byQueue" and source_arn in policy.get("sourceQueueArns", []))


def _document(key: str, text: str) -> dict[str, Any]:
    try:
        return dict(loads(text))
    except (JSONDecodeError, ValueError, TypeError):
        raise _refused(
            f"Value {text} for parameter {key} is invalid. Reason: Redrive policy is not a valid JSON map."
        ) from None


def _refused(text: str) -> AwsError:
    return AwsError("InvalidParameterValueException", text, legacy="InvalidParameterValue")
