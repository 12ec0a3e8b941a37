"""Application records in text: Python's and Node's lines as Lambda writes them, log4j, print, bare tracebacks."""

import json
import re

from webapp.analysis.log_records.levels import WORDS
from webapp.analysis.log_records.records import LONGEST_MESSAGE, Kind, Level, LogRecord
from webapp.analysis.log_records.stacks import Trace, head_of, looks_like_a_type, trace_of
from webapp.analysis.log_records.structured import error_of

_ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_TOKEN = re.compile(r"\[[^\]\n]{0,60}\]|[^\s\[]+")
_JAVA_UNHANDLED = re.compile(r"[^\n]{0,500}: ([\w.$]{3,200})\n\1")
_STACK_MARKS = ("Traceback (most", "\n\tat ", "\n    at ", "\n   at ", 'File "', ":in `", "goroutine ")
_NODE_HEADS = ("Invoke Error", "Uncaught Exception", "Unhandled Promise Rejection")
_TOKENS_BEFORE_A_LEVEL = 6


def plain(message: str) -> LogRecord:
    """The record of any text."""
    level, request_id, said = _head(message)
    if said.startswith(_NODE_HEADS) and (record := _node_error(said, level, request_id)):
        return record
    if said.startswith("LAMBDA_WARNING"):
        return LogRecord(Kind.PLATFORM, level, said[:LONGEST_MESSAGE], request_id)
    trace = _trace(message, said, level)
    if level is Level.UNKNOWN and (trace.frames or trace.error_type):
        level = Level.ERROR
    return LogRecord(Kind.APPLICATION, level, _said(said, trace), request_id, trace.error_type[:200], trace.frames)


def _head(message: str) -> tuple[Level, str, str]:
    """(level, request id, what is said after them): the level stands among times, ids and brackets, or nowhere."""
    request_id, end = "", 0
    for count, found in enumerate(_TOKEN.finditer(message, 0, 400)):
        token = found[0]
        word = token.strip("[]()<>|:,-")
        level = WORDS.get(word) if word.isupper() else None
        if level is not None and not (count == 0 and word in ("FAIL", "ALERT")):
            return level, request_id or _id_after(message, found.end()), _after(message, found.end())
        if ":" in token and (logged := WORDS.get(token.split(":", 1)[0])) and count == 0:
            return logged, "", token.split(":", 2)[-1] + message[found.end() :]
        if count >= _TOKENS_BEFORE_A_LEVEL or not (token[0] in "[-|" or token[0].isdigit() or "-" in token or count):
            break
        if _ID.fullmatch(word):
            request_id, end = word, found.end()
    return Level.UNKNOWN, request_id, message[end:].strip()


def _id_after(message: str, start: int) -> str:
    found = _ID.search(message, start, start + 120)
    return found[0] if found else ""


def _after(message: str, start: int) -> str:
    """What follows the level; Lambda's Python lines have a time and the request id in between."""
    rest = message[start : start + LONGEST_MESSAGE * 2].lstrip(" \t:|-")
    parts = rest.split("\t", 2)
    if len(parts) == 3 and parts[0][:1].isdigit() and _ID.fullmatch(parts[1]):
        return parts[2].strip()
    return rest.strip()


def _trace(message: str, said: str, level: Level) -> Trace:
    if any(mark in message for mark in _STACK_MARKS) or message.startswith(("Traceback", "panic: ")):
        unhandled = _JAVA_UNHANDLED.match(message)
        trace = trace_of(message)
        if unhandled:
            return trace._replace(error_type=unhandled[1], message=said.split("\n", 1)[0][: -len(unhandled[1]) - 2])
        return trace if trace.error_type else _named(said, trace)
    return _named(said, Trace()) if level >= Level.ERROR else Trace()


def _named(said: str, trace: Trace) -> Trace:
    """`KeyError: 'sku'` names its type; `Could not connect: timeout` does not."""
    kind, text = head_of(said)
    if kind and looks_like_a_type(kind):
        return trace._replace(error_type=kind, message=text)
    return trace


def _said(said: str, trace: Trace) -> str:
    """The message: what was said before the trace, or the trace's own where nothing was."""
    names = ("Traceback", trace.error_type or "\0", f"{trace.message}: {trace.error_type}\n")
    if trace.message and (said.startswith(names) or not said):
        return trace.message
    first = said.split("\nTraceback (most", 1)[0].split("\n    at ", 1)[0].split("\n\tat ", 1)[0]
    return first[:LONGEST_MESSAGE]


def _node_error(said: str, level: Level, request_id: str) -> LogRecord | None:
    """`Invoke Error \\t{"errorType": …}`, as Node's runtime tells of what a handler threw."""
    start = said.find("{")
    if start < 0:
        return None
    try:
        document = json.loads(said[start:])
    except (ValueError, RecursionError):
        return None
    error = error_of(document) if isinstance(document, dict) else Trace()
    message = error.message or said[:start].strip()
    return LogRecord(Kind.APPLICATION, level, message, request_id, error.error_type, error.frames)
