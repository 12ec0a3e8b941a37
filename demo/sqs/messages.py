"""A message in a queue, and what SQS tells about it."""

from base64 import b64decode
from dataclasses import dataclass, field
from hashlib import md5
from struct import pack
from typing import Any

from demo.world.messages import Arrival

SENDER = "AROAEMBEDDEDAWSWORLD:lambda"


@dataclass
class Message:
    """Times are seconds. `sent_at` is the first sending, `arrived_at` when it came into this queue.

    `handle` is the receipt handle of the newest receive; `turn` its place in the queue.
    """

    id: str
    body: str
    sent_at: float
    arrived_at: float
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    receives: int = 0
    first_received_at: float | None = None
    source_arn: str = ""
    group: str = ""
    deduplication: str = ""
    sequence: str = ""
    sender: str = SENDER
    trace: str = ""
    visible_at: float = 0.0
    handle: str = ""
    turn: int = 0


def from_arrival(arrival: Arrival) -> Message:
    """The message that the world dropped into a queue."""
    attributes = {name: {"DataType": "String", "StringValue": text} for name, text in arrival.attributes.items()}
    return Message(
        id=arrival.id,
        body=arrival.body,
        sent_at=arrival.sent_at / 1000,
        arrived_at=arrival.arrived_at / 1000,
        attributes=attributes,
        receives=arrival.receive_count,
        first_received_at=arrival.sent_at / 1000 if arrival.receive_count else None,
        source_arn=arrival.source_arn,
        visible_at=arrival.arrived_at / 1000,
    )


def system_attributes(message: Message) -> dict[str, str]:
    """Everything that ReceiveMessage can tell about a message besides its own attributes."""
    found = {
        "SenderId": message.sender,
        "SentTimestamp": _milliseconds(message.sent_at),
        "ApproximateReceiveCount": str(message.receives),
        "ApproximateFirstReceiveTimestamp": _milliseconds(message.first_received_at or message.arrived_at),
        "MessageGroupId": message.group,
        "MessageDeduplicationId": message.deduplication,
        "SequenceNumber": message.sequence,
        "AWSTraceHeader": message.trace,
        "DeadLetterQueueSourceArn": message.source_arn,
    }
    return {name: value for name, value in found.items() if value}


def body_md5(body: str) -> str:
    """MD5OfMessageBody, which boto3 checks."""
    return md5(body.encode(), usedforsecurity=False).hexdigest()


def attributes_md5(attributes: dict[str, dict[str, Any]]) -> str:
    """MD5OfMessageAttributes: name, type and value of each, length first, by name (SQS developer guide)."""
    digest = md5(usedforsecurity=False)
    for name in sorted(attributes):
        value = attributes[name]
        binary = value["DataType"].startswith("Binary")
        data = b64decode(value["BinaryValue"]) if binary else value["StringValue"].encode()
        for part in (name.encode(), value["DataType"].encode()):
            digest.update(pack("!I", len(part)) + part)
        digest.update((b"\x02" if binary else b"\x01") + pack("!I", len(data)) + data)
    return digest.hexdigest()


def _milliseconds(at: float) -> str:
    return str(int(at * 1000))
