"""The OpenAPI 3.1 document, made from the operations and the dataclasses that they return."""

import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from webapp.api.operations import PREFIX, Operation

REFERENCES = "#/components/schemas/{model}"
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
DESCRIPTION = (
    "What the dashboard's pages show, as JSON. Reading never calls AWS. Times are epoch seconds in UTC; field names "
    "carry their unit (`_ms`, `_s`, `usd_`); rates are 0..1; null means that there is no data, never zero. Every "
    "answer has an ETag."
)


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths = {}
    for operation in operations:
        paths[PREFIX + openapi_path(operation.path)] = {"get": _get(operation, _reference(operation.answer, schemas))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "lambda-oncall", "version": _version(), "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def openapi_path(rule: str) -> str:
    """`/functions/<account>` as `/functions/{account}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _reference(answer: type, schemas: dict[str, Any]) -> dict[str, Any]:
    mode: JsonSchemaMode = "serialization"
    schema = TypeAdapter(answer).json_schema(mode=mode, ref_template=REFERENCES)
    schemas.update(schema.pop("$defs", {}))
    schemas[answer.__name__] = schema
    return {"$ref": REFERENCES.format(model=answer.__name__)}


def _get(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_in_path(operation), *(_in_query(operation))],
        "responses": {
            "200": {"description": operation.summary, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Nothing changed since the ETag in If-None-Match."},
            "default": {
                "description": "What is the matter and what to do.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }


def _in_path(operation: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", openapi_path(operation.path))
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _in_query(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "schema": {"type": parameter.type, "examples": [parameter.example]},
        }
        for parameter in operation.parameters
    ]


def _version() -> str:
    try:
        return version("lambda-oncall")
    except PackageNotFoundError:
        return "0"
