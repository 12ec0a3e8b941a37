"""Application records in JSON: the plain `{"level", "message"}`, loggers of every runtime, Powertools, Lambda's own."""

import json
import re
from typing import Any

from webapp.analysis.log_records.levels import level_of
from webapp.analysis.log_records.numbers import text
from webapp.analysis.log_records.platform_events import platform_event
from webapp.analysis.log_records.records import LONGEST_MESSAGE, Frame, Kind, Level, LogRecord
from webapp.analysis.log_records.stacks import Trace, frames_of

_LEVELS = ("level", "severity", "levelname", "log.level", "log_level", "loglevel", "logLevel", "@l", "lvl", "status")
_MESSAGES = ("message", "msg", "errorMessage", "error.message", "event", "@m", "text", "short_message")
_REQUESTS = ("requestId", "function_request_id", "aws_request_id", "AWSRequestId", "awsRequestId", "request_id",
             "lambda_request_id", "lambdaRequestId", "faas.execution", "RequestId")  # fmt: skip
_TRACES = ("xray_trace_id", "xrayTraceId", "traceId", "trace_id", "xRayTraceId")
_TYPES = ("errorType", "exception_name", "error.type", "error_type", "exc_type", "exception.type", "exceptionType")
_STACKS = ("stackTrace", "exception", "stack_trace", "stack", "error.stack_trace", "exc_info", "traceback",
           "stacktrace", "exception.stacktrace", "trace", "thrown")  # fmt: skip
_ERRORS = ("error", "err", "exception", "throwable", "thrown", "message", "exc", "errorInfo")
_INNER_TYPES = ("type", "name", "errorType", "class", "className", "kind", "exceptionType", "error_class")
_INNER_MESSAGES = ("message", "errorMessage", "msg", "value", "description")
_INNER_STACKS = ("stack", "stackTrace", "stack_trace", "trace", "traceback", "stacktrace", "frames")

_CUT = re.compile(
    r'"(level|message|msg|errorType|errorMessage|requestId|function_request_id|type)"\s*:\s*"((?:[^"\\]|\\.){0,500})'
)


def structured(message: str) -> LogRecord | None:
    """The record of a message that begins with `{`; None where it is no JSON at all, though it looked like it."""
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        return _half(message)
    if not isinstance(document, dict):
        return None
    record = record_of(document)
    return record if record.message else record._replace(message=message[:LONGEST_MESSAGE].strip())


def record_of(document: dict[str, Any]) -> LogRecord:
    """The record of a JSON object."""
    kind = document.get("type")
    if isinstance(kind, str) and kind.startswith("platform."):
        return platform_event(document)
    if _is_metrics(document):
        return LogRecord(Kind.METRICS, Level.INFO)
    level, error_type = level_of(_first(document, _LEVELS)), _type(document)
    frames: tuple[Frame, ...] = ()
    message = _message(document)
    if level is Level.UNKNOWN or level >= Level.ERROR or error_type:
        error = error_of(document)
        error_type, frames = error.error_type, error.frames
        message = message or error.message
        if level is Level.UNKNOWN and (error_type or frames):
            level = Level.ERROR
    return LogRecord(
        Kind.APPLICATION, level, message, text(_first(document, _REQUESTS)), error_type, frames,
        text(_first(document, _TRACES)),
    )  # fmt: skip


def error_of(document: dict[str, Any]) -> Trace:
    """The error that a record tells of, from its own fields or from an object within it."""
    trace = next(
        (t for k in _STACKS if k in document and (t := frames_of(document[k])) and (t.frames or t.error_type)), Trace()
    )
    error_type = _type(document) or trace.error_type
    message = text(document.get("errorMessage")) or trace.message
    frames = trace.frames
    inner = next(
        (v for k in _ERRORS if isinstance(v := document.get(k), dict) and _first(v, (*_INNER_TYPES, *_INNER_STACKS))),
        None,
    )
    if inner:
        stack = next((t for k in _INNER_STACKS if k in inner and (t := frames_of(inner[k])).frames), Trace())
        error_type = error_type or text(_first(inner, _INNER_TYPES)) or stack.error_type
        message = message or text(_first(inner, _INNER_MESSAGES)) or stack.message
        frames = frames or stack.frames
    return Trace(error_type[:200], message[:LONGEST_MESSAGE], frames or _located(document))


def _located(document: dict[str, Any]) -> tuple[Frame, ...]:
    """Powertools says where a line was logged: `checkout.handler:31`."""
    place, _, line = text(document.get("location")).rpartition(":")
    return (Frame("", place[:200], int(line) if line.isdecimal() and len(line) < 9 else 0, True),) if place else ()


def _is_metrics(document: dict[str, Any]) -> bool:
    """CloudWatch's embedded metrics and Datadog's metric lines."""
    embedded = document.get("_aws")
    if isinstance(embedded, dict) and "CloudWatchMetrics" in embedded:
        return _first(document, ("message", "msg")) is None
    return "m" in document and "v" in document and "e" in document


def _type(document: dict[str, Any]) -> str:
    return text(_first(document, _TYPES))[:200]


def _message(document: dict[str, Any]) -> str:
    value = _first(document, _MESSAGES)
    if isinstance(value, dict):
        inner = _first(value, ("errorMessage", "message", "msg"))
        value = inner if isinstance(inner, str) else json.dumps(value)
    elif value is not None and not isinstance(value, str):
        value = json.dumps(value)
    return value[:LONGEST_MESSAGE] if value else ""


def _first(document: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        value = document.get(name)
        if value is not None and value != "":
            return value
    return None


def _half(message: str) -> LogRecord | None:
    """What can still be read of a record that was cut; its start only, for the rest may be of any size."""
    found: dict[str, str] = {}
    for name, value in _CUT.findall(message[:16_384]):
        found.setdefault(name, value)
    if not found:
        return None
    if found.get("type", "").startswith("platform."):
        return LogRecord(Kind.PLATFORM, Level.INFO, found["type"], found.get("requestId", ""), complete=False)
    record = record_of(found)
    return record._replace(complete=False)
