"""Invoke: an event is taken on, tried three times, and comes to rest where the function's failed events go."""

from typing import Any
from uuid import uuid4

from orjson import JSONDecodeError, dumps, loads

from demo.lambda_.configuration import Function
from demo.server.calls import Call
from demo.server.errors import AwsError, Reply
from demo.server.state import Answerer, State
from demo.sqs.messages import Message
from demo.world.poison import error_of
from demo.world.specs import FunctionSpec
from demo.world.stamps import iso

STATUS = {"Event": 202, "DryRun": 204}
MOST_BYTES = {"Event": 1_048_576, "": 6_291_456}
"""Lambda quotas: the payload of an asynchronous and of a synchronous invocation."""
WAITS = (0, 60, 180)
"""Seconds after which the last of one, two and three tries has failed (Lambda developer guide, error handling)."""


def _invoke(call: Call, state: State) -> Any:
    function, qualifier = state.functions.find(call, call.body["FunctionName"])
    qualifier = str(call.body.get("Qualifier") or qualifier or "$LATEST")
    _check_qualifier(call, function, qualifier)
    kind, payload = call.body.get("InvocationType", ""), _payload(call)
    if len(payload) > MOST_BYTES.get(kind, MOST_BYTES[""]):
        raise AwsError("RequestEntityTooLargeException", "Request must be smaller than 1048576 bytes", 413)
    request_id = str(uuid4())
    if kind == "Event":
        _take_on(call, state, function, qualifier, payload, request_id)
    status = STATUS.get(kind, 200)
    headers = (
        ("Content-Type", "application/json"),
        ("X-Amz-Executed-Version", qualifier),
        ("x-amzn-RequestId", request_id),
    )
    return Reply(status, b"null" if status == 200 else b"", headers)


def _payload(call: Call) -> str:
    body = call.body.get("Payload") or b""
    text = body.decode(errors="replace") if isinstance(body, bytes) else str(body)
    try:
        loads(text or "null")
    except JSONDecodeError as problem:
        text = f"Could not parse request body into json: {problem}"
        raise AwsError("InvalidRequestContentException", text) from None
    return text


def _check_qualifier(call: Call, function: Function, qualifier: str) -> None:
    known = {"$LATEST", *function.versions, *function.aliases}
    if qualifier not in known:
        text = f"Function not found: {call.arn('function:' + function.config['FunctionName'])}:{qualifier}"
        raise AwsError("ResourceNotFoundException", text, 404)


def _take_on(call: Call, state: State, function: Function, qualifier: str, payload: str, request_id: str) -> None:
    """An event that fails arrives where the function's failed events go once its last try is over."""
    spec = state.world.fleet.function(call.account, call.region, function.config["FunctionName"])
    error = error_of(state.world, spec, payload, call.now)
    if not error and function.reserved != 0:
        return
    retries = 2 if spec is None or spec.retries is None else spec.retries
    at = call.now + WAITS[retries]
    arn, message = _failed(function, spec, qualifier, payload, request_id, error or "Throttled", at)
    if arn:
        with state.queues.lock:
            state.queues.expect(state.queues.key_of(arn), message, at)


def _failed(
    function: Function, spec: FunctionSpec | None, qualifier: str, payload: str, request_id: str, error: str, at: float
) -> tuple[str, Message]:
    """Where the failed event goes, and as what: the event itself, or a destination's record of it."""
    text = f"{error}: sent again and failed again"
    dead = str(function.config.get("DeadLetterConfig", {}).get("TargetArn", ""))
    if dead:
        told = {"RequestID": request_id, "ErrorCode": "200", "ErrorMessage": text}
        attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}
        return dead, Message(str(uuid4()), payload, at, at, attributes, visible_at=at)
    record = {
        "version": "1.0",
        "timestamp": iso(int(at * 1000)),
        "requestContext": {
            "requestId": request_id,
            "functionArn": f"{function.arn}:{qualifier}",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": loads(payload or "null"),
        "responseContext": {"statusCode": 200, "executedVersion": qualifier, "functionError": "Unhandled"},
        "responsePayload": {"errorMessage": text, "errorType": error},
    }
    queue = function.arn.replace(":lambda:", ":sqs:").rpartition(":function:")[0]
    target = f"{queue}:{spec.on_failure}" if spec and spec.on_failure else ""
    return target, Message(str(uuid4()), dumps(record).decode(), at, at, visible_at=at)


ANSWERS: dict[str, Answerer] = {"lambda.Invoke": _invoke}
