"""What a message's body holds: JSON taken out of the envelopes that SQS, SNS, EventBridge, S3 and Lambda put around it.

Shapes: AWS's documentation of each service's events. A body is somebody else's text: whatever does not look like a
known envelope stays as it is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DEEPEST = 8
"""Envelopes within envelopes that are opened: more than anybody sends."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One envelope that was opened: what it is, and what it says in a few words."""

    kind: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body opened: its envelopes from the outside in, and what is within, as text with indents where it is JSON."""

    layers: tuple[Layer, ...]
    content: Any
    text: str
    is_json: bool


@dataclass(frozen=True, slots=True)
class StreamBatch:
    """Where a stream's failed batch is to be read: a failure record of Kinesis, DynamoDB or a Pipe holds no payload."""

    stream: str
    shard: str
    first: str
    last: str
    records: int | None


def opened(text: str) -> Body:
    """The body without its envelopes."""
    content = parsed(text)
    layers: list[Layer] = []
    while len(layers) < DEEPEST and (found := _open(content)):
        layer, content = found
        layers.append(layer)
    is_json = not isinstance(content, str)
    return Body(tuple(layers), content, pretty(content) if is_json else content, is_json)


def parsed(text: str) -> Any:
    """The JSON value of a text that is an object or a list; else the text itself."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def pretty(content: Any) -> str:
    """JSON as a person reads it."""
    try:
        return json.dumps(content, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return str(content)


def destination_record(body: str) -> Mapping[str, Any] | None:
    """The record that Lambda sends to a destination, None where the body is none."""
    content = parsed(body)
    if isinstance(content, dict) and content.get("source") == "lambda" and isinstance(content.get("detail"), dict):
        content = content["detail"]
    is_record = isinstance(content, dict) and isinstance(content.get("requestContext"), dict)
    return content if is_record and "condition" in content["requestContext"] else None


def stream_batch(body: str) -> StreamBatch | None:
    """The batch that a stream's failure record tells of, None where the body is no such record."""
    content = parsed(body)
    if not isinstance(content, dict):
        return None
    info = content.get("KinesisBatchInfo") or content.get("DDBStreamBatchInfo")
    if not isinstance(info, dict):
        return None
    size = info.get("batchSize")
    arn, shard = (str(info.get(key, "")) for key in ("streamArn", "shardId"))
    first, last = (str(info.get(key, "")) for key in ("startSequenceNumber", "endSequenceNumber"))
    return StreamBatch(arn, shard, first, last, size if isinstance(size, int) else None)


def _open(content: Any) -> tuple[Layer, Any] | None:
    """The outermost envelope and what is in it, None where there is none."""
    if not isinstance(content, dict):
        return None
    found = (opener(content) for opener in _OPENERS)
    return next((each for each in found if each), None)


def _destination(content: dict[str, Any]) -> tuple[Layer, Any] | None:
    context = content.get("requestContext")
    if not isinstance(context, dict) or "condition" not in context or "requestPayload" not in content:
        return None
    return Layer("Lambda destination", f"{context['condition']} of {context.get('functionArn', '')}"), _inner(
        content["requestPayload"]
    )


def _notification(content: dict[str, Any]) -> tuple[Layer, Any] | None:
    if content.get("Type") != "Notification" or "Message" not in content:
        return None
    return Layer("SNS", str(content.get("TopicArn", ""))), _inner(content["Message"])


def _event(content: dict[str, Any]) -> tuple[Layer, Any] | None:
    if not {"detail-type", "source", "detail"} <= content.keys():
        return None
    return Layer("EventBridge", f"{content['detail-type']} from {content['source']}"), _inner(content["detail"])


def _one_record(content: dict[str, Any]) -> tuple[Layer, Any] | None:
    """The event that a function gets: opened where it holds one record, as several cannot be shown as one."""
    records = content.get("Records")
    if not isinstance(records, list) or len(records) != 1 or not isinstance(records[0], dict):
        return None
    record = records[0]
    source = record.get("eventSource") or record.get("EventSource")
    if source == "aws:sqs" and "body" in record:
        return Layer("SQS", str(record.get("eventSourceARN", ""))), _inner(record["body"])
    if source == "aws:sns" and isinstance(record.get("Sns"), dict):
        return Layer("SNS", str(record["Sns"].get("TopicArn", ""))), _inner(record["Sns"].get("Message", ""))
    if source == "aws:s3" and isinstance(record.get("s3"), dict):
        return Layer("S3", str(record.get("eventName", ""))), record["s3"]
    return None


_OPENERS: tuple[Callable[[dict[str, Any]], tuple[Layer, Any] | None], ...] = (
    _destination,
    _notification,
    _event,
    _one_record,
)


def _inner(content: Any) -> Any:
    return parsed(content) if isinstance(content, str) else content
