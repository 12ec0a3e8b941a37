"""The OpenAPI 3.1 document, made from the operations and the dataclasses that they return."""

import re
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from webapp.api.operations import PREFIX, Operation, Parameter

REFERENCES = "#/components/schemas/{model}"
PROBLEM_NAME = "ProblemDetails"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is the matter and what to do, in one sentence."},
        "request_id": {"type": "string"},
    },
}
SIGN_IN = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token; admins make them under /access."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-oncall", "description": "A browser's session."},
}
DESCRIPTION = (
    "What the dashboard's pages show, as JSON. Reading never calls AWS. Times are epoch seconds in UTC; field names "
    "carry their unit (`_ms`, `_s`, `usd_`); rates are 0..1; null means that there is no data, never zero. Every "
    "answer has an ETag."
)


ERRORS = {
    "400": "A parameter has no meaning.",
    "401": "No session, and no API token or one that opens nothing.",
    "403": "The role does not cover this.",
    "404": "There is no such thing, as far as we know.",
    "409": "It is not possible now; the detail says why.",
    "413": "The request is too large.",
    "421": "The dashboard does not answer to this host name.",
    "429": "Too many requests in this minute.",
    "500": "The dashboard made a mistake; its log has the request id.",
    "502": "AWS refused, or did not answer.",
    "503": "The store cannot be read.",
}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The whole document."""
    answers, schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in operations:
        described = _get(each, answers[each.answer]) | (_body(answers[each.body]) if each.body else {})
        paths[PREFIX + openapi_path(each.path)][each.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "lambda-oncall", "version": _version(), "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {PROBLEM_NAME: PROBLEM} | schemas, "securitySchemes": SIGN_IN},
        "security": [{"token": []}, {"session": []}],
    }


def openapi_path(rule: str) -> str:
    """`/functions/<account>` as `/functions/{account}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _schemas(operations: Sequence[Operation]) -> tuple[dict[type, dict[str, Any]], dict[str, Any]]:
    """The schema of each answer, and all that they refer to; made together, so that two classes of one name differ."""
    mode: JsonSchemaMode = "serialization"
    wanted = dict.fromkeys(kind for each in operations for kind in (each.answer, each.body) if kind)
    adapters: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [(each, mode, TypeAdapter(each)) for each in wanted]
    found, together = TypeAdapter.json_schemas(adapters, ref_template=REFERENCES)
    return {answer: schema for (answer, _mode), schema in found.items()}, together.get("$defs", {})


def _get(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *_in_path(operation),
            *_asked(operation.parameters, "query"),
            *_asked(operation.headers, "header"),
        ],
        "responses": {
            "200": {"description": operation.summary, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Nothing changed since the ETag in If-None-Match."},
            **{status: _problem(why) for status, why in ERRORS.items()},
        },
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _problem(why: str) -> dict[str, Any]:
    schema = {"$ref": REFERENCES.format(model=PROBLEM_NAME)}
    return {"description": why, "content": {"application/problem+json": {"schema": schema}}}


def _in_path(operation: Operation) -> list[dict[str, Any]]:
    found = re.findall(r"<(?:(\w+):)?(\w+)>", operation.path)
    return [_path_parameter(name, "integer" if converter == "int" else "string") for converter, name in found]


def _path_parameter(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _asked(parameters: Sequence[Parameter], where: str) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "in": where,
            "description": parameter.description,
            "schema": {"type": parameter.type, "examples": [parameter.example]},
        }
        for parameter in parameters
    ]


def _version() -> str:
    try:
        return version("lambda-oncall")
    except PackageNotFoundError:
        return "0"
