"""What hangs on a function's versions and aliases: aliases, provisioned concurrency, asynchronous configuration."""

from demo.lambda_.configuration import Document, Function, alias_document, provisioned
from demo.lambda_.reading import marked, paged
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State


def _missing(what: str, code: str = "ResourceNotFoundException") -> AwsError:
    return AwsError(code, what, 404)


def _list_aliases(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    version = call.body.get("FunctionVersion")
    found = [a for a in function.aliases.values() if version in (None, a["FunctionVersion"])]
    return marked("Aliases", *paged(call, found))


def _get_alias(call: Call, state: State) -> Document:
    return _alias(call, state.functions.find(call, call.body["FunctionName"])[0])


def _alias(call: Call, function: Function) -> Document:
    name = call.body["Name"]
    if name not in function.aliases:
        raise _missing(f"Cannot find alias arn: {function.arn}:{name}")
    return function.aliases[name]


def _create_alias(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["FunctionName"])
        if call.body["Name"] in function.aliases:
            text = f"Alias already exists: {function.arn}:{call.body['Name']}"
            raise AwsError("ResourceConflictException", text, 409)
        return _put_alias(call, function, {})


def _update_alias(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["FunctionName"])
        return _put_alias(call, function, _alias(call, function))


def _put_alias(call: Call, function: Function, before: Document) -> Document:
    wanted = before | {key: value for key, value in call.body.items() if value is not None}
    version = str(wanted.get("FunctionVersion", "$LATEST"))
    weights = (wanted.get("RoutingConfig") or {}).get("AdditionalVersionWeights", {})
    unknown = [v for v in (version, *weights) if v != "$LATEST" and v not in function.versions]
    if unknown:
        raise _missing(f"Function not found: {function.arn}:{unknown[0]}")
    made = alias_document(function.arn, wanted["Name"], version, weights, wanted.get("Description", ""))
    function.aliases[wanted["Name"]] = made
    return made


def _delete_alias(call: Call, state: State) -> Document:
    with state.functions.lock:
        state.functions.edit(call, call.body["FunctionName"]).aliases.pop(call.body["Name"], None)
        return {}


def _list_provisioned(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    return marked("ProvisionedConcurrencyConfigs", *paged(call, list(function.provisioned.values())))


def _get_provisioned(call: Call, state: State) -> Document:
    function, qualifier = state.functions.find(call, call.body["FunctionName"])
    if qualifier not in function.provisioned:
        what = "No Provisioned Concurrency Config found for this function"
        raise _missing(what, "ProvisionedConcurrencyConfigNotFoundException")
    return {key: value for key, value in function.provisioned[qualifier].items() if key != "FunctionArn"}


def _put_provisioned(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["FunctionName"])
        number = int(call.body["ProvisionedConcurrentExecutions"])
        made = provisioned(function.arn, call.body["Qualifier"], number, call.now)
        function.provisioned[call.body["Qualifier"]] = made
        return {key: value for key, value in made.items() if key != "FunctionArn"}


def _delete_provisioned(call: Call, state: State) -> Document:
    with state.functions.lock:
        state.functions.edit(call, call.body["FunctionName"]).provisioned.pop(call.body["Qualifier"], None)
        return {}


def _get_invoke_config(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    if function.invoke_config is None:
        raise _missing(f"The function {function.arn} doesn't have an EventInvokeConfig")
    return function.invoke_config


def _list_invoke_configs(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    found = [function.invoke_config] if function.invoke_config else []
    return marked("FunctionEventInvokeConfigs", *paged(call, found))


def _put_invoke_config(call: Call, state: State) -> Document:
    with state.functions.lock:
        function = state.functions.edit(call, call.body["FunctionName"])
        kept = {key: value for key, value in call.body.items() if key not in ("FunctionName", "Qualifier")}
        before = (function.invoke_config or {}) if call.action.startswith("Update") else {}
        head = {"FunctionArn": f"{function.arn}:$LATEST", "LastModified": call.now}
        function.invoke_config = before | head | kept
        return function.invoke_config


def _delete_invoke_config(call: Call, state: State) -> Document:
    with state.functions.lock:
        state.functions.edit(call, call.body["FunctionName"]).invoke_config = None
        return {}


ANSWERS: dict[str, Answerer] = {
    "lambda.ListAliases": _list_aliases,
    "lambda.GetAlias": _get_alias,
    "lambda.CreateAlias": _create_alias,
    "lambda.UpdateAlias": _update_alias,
    "lambda.DeleteAlias": _delete_alias,
    "lambda.ListProvisionedConcurrencyConfigs": _list_provisioned,
    "lambda.GetProvisionedConcurrencyConfig": _get_provisioned,
    "lambda.PutProvisionedConcurrencyConfig": _put_provisioned,
    "lambda.DeleteProvisionedConcurrencyConfig": _delete_provisioned,
    "lambda.GetFunctionEventInvokeConfig": _get_invoke_config,
    "lambda.ListFunctionEventInvokeConfigs": _list_invoke_configs,
    "lambda.PutFunctionEventInvokeConfig": _put_invoke_config,
    "lambda.UpdateFunctionEventInvokeConfig": _put_invoke_config,
    "lambda.DeleteFunctionEventInvokeConfig": _delete_invoke_config,
}
