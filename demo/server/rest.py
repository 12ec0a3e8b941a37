"""Which operation a REST request means, and its parameters: read off botocore's own service models."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.model import OperationModel, Shape
from botocore.session import get_session
from orjson import JSONDecodeError, loads

from demo.server.errors import AwsError


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of a service: the path that it answers to and the status of a success."""

    action: str
    method: str
    path: re.Pattern[str]
    query: str
    status: int
    shape: Shape | None


@cache
def routes(service: str) -> tuple[Route, ...]:
    """All operations of a service; those that need a query string first, then the longer paths."""
    model = get_session().get_service_model(service)
    found = [_route(model.operation_model(name)) for name in model.operation_names]
    return tuple(sorted(found, key=lambda route: (not route.query, -len(route.path.pattern))))


def match(service: str, method: str, path: str, query: str) -> tuple[Route, dict[str, str]]:
    """The route of a request with its path parameters; UnknownOperationException where there is none."""
    for route in routes(service):
        found = route.path.fullmatch(path) if route.method == method and route.query in query else None
        if found:
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    raise AwsError("UnknownOperationException", f"{service} has no operation at {method} {path}", 404)


def parameters(
    route: Route, uri: dict[str, str], query: str, headers: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    """Path, query string, headers and body put together as the operation's input, numbers as numbers."""
    if route.shape is None:
        return dict(uri)
    payload = route.shape.serialization.get("payload")
    found: dict[str, Any] = {payload: body} if payload else _document(body)
    asked = parse_qs(query, keep_blank_values=True)
    for name, member in route.shape.members.items():  # type: ignore[attr-defined]
        where, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if where == "uri":
            found[name] = uri[wire]
        elif where == "querystring" and wire in asked:
            found[name] = _typed(asked[wire], member)
        elif where == "header" and wire.lower() in headers:
            found[name] = headers[wire.lower()]
    return found


def _route(operation: OperationModel) -> Route:
    path, _, query = operation.http["requestUri"].partition("?")
    pattern = re.sub(r"\\{(\w+)(\\\+)?\\}", lambda m: f"(?P<{m[1]}>{'.+' if m[2] else '[^/]+'})", re.escape(path))
    status = operation.http.get("responseCode", 200)
    return Route(
        operation.name, operation.http["method"], re.compile(pattern + "/?"), query, status, operation.input_shape
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        return dict(loads(body)) if body else {}
    except (JSONDecodeError, ValueError) as problem:
        raise AwsError("InvalidRequestContentException", f"Could not parse request body into json: {problem}") from None


def _typed(values: list[str], member: Shape) -> Any:
    if member.type_name == "list":
        return values
    return int(values[0]) if member.type_name in ("integer", "long") else values[0]
