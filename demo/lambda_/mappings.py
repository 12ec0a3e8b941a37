"""What is asked about event source mappings, and what people do to them."""

from uuid import NAMESPACE_URL, uuid5

from demo.lambda_.configuration import Document
from demo.lambda_.functions import split
from demo.lambda_.reading import marked, paged
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State

PAGE = 100
_STATES = {True: "Enabled", False: "Disabled"}


def _list(call: Call, state: State) -> Document:
    name, source = call.body.get("FunctionName"), call.body.get("EventSourceArn")
    found = [
        mapping
        for mapping in state.mappings.in_account(call)
        if source in (None, mapping["EventSourceArn"]) and (not name or _feeds(mapping, name))
    ]
    return marked("EventSourceMappings", *paged(call, found, PAGE))


def _feeds(mapping: Document, name: str) -> bool:
    wanted, has = split(name), split(mapping["FunctionArn"])
    return wanted[0] == has[0] and wanted[1] in ("", has[1])


def _get(call: Call, state: State) -> Document:
    found = state.mappings.by_id.get((call.account, call.region, call.body["UUID"]))
    if found is None:
        raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404)
    return found


def _create(call: Call, state: State) -> Document:
    function, qualifier = state.functions.find(call, call.body["FunctionName"])
    source = call.body["EventSourceArn"]
    uuid = str(uuid5(NAMESPACE_URL, f"{function.arn}:{source}"))
    made: Document = {
        "UUID": uuid,
        "BatchSize": 10 if ":sqs:" in source else 100,
        "MaximumBatchingWindowInSeconds": 0,
        "EventSourceMappingArn": call.arn(f"event-source-mapping:{uuid}"),
        "FunctionResponseTypes": [],
        "LastProcessingResult": "No records processed",
        "State": "Enabled",
        "StateTransitionReason": "USER_INITIATED",
    }
    named = {"FunctionArn": f"{function.arn}:{qualifier}" if qualifier else function.arn}
    return _put(call, state, made | _given(call) | named)


def _update(call: Call, state: State) -> Document:
    return _put(call, state, _get(call, state) | _given(call))


def _given(call: Call) -> Document:
    left_out = ("FunctionName", "Enabled", "UUID")
    given = {key: value for key, value in call.body.items() if key not in left_out}
    switched = {"State": _STATES[call.body["Enabled"]]} if "Enabled" in call.body else {}
    return given | switched | {"LastModified": call.now}


def _put(call: Call, state: State, mapping: Document) -> Document:
    with state.mappings.lock:
        state.mappings.by_id[call.account, call.region, mapping["UUID"]] = mapping
    return mapping


def _delete(call: Call, state: State) -> Document:
    found = _get(call, state)
    with state.mappings.lock:
        del state.mappings.by_id[call.account, call.region, call.body["UUID"]]
    return found | {"State": "Deleting"}


ANSWERS: dict[str, Answerer] = {
    "lambda.ListEventSourceMappings": _list,
    "lambda.GetEventSourceMapping": _get,
    "lambda.CreateEventSourceMapping": _create,
    "lambda.UpdateEventSourceMapping": _update,
    "lambda.DeleteEventSourceMapping": _delete,
}
