"""Lambda's reads about functions: lists page by page, configurations, versions, tags, limits."""

from typing import Any

from demo.lambda_.configuration import Document, Function
from demo.lambda_.functions import not_found
from demo.server.calls import Call
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE = 50
ONLY_ALONE = ("State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason",
              "LastUpdateStatusReasonCode", "RuntimeVersionConfig")  # fmt: skip
"""Members that ListFunctions leaves out (API reference: "returns a subset of the fields")."""
CODE_BYTES_LIMIT = 80_530_636_800


def marked(key: str, items: list[Any], token: str | None) -> Document:
    """A page of a list with its NextMarker."""
    return {key: items} | ({"NextMarker": token} if token else {})


def paged(call: Call, items: list[Any], usual: int = PAGE) -> tuple[list[Any], str | None]:
    """The page that Marker and MaxItems ask for."""
    return page(items, call, call.body.get("Marker"), call.body.get("MaxItems"), usual)


def _list_functions(call: Call, state: State) -> Document:
    names, token = paged(call, state.functions.names(call))
    found = [f for f in (state.functions.get(call, name) for name in names) if f is not None]
    if call.body.get("FunctionVersion") == "ALL":
        return marked("Functions", [_short(v) for f in found for v in (f.config, *f.versions.values())], token)
    return marked("Functions", [_short(f.config) for f in found], token)


def _short(config: Document) -> Document:
    return {key: value for key, value in config.items() if key not in ONLY_ALONE}


def _list_versions(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    latest = function.config | {"FunctionArn": f"{function.arn}:$LATEST"}
    versions, token = paged(call, [_short(v) for v in (latest, *function.versions.values())])
    return marked("Versions", versions, token)


def qualified(call: Call, function: Function, qualifier: str) -> Document:
    """The configuration of a version or of what an alias points at; ResourceNotFound where there is no such."""
    if not qualifier:
        return function.config
    if qualifier == "$LATEST":
        return function.config | {"FunctionArn": f"{function.arn}:$LATEST"}
    version = function.aliases[qualifier]["FunctionVersion"] if qualifier in function.aliases else qualifier
    config = function.config if version == "$LATEST" else function.versions.get(version)
    if config is None:
        raise not_found(call, function.arn)
    return config | {"FunctionArn": f"{function.arn}:{qualifier}"}


def _configuration(call: Call, state: State) -> Document:
    return qualified(call, *state.functions.find(call, call.body["FunctionName"]))


def _get_function(call: Call, state: State) -> Document:
    function, qualifier = state.functions.find(call, call.body["FunctionName"])
    config = qualified(call, function, qualifier)
    answer: Document = {"Configuration": config, "Code": _code(call, config), "Tags": function.tags}
    return answer | ({"Concurrency": _reservation(function)} if function.reserved is not None else {})


def _code(call: Call, config: Document) -> Document:
    if config["PackageType"] == "Image":
        image = f"{call.account}.dkr.ecr.{call.region}.amazonaws.com/{config['FunctionName']}"
        return {"RepositoryType": "ECR", "ImageUri": f"{image}:latest", "ResolvedImageUri": f"{image}@sha256"}
    return {"RepositoryType": "S3", "Location": f"https://awslambda-{call.region}-tasks.s3.amazonaws.com/snapshots"}


def _reservation(function: Function) -> Document:
    return {"ReservedConcurrentExecutions": function.reserved}


def _get_concurrency(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["FunctionName"])
    return _reservation(function) if function.reserved is not None else {}


def _list_tags(call: Call, state: State) -> Document:
    function, _ = state.functions.find(call, call.body["Resource"])
    return {"Tags": function.tags}


def _account_settings(call: Call, state: State) -> Document:
    found = [state.functions.get(call, name) for name in state.functions.names(call)]
    functions = [f for f in found if f is not None]
    limit = state.world.fleet.account_of(call.account, call.region).concurrency
    reserved = sum(f.reserved or 0 for f in functions)
    return {
        "AccountLimit": {
            "TotalCodeSize": CODE_BYTES_LIMIT,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": limit,
            "UnreservedConcurrentExecutions": limit - reserved,
        },
        "AccountUsage": {
            "TotalCodeSize": sum(f.config["CodeSize"] for f in functions),
            "FunctionCount": len(functions),
        },
    }


ANSWERS: dict[str, Answerer] = {
    "lambda.ListFunctions": _list_functions,
    "lambda.ListVersionsByFunction": _list_versions,
    "lambda.GetFunction": _get_function,
    "lambda.GetFunctionConfiguration": _configuration,
    "lambda.GetFunctionConcurrency": _get_concurrency,
    "lambda.ListTags": _list_tags,
    "lambda.GetAccountSettings": _account_settings,
}
