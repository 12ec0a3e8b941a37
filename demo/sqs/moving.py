"""StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask: with what SQS refuses (SQS API reference)."""

from typing import Any

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State
from demo.sqs.moves import Move

MOST_A_SECOND = 500
MOST_AT_ONCE = 100
"""Active tasks an account."""
MOST_LISTED = 10
Answer = dict[str, Any]


def _start(call: Call, state: State) -> Answer:
    source_arn, destination_arn = call.body["SourceArn"], call.body.get("DestinationArn") or ""
    rate = call.body.get("MaxNumberOfMessagesPerSecond")
    if rate is not None and not 1 <= int(rate) <= MOST_A_SECOND:
        raise _invalid(f"MaxNumberOfMessagesPerSecond must be between 1 and {MOST_A_SECOND}.")
    with state.queues.lock:
        _check(call, state, source_arn, destination_arn)
        key = state.queues.key_of(source_arn)
        visible = state.queues.by_key[key].depth(call.now).visible
        move = Move(source_arn, destination_arn, None if rate is None else int(rate), call.now, visible)
        state.moves.start(move)
    return {"TaskHandle": move.handle}


def _check(call: Call, state: State, source_arn: str, destination_arn: str) -> None:
    source = state.queues.by_arn(source_arn, call.now)
    if source is None:
        raise _missing("The resource that you specified for the SourceArn parameter doesn't exist.")
    key = state.queues.key_of(source_arn)
    if not state.queues.feeding(source, *key[:2]):
        raise _invalid("Source queue must be configured as a Dead Letter Queue.")
    if destination_arn:
        target = state.queues.by_arn(destination_arn, call.now)
        if target is None:
            raise _missing("The resource that you specified for the DestinationArn parameter doesn't exist.")
        if target.fifo != source.fifo or target is source:
            raise _invalid("The destination queue must be another queue of the same type as the source queue.")
    active = [task for task in state.moves.tasks if task.active]
    if any(task.source_arn == source_arn for task in active):
        text = (
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
        )
        raise _invalid(text)
    if sum(state.queues.key_of(task.source_arn)[0] == key[0] for task in active) >= MOST_AT_ONCE:
        raise AwsError("com.amazonaws.sqs#RequestThrottled", "Too many active tasks.", 403, legacy="RequestThrottled")


def _list(call: Call, state: State) -> Answer:
    most = int(call.body.get("MaxResults") or 1)
    if not 1 <= most <= MOST_LISTED:
        raise _invalid(f"MaxResults must be between 1 and {MOST_LISTED}.")
    with state.queues.lock:
        if state.queues.by_arn(call.body["SourceArn"], call.now) is None:
            raise _missing("The resource that you specified for the SourceArn parameter doesn't exist.")
        return {"Results": [_shown(task) for task in state.moves.of(call.body["SourceArn"])[:most]]}


def _shown(task: Move) -> Answer:
    """A task's handle is told only while it runs."""
    optional: Answer = {
        "TaskHandle": task.handle if task.status == "RUNNING" else None,
        "DestinationArn": task.destination_arn or None,
        "MaxNumberOfMessagesPerSecond": task.rate,
        "FailureReason": task.reason or None,
    }
    return {
        "Status": task.status,
        "SourceArn": task.source_arn,
        "ApproximateNumberOfMessagesMoved": task.moved,
        "ApproximateNumberOfMessagesToMove": task.to_move,
        "StartedTimestamp": int(task.started * 1000),
    } | {name: value for name, value in optional.items() if value is not None}


def _cancel(call: Call, state: State) -> Answer:
    with state.queues.lock:
        state.moves.catch_up(state.queues, call.now)
        task = next((task for task in state.moves.tasks if task.handle == call.body["TaskHandle"]), None)
        if task is None:
            raise _missing("The task does not exist.")
        if task.status != "RUNNING":
            raise _invalid("Only active tasks can be cancelled.")
        task.status, task.cancelled = "CANCELLING", call.now
        return {"ApproximateNumberOfMessagesMoved": task.moved}


def _invalid(text: str) -> AwsError:
    return AwsError("com.amazon.coral.service#InvalidParameterValueException", text, legacy="InvalidParameterValue")


def _missing(text: str) -> AwsError:
    return AwsError("com.amazonaws.sqs#ResourceNotFoundException", text, 404, legacy="ResourceNotFoundException")


ANSWERS: dict[str, Answerer] = {
    "AmazonSQS.StartMessageMoveTask": _start,
    "AmazonSQS.ListMessageMoveTasks": _list,
    "AmazonSQS.CancelMessageMoveTask": _cancel,
}
