"""SendMessage and its batch: what is refused, what a FIFO queue recognises again."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State
from demo.sqs.messages import Message, attributes_md5, body_md5
from demo.sqs.queue import Queue

BATCH = 10
DEDUPLICATION_SECONDS = 300
Answer = dict[str, Any]


def entries_of(call: Call) -> list[dict[str, Any]]:
    """The entries of a batch, or a refusal: none, more than ten, or two of one id."""
    entries: list[dict[str, Any]] = call.body.get("Entries") or []
    if not entries and "lost" not in call.extra:
        raise _refused("EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(entries) > BATCH:
        raise _refused("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.")
    if len({entry["Id"] for entry in entries}) < len(entries):
        raise _refused("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
    return entries


def failed(entry: dict[str, Any], error: AwsError) -> Answer:
    """One entry of a batch's `Failed`."""
    return {"Id": entry["Id"], "SenderFault": True, "Code": error.legacy, "Message": error.message}


def _refused(code: str, text: str) -> AwsError:
    return AwsError(f"com.amazonaws.sqs#{code}", text, legacy=f"AWS.SimpleQueueService.{code}")


def _invalid(text: str, code: str = "InvalidParameterValue") -> AwsError:
    return AwsError(f"com.amazon.coral.service#{code}Exception", text, legacy=code)


def _send(call: Call, state: State) -> Answer:
    with state.queues.lock:
        return _sent(call, state.queues.find(call, call.body["QueueUrl"]), call.body)


def _send_batch(call: Call, state: State) -> Answer:
    entries = entries_of(call)
    answer: Answer = {"Successful": [], "Failed": []}
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        size = sum(_size(entry) for entry in entries)
        if size > int(queue.attributes["MaximumMessageSize"]):
            raise _refused(
                "BatchRequestTooLong", f"Batch requests cannot be longer than the limit. You sent {size} bytes."
            )
        for entry in entries:
            try:
                answer["Successful"].append({"Id": entry["Id"]} | _sent(call, queue, entry))
            except AwsError as error:
                answer["Failed"].append(failed(entry, error))
    return answer


def _sent(call: Call, queue: Queue, entry: dict[str, Any]) -> Answer:
    _check(queue, entry)
    twin = _twin(queue, entry, call.now) if queue.fifo else None
    message = twin or _message(call, queue, entry)
    if twin is None:
        queue.add(message)
    told = {"MessageId": message.id, "MD5OfMessageBody": body_md5(message.body)}
    if message.attributes:
        told["MD5OfMessageAttributes"] = attributes_md5(message.attributes)
    return told | ({"SequenceNumber": message.sequence} if queue.fifo else {})


def _check(queue: Queue, entry: dict[str, Any]) -> None:
    if not entry["MessageBody"]:
        raise _invalid("The request must contain the parameter MessageBody.", "MissingParameter")
    if _size(entry) > int(queue.attributes["MaximumMessageSize"]):
        limit = queue.attributes["MaximumMessageSize"]
        raise _invalid(f"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes.")
    if len(entry.get("MessageAttributes") or {}) > BATCH:
        raise _invalid("Number of message attributes exceeds the allowed maximum [10].")
    if queue.fifo and not entry.get("MessageGroupId"):
        raise _invalid("The request must contain the parameter MessageGroupId.", "MissingParameter")
    if queue.fifo and not _deduplication(queue, entry):
        raise _invalid(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
        )


def _size(entry: dict[str, Any]) -> int:
    return len(str(entry["MessageBody"]).encode()) + len(repr(entry.get("MessageAttributes") or "").encode())


def _deduplication(queue: Queue, entry: dict[str, Any]) -> str:
    given = str(entry.get("MessageDeduplicationId") or "")
    if not given and queue.attributes.get("ContentBasedDeduplication") == "true":
        return sha256(entry["MessageBody"].encode()).hexdigest()
    return given


def _twin(queue: Queue, entry: dict[str, Any], now: float) -> Message | None:
    """The message of the last five minutes with the same deduplication id: it is not put in again."""
    at, message = queue.recent.get(_deduplication(queue, entry), (0.0, None))
    return message if now - at < DEDUPLICATION_SECONDS else None


def _message(call: Call, queue: Queue, entry: dict[str, Any]) -> Message:
    delay = 0 if queue.fifo else int(entry.get("DelaySeconds", queue.attributes["DelaySeconds"]))
    trace = (entry.get("MessageSystemAttributes") or {}).get("AWSTraceHeader", {}).get("StringValue", "")
    message = Message(
        id=str(uuid4()),
        body=entry["MessageBody"],
        sent_at=call.now,
        arrived_at=call.now,
        attributes=entry.get("MessageAttributes") or {},
        group=str(entry.get("MessageGroupId") or ""),
        sender=call.principal.access_key_id,
        trace=trace,
        visible_at=call.now + delay,
    )
    if queue.fifo:
        message.deduplication = _deduplication(queue, entry)
        message.sequence = f"{int(call.now):014d}{len(queue.recent):06d}"
        queue.recent[message.deduplication] = (call.now, message)
    return message


ANSWERS: dict[str, Answerer] = {
    "AmazonSQS.SendMessage": _send,
    "AmazonSQS.SendMessageBatch": _send_batch,
}
