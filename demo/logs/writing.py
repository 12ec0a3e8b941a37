"""What people do to log groups: create, delete, and put events into them."""

from typing import Any

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State


def _create(call: Call, state: State) -> dict[str, Any]:
    state.logs.groups.create(call, str(call.body["logGroupName"]))
    return {}


def _delete(call: Call, state: State) -> dict[str, Any]:
    state.logs.groups.delete(call, str(call.body["logGroupName"]))
    return {}


def _create_stream(call: Call, state: State) -> dict[str, Any]:
    state.logs.groups.write(call, str(call.body["logGroupName"]), str(call.body["logStreamName"]), [])
    return {}


def _put(call: Call, state: State) -> dict[str, Any]:
    events = [(int(event["timestamp"]), str(event["message"])) for event in call.body.get("logEvents", [])]
    if not events or any(not message for _, message in events):
        raise AwsError("InvalidParameterException", "Log events must be given, each with a message.")
    state.logs.groups.write(call, str(call.body["logGroupName"]), str(call.body["logStreamName"]), events)
    return {"nextSequenceToken": "0"}


ANSWERS: dict[str, Answerer] = {
    "Logs_20140328.CreateLogGroup": _create,
    "Logs_20140328.DeleteLogGroup": _delete,
    "Logs_20140328.CreateLogStream": _create_stream,
    "Logs_20140328.PutLogEvents": _put,
}
