"""Messages of AWS's event streams (`application/vnd.amazon.eventstream`), as the SDKs read them.

A message is its total length, the length of its headers, a checksum of both, the headers, the payload and a checksum
of all that (Smithy's specification of the Amazon event stream).
"""

from collections.abc import Iterator
from struct import pack
from typing import Any
from uuid import uuid4
from zlib import crc32

from orjson import dumps

from demo.server.errors import Reply

_STRING = 7
_OVERHEAD = 16


def event(kind: str, document: dict[str, Any]) -> bytes:
    """An event of the stream."""
    return _message({":message-type": "event", ":event-type": kind, ":content-type": "application/json"}, document)


def exception(kind: str, text: str) -> bytes:
    """An exception, after which nothing comes."""
    headers = {":message-type": "exception", ":exception-type": kind, ":content-type": "application/json"}
    return _message(headers, {"message": text})


def streamed(messages: Iterator[bytes]) -> Reply:
    """The reply that writes each message when it is there; a stream of the JSON protocol opens with its output."""

    def opened() -> Iterator[bytes]:
        yield event("initial-response", {})
        yield from messages

    headers = (("Content-Type", "application/vnd.amazon.eventstream"), ("x-amzn-RequestId", str(uuid4())))
    return Reply(200, b"", headers, opened())


def _message(headers: dict[str, str], document: dict[str, Any]) -> bytes:
    written = b"".join(_header(name, value) for name, value in headers.items())
    payload = dumps(document)
    prelude = pack(">II", len(written) + len(payload) + _OVERHEAD, len(written))
    checked = prelude + pack(">I", crc32(prelude)) + written + payload
    return checked + pack(">I", crc32(checked))


def _header(name: str, value: str) -> bytes:
    text = value.encode()
    return pack(">B", len(name)) + name.encode() + pack(">BH", _STRING, len(text)) + text
