"""Rows that commands pass on: a log event with the fields that are discovered in it, and what the query made."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from orjson import JSONDecodeError, loads

from demo.logs.events import Event
from demo.logs.query.values import Stamp

MOST_FIELDS = 200
"""CloudWatch discovers no more fields of one JSON event than this, its own four among them."""

SYSTEM_FIELDS = ("@log", "@logStream", "@ingestionTime", "@ptr")

_ID = re.compile(r"(?:RequestId: ?|\t| )([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_REPORT = re.compile(r"(\w[\w ]*): ([\d.]+) (ms|MB)")
_REPORTED = {
    "Duration": "@duration",
    "Billed Duration": "@billedDuration",
    "Init Duration": "@initDuration",
    "Memory Size": "@memorySize",
    "Max Memory Used": "@maxMemoryUsed",
}
_TYPES = ("START", "END", "REPORT")
_OF_LAMBDA = ("@type", "@requestId", "@xrayTraceId", "@xraySegmentId", *_REPORTED.values())
_TRACE = re.compile(r"XRAY TraceId: (\S+)(?:\tSegmentId: (\S+))?")


class Row:
    """`get` looks into what the query made first, then into the event, whose fields are discovered when asked for:
    `json` and `platform` are those of the message's JSON and those read off Lambda's own lines, None until then.
    """

    __slots__ = ("event", "json", "made", "platform")

    def __init__(self, event: Event | None, made: dict[str, Any] | None = None) -> None:
        self.event, self.made = event, made if made is not None else {}
        self.json: dict[str, Any] | None = None
        self.platform: dict[str, Any] | None = None

    @property
    def at(self) -> int:
        """The event's time, 0 for rows of aggregates."""
        return self.event.at if self.event else 0

    def get(self, name: str) -> Any:
        """The value of a field, None where there is none."""
        return reader(name)(self)


Look = Callable[[Row, Event], Any]
_KNOWN: dict[str, Callable[[Event], Any]] = {
    "@message": attrgetter("message"),
    "@timestamp": lambda event: Stamp(event.at),
    "@log": lambda event: event.log,
    "@logStream": lambda event: event.stream,
    "@ingestionTime": lambda event: Stamp(event.ingested),
    "@ptr": lambda event: event.ptr,
}
"""Fields that every event has, which cost no look into its message."""


@lru_cache(1024)
def reader(name: str) -> Callable[[Row], Any]:
    """What reads a field of any row. Where to look is worked out once: a query reads it a million times."""
    known = _KNOWN.get(name)
    look = _in_lines(name) if name in _OF_LAMBDA else _in_json(name)

    def read(row: Row) -> Any:
        if name in row.made:
            return row.made[name]
        if (event := row.event) is None:
            return None
        return known(event) if known else look(row, event)

    return read


def _in_lines(name: str) -> Look:
    """Fields of Lambda's lines, of which the type needs but the first word."""
    in_json = _in_json(name)

    def look(row: Row, event: Event) -> Any:
        message = event.message
        if message.startswith("{"):
            return in_json(row, event)
        if name == "@type":
            told: Any = _type_of(message)
        else:
            row.platform = row.platform or _of_lambda(message)
            told = row.platform.get(name)
        return in_json(row, event) if told is None else told

    return look


def _in_json(name: str) -> Look:
    """A field can only be there where the first part of its name is, in quotes or escaped."""
    first = name.partition(".")[0]
    hint = f'"{first}' if first.isidentifier() else "{"

    def look(row: Row, event: Event) -> Any:
        if row.json is not None:
            return row.json.get(name)
        message = event.message
        if hint not in message and "\\u" not in message:
            return None
        row.json = _of_json(message)
        return row.json.get(name)

    return look


def discovered(event: Event) -> dict[str, Any]:
    """All fields of an event besides its time and message."""
    return {name: _KNOWN[name](event) for name in SYSTEM_FIELDS} | _in_message(event.message)


def _in_message(message: str) -> dict[str, Any]:
    return _of_json(message) | ({} if message.startswith("{") else _of_lambda(message))


def _of_json(message: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    start = message.find("{")
    if start >= 0 and (document := _json(message[start:])):
        flatten(document, "", found)
    return found


def _json(message: str) -> dict[str, Any] | None:
    """The first JSON object in a message, and only the first, as CloudWatch discovers them."""
    try:
        document = loads(message)
    except JSONDecodeError:
        document = _first(message)
    return document if isinstance(document, dict) else None


def _first(message: str) -> Any:
    """The same where something follows it, or where only Python's own parser takes it."""
    try:
        document, _ = _DECODER.raw_decode(message)
    except (ValueError, RecursionError):
        return None
    return document


_DECODER = json.JSONDecoder()


def flatten(value: Any, prefix: str, into: dict[str, Any]) -> None:
    """Nested members as `a.b`, items as `a.0`; null is no value."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if len(into) >= MOST_FIELDS - len(SYSTEM_FIELDS):
            return
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(item, dict | list):
            flatten(item, name, into)
        elif item is not None:
            into[name] = item


def _of_lambda(message: str) -> dict[str, Any]:
    """What CloudWatch reads off Lambda's text lines; memory in bytes, by powers of 1000."""
    found: dict[str, Any] = {}
    if named := _ID.search(message, 0, 120):
        found["@requestId"] = named[1]
    if word := _type_of(message):
        found["@type"] = word
    if word != "REPORT":
        return found
    for label, value, unit in _REPORT.findall(message):
        if name := _REPORTED.get(label.strip()):
            found[name] = float(value) if unit == "ms" else as_java(float(value) * 1e6)
    if traced := _TRACE.search(message):
        found["@xrayTraceId"] = traced[1]
        found["@xraySegmentId"] = traced[2]
    return found


def _type_of(message: str) -> str | None:
    word = message.partition(" ")[0]
    return word if word in _TYPES else None


def as_java(value: float) -> str:
    """Large numbers as CloudWatch shows them: 1.28E8."""
    digits, _, exponent = f"{value:.15e}".partition("e")
    if int(exponent) < 7:
        return str(value)
    mantissa = digits.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
