"""ReceiveMessage, its deletions and visibility: with the move to the dead-letter queue on the receive too many."""

from collections.abc import Callable
from typing import Any

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State
from demo.sqs.messages import Message, attributes_md5, body_md5, system_attributes
from demo.sqs.queue import Queue
from demo.sqs.sending import entries_of, failed

IN_FLIGHT = 120_000
"""SQS quotas: messages in flight a queue."""
POLL_SECONDS = 0.1
Answer = dict[str, Any]


def _receive(call: Call, state: State) -> Answer:
    """Waits up to WaitTimeSeconds of the machine's time where there is nothing yet."""
    number = int(call.body.get("MaxNumberOfMessages", 1))
    if not 1 <= number <= 10:
        raise _invalid(
            f"Value {number} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10."
        )
    patience = _patience(call, state)
    while True:
        with state.queues.lock:
            queue = state.queues.find(call, call.body["QueueUrl"])
            found = _handed_out(call, state, queue, number)
        if found or patience <= 0 or state.stopping.wait(POLL_SECONDS):
            return {"Messages": [_shown(call, message) for message in found]} if found else {}
        patience -= POLL_SECONDS


def _patience(call: Call, state: State) -> float:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
    return float(call.body.get("WaitTimeSeconds", queue.attributes["ReceiveMessageWaitTimeSeconds"]))


def _handed_out(call: Call, state: State, queue: Queue, number: int) -> list[Message]:
    if queue.depth(call.now).in_flight + number > IN_FLIGHT:
        raise AwsError("com.amazonaws.sqs#OverLimit", "Too many messages in flight.", 403, legacy="OverLimit")
    seconds = int(call.body.get("VisibilityTimeout", queue.attributes["VisibilityTimeout"]))
    found: list[Message] = []
    while len(found) < number:
        ready = queue.receivable(number - len(found), call.now)
        if not ready:
            break
        for message in ready:
            if not state.queues.bury(queue, message, call.now):
                queue.hand_out(message, seconds, call.now)
                found.append(message)
    return found


def _shown(call: Call, message: Message) -> Answer:
    body = call.body
    asked = set(body.get("AttributeNames", [])) | set(body.get("MessageSystemAttributeNames", []))
    system = {k: v for k, v in system_attributes(message).items() if "All" in asked or k in asked}
    wanted = body.get("MessageAttributeNames", [])
    own = {k: v for k, v in message.attributes.items() if any(_matches(k, pattern) for pattern in wanted)}
    shown: Answer = {
        "MessageId": message.id,
        "ReceiptHandle": message.handle,
        "MD5OfBody": body_md5(message.body),
        "Body": message.body,
    }
    if system:
        shown["Attributes"] = system
    return shown | ({"MessageAttributes": own, "MD5OfMessageAttributes": attributes_md5(own)} if own else {})


def _matches(name: str, pattern: str) -> bool:
    return pattern in ("All", ".*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-2]))


def _delete_one(call: Call, state: State, queue: Queue, entry: dict[str, Any]) -> None:
    message = _by_handle(queue, entry["ReceiptHandle"])
    if message is not None:
        state.queues.take(queue, message, call.now)


def _hide_one(call: Call, _state: State, queue: Queue, entry: dict[str, Any]) -> None:
    message, seconds = _by_handle(queue, entry["ReceiptHandle"]), int(entry["VisibilityTimeout"])
    if not 0 <= seconds <= 43_200:
        raise _invalid(f"Value {seconds} for parameter VisibilityTimeout is invalid.")
    if message is None or not queue.flies(message):
        text = "Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available."
        raise _invalid(text)
    queue.show_in(message, seconds, call.now)


def _by_handle(queue: Queue, handle: str) -> Message | None:
    try:
        return queue.by_handle(handle)
    except KeyError:
        text = f'The input receipt handle "{handle}" is not a valid receipt handle.'
        raise AwsError("com.amazonaws.sqs#ReceiptHandleIsInvalid", text, 404, legacy="ReceiptHandleIsInvalid") from None


def _invalid(text: str) -> AwsError:
    return AwsError("com.amazon.coral.service#InvalidParameterValueException", text, legacy="InvalidParameterValue")


_Act = Callable[[Call, State, Queue, dict[str, Any]], None]


def _single(act: _Act) -> Answerer:
    def answer(call: Call, state: State) -> Answer:
        with state.queues.lock:
            act(call, state, state.queues.find(call, call.body["QueueUrl"]), call.body)
        return {}

    return answer


def _batch(act: _Act) -> Answerer:
    def answer(call: Call, state: State) -> Answer:
        entries = entries_of(call)
        done: Answer = {"Successful": [], "Failed": []}
        with state.queues.lock:
            queue = state.queues.find(call, call.body["QueueUrl"])
            for entry in entries:
                try:
                    act(call, state, queue, entry)
                    done["Successful"].append({"Id": entry["Id"]})
                except AwsError as error:
                    done["Failed"].append(failed(entry, error))
        return done

    return answer


ANSWERS: dict[str, Answerer] = {
    "AmazonSQS.ReceiveMessage": _receive,
    "AmazonSQS.DeleteMessage": _single(_delete_one),
    "AmazonSQS.DeleteMessageBatch": _batch(_delete_one),
    "AmazonSQS.ChangeMessageVisibility": _single(_hide_one),
    "AmazonSQS.ChangeMessageVisibilityBatch": _batch(_hide_one),
}
