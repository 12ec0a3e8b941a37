"""What people do to functions: create, update, publish, tag, delete."""

from base64 import b64decode, b64encode
from hashlib import sha256

from demo.lambda_.configuration import Document, Function, revision
from demo.lambda_.functions import split
from demo.lambda_.times import iso
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State

SIMPLE = ("Role", "Handler", "Description", "Timeout", "MemorySize", "Runtime", "Environment", "DeadLetterConfig",
          "TracingConfig", "EphemeralStorage", "KMSKeyArn")  # fmt: skip
BOUNDS = {"Timeout": (1, 900), "MemorySize": (128, 10_240)}
"""Lambda quotas: seconds, MB."""


def _create(call: Call, state: State) -> Document:
    name = split(call.body["FunctionName"])[0]
    with state.functions.lock:
        if state.functions.get(call, name):
            raise AwsError("ResourceConflictException", f"Function already exist: {name}", 409)
        function = Function(config=_first(call, name), tags=dict(call.body.get("Tags", {})))
        function.config |= _changes(call) | _coded(call, call.body["Code"])
        state.functions.put(call, function)
        return _published(call, function) if call.body.get("Publish") else function.config


def _first(call: Call, name: str) -> Document:
    return {
        "FunctionName": name,
        "FunctionArn": call.arn(f"function:{name}"),
        "Description": "",
        "Timeout": 3,
        "MemorySize": 128,
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": call.body.get("PackageType", "Zip"),
        "Architectures": call.body.get("Architectures", ["x86_64"]),
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"},
    }


def _changes(call: Call) -> Document:
    """What the request sets, as the configuration shows it."""
    body = call.body
    found: Document = {key: body[key] for key in SIMPLE if key in body}
    for key, (least, most) in BOUNDS.items():
        if key in body and not least <= body[key] <= most:
            text = f"Value '{body[key]}' at '{key}' failed to satisfy constraint: between {least} and {most}"
            raise AwsError("InvalidParameterValueException", text)
    if "Layers" in body:
        found["Layers"] = [{"Arn": arn, "CodeSize": 1_048_576} for arn in body["Layers"]]
    if "SnapStart" in body:
        on = body["SnapStart"].get("ApplyOn") == "PublishedVersions"
        found["SnapStart"] = body["SnapStart"] | {"OptimizationStatus": "On" if on else "Off"}
    if "LoggingConfig" in body:
        found["LoggingConfig"] = {"LogGroup": f"/aws/lambda/{split(body['FunctionName'])[0]}"} | body["LoggingConfig"]
    return found | _stamp(call)


def _stamp(call: Call) -> Document:
    return {"LastModified": iso(call.now), "RevisionId": revision(call.body, call.now)}


def _coded(call: Call, code: Document) -> Document:
    if "ZipFile" in code:
        package = b64decode(code["ZipFile"])
        digest, size = sha256(package).digest(), len(package)
    else:
        digest, size = sha256(repr(sorted(code.items())).encode()).digest(), 1_048_576
    return {"CodeSha256": b64encode(digest).decode(), "CodeSize": size} | _stamp(call)


def _update_code(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = _unchanged(call, state)
        function.config = function.config | _coded(call, call.body)
        if "Architectures" in call.body:
            function.config["Architectures"] = call.body["Architectures"]
        return _published(call, function) if call.body.get("Publish") else function.config


def _update_configuration(call: Call, state: State) -> Document:
    with state.functions.lock:
        changes = _changes(call)
        function = _unchanged(call, state)
        function.config = function.config | changes
        return function.config


def _unchanged(call: Call, state: State) -> Function:
    """The function to edit; refused where the caller names another revision than the present one."""
    function, _ = state.functions.find(call, call.body["FunctionName"])
    if call.body.get("RevisionId", function.config["RevisionId"]) != function.config["RevisionId"]:
        text = "The Revision Id provided does not match the latest Revision Id."
        raise AwsError("PreconditionFailedException", text, 412)
    return state.functions.edit(call, call.body["FunctionName"])


def _publish(call: Call, state: State) -> Document:
    with state.functions.lock:
        return _published(call, state.functions.edit(call, call.body["FunctionName"]))


def _published(call: Call, function: Function) -> Document:
    version = str(max((int(number) for number in function.versions), default=0) + 1)
    named = {"Version": version, "FunctionArn": f"{function.arn}:{version}", "LastModified": iso(call.now)}
    function.versions[version] = function.config | named
    return function.versions[version]


def _delete(call: Call, state: State) -> Document:
    with state.functions.lock:
        function, qualifier = state.functions.find(call, call.body["FunctionName"])
        if not qualifier:
            state.functions.delete(call, call.body["FunctionName"])
        elif function.versions.get(qualifier):
            del state.functions.edit(call, call.body["FunctionName"]).versions[qualifier]
        return {}


def _put_concurrency(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["FunctionName"])
        function.reserved = int(call.body["ReservedConcurrentExecutions"])
        return {"ReservedConcurrentExecutions": function.reserved}


def _delete_concurrency(call: Call, state: State) -> Document:
    with state.functions.lock:
        state.functions.edit(call, call.body["FunctionName"]).reserved = None
        return {}


def _tag(call: Call, state: State) -> Document:
    with state.functions.lock:
        state.functions.edit(call, call.body["Resource"]).tags |= call.body["Tags"]
        return {}


def _untag(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["Resource"])
        function.tags = {key: value for key, value in function.tags.items() if key not in call.body["TagKeys"]}
        return {}


ANSWERS: dict[str, Answerer] = {
    "lambda.CreateFunction": _create,
    "lambda.UpdateFunctionCode": _update_code,
    "lambda.UpdateFunctionConfiguration": _update_configuration,
    "lambda.PublishVersion": _publish,
    "lambda.DeleteFunction": _delete,
    "lambda.PutFunctionConcurrency": _put_concurrency,
    "lambda.DeleteFunctionConcurrency": _delete_concurrency,
    "lambda.TagResource": _tag,
    "lambda.UntagResource": _untag,
}
