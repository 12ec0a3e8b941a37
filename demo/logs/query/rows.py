"""Rows that commands pass on: a log event with the fields that are discovered in it, and what the query made."""

import json
import re
from collections.abc import Callable
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
_TRACE = re.compile(r"XRAY TraceId: (\S+)(?:\tSegmentId: (\S+))?")


class Row:
    """`get` looks into what the query made first, then into the event, whose fields are discovered when asked for."""

    __slots__ = ("_found", "event", "made")

    def __init__(self, event: Event | None, made: dict[str, Any] | None = None) -> None:
        self.event, self.made = event, made if made is not None else {}
        self._found: dict[str, Any] | None = None

    @property
    def at(self) -> int:
        """The event's time, 0 for rows of aggregates."""
        return self.event.at if self.event else 0

    def get(self, name: str) -> Any:
        """The value of a field, None where there is none."""
        if name in self.made:
            return self.made[name]
        event = self.event
        if event is None:
            return None
        if (known := _KNOWN.get(name)) is not None:
            return known(event)
        if self._found is None:
            self._found = _in_message(event.message)
        return self._found.get(name)


_KNOWN: dict[str, Callable[[Event], Any]] = {
    "@message": lambda event: event.message,
    "@timestamp": lambda event: Stamp(event.at),
    "@log": lambda event: event.log,
    "@logStream": lambda event: event.stream,
    "@ingestionTime": lambda event: Stamp(event.ingested),
    "@ptr": lambda event: event.ptr,
}
"""Fields that every event has, which cost no look into its message."""


def discovered(event: Event) -> dict[str, Any]:
    """All fields of an event besides its time and message."""
    return {name: _KNOWN[name](event) for name in SYSTEM_FIELDS} | _in_message(event.message)


def _in_message(message: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    start = message.find("{")
    document = _json(message[start:]) if start >= 0 else None
    if document:
        flatten(document, "", found)
    if start != 0:
        _of_lambda(message, found)
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


def _of_lambda(message: str, into: dict[str, Any]) -> None:
    """What CloudWatch reads off Lambda's text lines; memory in bytes, by powers of 1000."""
    if found := _ID.search(message, 0, 120):
        into["@requestId"] = found[1]
    word = message.split(" ", 1)[0]
    if word in _TYPES:
        into["@type"] = word
    if word != "REPORT":
        return
    for label, value, unit in _REPORT.findall(message):
        if name := _REPORTED.get(label.strip()):
            into[name] = float(value) if unit == "ms" else as_java(float(value) * 1e6)
    if found := _TRACE.search(message):
        into["@xrayTraceId"] = found[1]
        into["@xraySegmentId"] = found[2]


def as_java(value: float) -> str:
    """Large numbers as CloudWatch shows them: 1.28E8."""
    digits, _, exponent = f"{value:.15e}".partition("e")
    if int(exponent) < 7:
        return str(value)
    mantissa = digits.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
