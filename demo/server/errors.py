"""AWS errors and how each protocol writes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4
from xml.sax.saxutils import escape

from orjson import dumps

Protocol = Literal["json", "rest", "query"]
QUERY_COMPATIBLE = ("sqs", "monitoring")
"""Services that once spoke the query protocol, and go on to tell its error codes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire; `stream` instead of a body, where it is written bit by bit."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    stream: Iterator[bytes] | None = None


class AwsError(Exception):
    """An error as AWS names it. `legacy` is the query protocol's code, which SQS and CloudWatch still send along.

    `fields` are further members of its body.
    """

    def __init__(self, code: str, message: str, status: int = 400, legacy: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.legacy, self.fields = code, message, status, legacy or code, fields


def write(error: AwsError, protocol: Protocol, service: str = "") -> Reply:
    """The error as a client of this protocol reads it."""
    request_id = ("x-amzn-RequestId", str(uuid4()))
    if protocol == "query":
        return Reply(error.status, _xml(error), (("Content-Type", "text/xml"), request_id))
    headers: tuple[tuple[str, str], ...] = (request_id, ("x-amzn-ErrorType", error.code))
    if protocol == "rest":
        side = "User" if error.status < 500 else "Service"
        body = dumps({"Type": side, "message": error.message, **error.fields})
        return Reply(error.status, body, (("Content-Type", "application/json"), *headers))
    fault = "Sender" if error.status < 500 else "Receiver"
    body = dumps({"__type": error.code, "message": error.message, **error.fields})
    kind = ("Content-Type", "application/x-amz-json-1.0")
    old = (("x-amzn-query-error", f"{error.legacy};{fault}"),) if service in QUERY_COMPATIBLE else ()
    return Reply(error.status, body, (kind, *headers, *old))


def _xml(error: AwsError) -> bytes:
    side = "Sender" if error.status < 500 else "Receiver"
    return (
        f"<ErrorResponse><Error><Type>{side}</Type><Code>{escape(error.legacy)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error><RequestId>{uuid4()}</RequestId></ErrorResponse>"
    ).encode()
