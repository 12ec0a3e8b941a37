"""The SQS calls of a redrive on one queue, with foreign shapes turned into records at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectors.aws import Aws
from webapp.analysis.dead_letters import DeadLetter, group_of

BATCH = 10
"""Messages a batch call (SQS quotas)."""
ONE_CALL_BYTES = 1_048_576
"""Bytes of a batch, and of one message (SQS quotas)."""

TOLD = [
    "SentTimestamp",
    "ApproximateReceiveCount",
    "DeadLetterQueueSourceArn",
    "MessageGroupId",
    "AWSTraceHeader",
]
"""What we read of a message besides its own attributes."""
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Received:
    """A message in our hands until its visibility timeout. `own` are its attributes as SQS wants them back; `size` is
    in bytes that count, attributes too.
    """

    letter: DeadLetter
    handle: str
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trace: str = ""
    size: int = 0

    @property
    def id(self) -> str:
        """The message's id."""
        return self.letter.id


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a queue holds, approximately."""

    visible: int
    in_flight: int
    delayed: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.visible + self.in_flight + self.delayed


class QueueCalls:
    """One queue. Every method raises AwsError and nothing else. `causes` are what the logs told of its messages."""

    def __init__(self, aws: Aws, url: str, causes: Mapping[str, str] = NOTHING) -> None:
        self._aws, self.url, self._causes = aws, url, causes
        self._name = url.rpartition("/")[2]

    def receive(self, number: int, hold_s: int, wait_s: int = 1) -> list[Received]:
        """Up to ten messages, hidden from others for `hold_s`; long polling asks all of SQS's servers."""
        answer = self._call(
            "receive_message",
            MaxNumberOfMessages=min(number, BATCH),
            VisibilityTimeout=hold_s,
            WaitTimeSeconds=wait_s,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=TOLD,
        )
        return [received(message, self._causes) for message in answer.get("Messages", ())]

    def delete(self, messages: Sequence[Received]) -> list[Received]:
        """Delete up to ten; those that are gone now."""
        entries = [{"Id": str(at), "ReceiptHandle": message.handle} for at, message in enumerate(messages)]
        answer = self._call("delete_message_batch", Entries=entries)
        return [messages[int(entry["Id"])] for entry in answer.get("Successful", ())]

    def hide(self, messages: Sequence[Received], seconds: int) -> None:
        """Let up to ten show again in so many seconds; 0 gives them back at once."""
        entries = [
            {"Id": str(at), "ReceiptHandle": message.handle, "VisibilityTimeout": seconds}
            for at, message in enumerate(messages)
        ]
        self._call("change_message_visibility_batch", Entries=entries)

    def depth(self) -> Depth:
        """How many messages there are."""
        suffixes = ("", "NotVisible", "Delayed")
        names = [f"ApproximateNumberOfMessages{suffix}" for suffix in suffixes]
        found = self._call("get_queue_attributes", AttributeNames=names).get("Attributes", {})
        return Depth(*(int(found.get(name, 0)) for name in names))

    def send(self, entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """SendMessageBatch as it answers: `Successful` and `Failed`."""
        return self._call("send_message_batch", Entries=list(entries))

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        return self._aws.call("sqs", method, subject=self._name, QueueUrl=self.url, **arguments)


def received(message: Mapping[str, Any], causes: Mapping[str, str] = NOTHING) -> Received:
    """A message of ReceiveMessage's answer; `causes` are what the logs told of some, by id."""
    system = message.get("Attributes", {})
    own = message.get("MessageAttributes", {})
    letter = DeadLetter(
        id=message["MessageId"],
        body=message["Body"],
        sent_at=int(system.get("SentTimestamp", 0)) // 1000,
        receives=int(system.get("ApproximateReceiveCount", 0)),
        attributes=tuple((name, _value(value)) for name, value in sorted(own.items())),
        source_arn=system.get("DeadLetterQueueSourceArn", ""),
        group=system.get("MessageGroupId", ""),
        found_cause=causes.get(message["MessageId"], ""),
    )
    size = len(letter.body.encode()) + sum(_size(name, value) for name, value in own.items())
    return Received(letter, message["ReceiptHandle"], _to_send(own), system.get("AWSTraceHeader", ""), size)


def cause_group(message: Received) -> str:
    """What the message's cause is counted under."""
    return group_of(message.letter.cause)


def _to_send(own: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Only what SendMessage takes: type and value."""
    names = ("DataType", "StringValue", "BinaryValue")
    return {key: {name: value[name] for name in names if name in value} for key, value in own.items()}


def _size(name: str, attribute: Mapping[str, Any]) -> int:
    value = attribute.get("BinaryValue") or str(attribute.get("StringValue", "")).encode()
    return len(name.encode()) + len(attribute["DataType"]) + len(value)


def _value(value: Mapping[str, Any]) -> str:
    if "BinaryValue" in value:
        return f"(binary, {len(value['BinaryValue'])} bytes)"
    return str(value["StringValue"]) if "StringValue" in value else json.dumps(value, default=str)
