"""One request of an AWS client, read off HTTP: who calls, which action of which service, with what input."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from orjson import JSONDecodeError, loads

from demo.server import rest
from demo.server.errors import AwsError, Protocol
from demo.server.principals import Principal

IAM_PREFIX = {"monitoring": "cloudwatch", "tagging": "tag"}
IAM_ACTION = {"lambda:Invoke": "lambda:InvokeFunction", "sqs:SendMessageBatch": "sqs:SendMessage"}
_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_Read = tuple[str, str, dict[str, Any], int]
"""(action, target, input, status of a success)"""


@dataclass(frozen=True, slots=True)
class Request:
    """The bare HTTP request, its body unzipped. `headers` has lower-case names."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked. `target` is the X-Amz-Target, or `service.Action` for services that have none (Lambda, STS).

    `now` is the world's time in seconds. `page_size` is a cap that a fault puts on every page (None: the service's
    own), `unpaged` asks for everything at once.
    """

    account: str
    region: str
    service: str
    action: str
    target: str
    body: dict[str, Any]
    now: float
    principal: Principal
    protocol: Protocol = "json"
    status: int = 200
    endpoint: str = ""
    page_size: int | None = None
    unpaged: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def iam(self) -> str:
        """The IAM action that allows this call."""
        name = f"{IAM_PREFIX.get(self.service, self.service)}:{self.action}"
        return IAM_ACTION.get(name, name)

    @property
    def resource(self) -> str:
        """The ARN that a denial names, `*` for a list."""
        body = self.body
        if self.service == "lambda":
            name = str(body.get("Resource") or body.get("FunctionName") or "*")
            return name if name == "*" or name.startswith("arn:") else self.arn(f"function:{name}")
        if self.service == "sqs" and (queue := body.get("QueueUrl") or body.get("QueueName")):
            return self.arn(str(queue).rpartition("/")[2])
        return "*"

    def arn(self, resource: str, service: str = "") -> str:
        """An ARN in the caller's account and region."""
        return f"arn:aws:{service or self.service}:{self.region}:{self.account}:{resource}"


def scope(request: Request) -> tuple[str, str, str]:
    """(access key id, region, service) of the signature; MissingAuthenticationToken where there is none."""
    found = _SCOPE.search(request.headers.get("authorization", ""))
    if not found:
        raise AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
    return found[1], found[2], found[3]


def protocol_of(request: Request, service: str) -> Protocol:
    """How this client speaks: JSON with a target header, REST (Lambda, X-Ray), or the query protocol."""
    if "x-amz-target" in request.headers:
        return "json"
    return "query" if "x-www-form-urlencoded" in request.headers.get("content-type", "") else "rest"


def read(request: Request, service: str, protocol: Protocol, who: Principal, region: str, now: float) -> Call:
    """The call that a request makes."""
    action, target, body, status = _READERS[protocol](request, service)
    host = f"http://{request.headers.get('host', '127.0.0.1')}"
    return Call(who.account, region, service, action, target, body, now, who, protocol, status, host)


def _read_json(request: Request, _service: str) -> _Read:
    target = request.headers["x-amz-target"]
    return target.rpartition(".")[2], target, _json(request.body), 200


def _read_query(request: Request, service: str) -> _Read:
    form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    action = form.get("Action", "")
    return action, f"{service}.{action}", form, 200


def _read_rest(request: Request, service: str) -> _Read:
    if service != "lambda":
        return f"{request.method} {request.path}", f"{service}.{request.path}", {}, 200
    route, uri = rest.match("lambda", request.method, request.path, request.query)
    found = rest.parameters(route, uri, request.query, request.headers, request.body)
    return route.action, f"lambda.{route.action}", found, route.status


_READERS: dict[Protocol, Callable[[Request, str], _Read]] = {
    "json": _read_json,
    "query": _read_query,
    "rest": _read_rest,
}


def _json(body: bytes) -> dict[str, Any]:
    try:
        return dict(loads(body)) if body else {}
    except (JSONDecodeError, ValueError):
        raise AwsError("SerializationException", "The body is not a JSON object") from None
