"""What /api/v1 offers: each module of this package lists its OPERATIONS, and both the routes and /openapi.json are made
from them, so that no route can be undocumented."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, Response, abort, request
from pydantic import TypeAdapter, ValidationError

from webapp.auth.gate import needs
from webapp.http.answers import json_answer
from webapp.person import Role

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in the query string; `schema` is its JSON Schema."""

    name: str
    description: str
    example: str | int
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Operation:
    """A route below /api/v1. `path` is a Flask rule; `load` gets its variables and returns an `answer`, a dataclass.

    A POST with a `body` (a dataclass) gives it to `load` as `body`; 400 where the JSON sent is none.
    """

    path: str
    summary: str
    load: Callable[..., Any]
    answer: type
    parameters: tuple[Parameter, ...] = ()
    needs: Role = Role.VIEWER
    method: Literal["GET", "POST", "PATCH", "DELETE"] = "GET"
    body: type | None = None
    headers: tuple[Parameter, ...] = ()

    @property
    def name(self) -> str:
        """Its operationId and the last part of its endpoint."""
        return self.load.__name__


def install(app: Flask, operations: Iterable[Operation]) -> None:
    """Add a route an operation."""
    known: list[Operation] = app.extensions.setdefault("operations", [])
    for operation in operations:
        app.add_url_rule(PREFIX + operation.path, f"api.{operation.name}", _view(operation), methods=[operation.method])
        known.append(operation)


def _view(operation: Operation) -> Callable[..., Response]:
    @needs(operation.needs)
    def view(**variables: Any) -> Response:
        if operation.body:
            variables["body"] = _read(operation.body)
        return json_answer(operation.load(**variables))

    return view


def _read(kind: type) -> Any:
    try:
        return TypeAdapter(kind).validate_json(request.get_data())
    except ValidationError as error:
        first = error.errors()[0]
        abort(400, f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}.")
