"""Frames, type and message out of the stack traces that Python, Node, Java, .NET, Ruby and Go print."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from webapp.analysis.log_records.libraries import own_class, own_file, short
from webapp.analysis.log_records.numbers import text
from webapp.analysis.log_records.records import LONGEST_MESSAGE, Frame

MOST_FRAMES = 50
_LONGEST = 65_536
"""Characters of a trace that are looked at."""

_NAME = r"[A-Za-z_$][\w$.]{0,120}"
_HEAD = re.compile(rf"\s*(?:\[ERROR\]\s*)?(?:Exception in thread [^\n]{{1,80}}? )?({_NAME})(?::[ \t]*([^\n]*))?$", re.M)
_TYPE = re.compile(
    r"(?:[\w$.]{0,120}(?:Error|Exception|Timeout|Failure|Fault|Exit|Interrupt)|(?:Runtime|Sandbox|Function|Extension)\.\w+)$"
)
_PYTHON = re.compile(r'File "([^"\n]{1,300})", line (\d{1,9})(?:, in ([^\s"]{1,120}))?')
_NODE = re.compile(
    r"^[ \t\xa0]*at (?:(?:async |new )?([^\s(][^\n(]{0,150}?) \(([^\n()]{1,300}?):(\d{1,9}):\d{1,9}\)"
    r"|(?:async )?([^\s()]{1,300}):(\d{1,9}):\d{1,9})[ \t]*$",
    re.M,
)
_JAVA = re.compile(
    r"^[ \t\xa0]*at (?:[\w.@-]{1,60}/{1,2})?([\w.$<>]{1,200})\.([\w$<>]{1,120})"
    r"\(([\w$-]{1,80}\.(?:java|kt|scala|groovy|clj)|Native Method|Unknown Source)(?::(\d{1,9}))?\)",
    re.M,
)
_DOTNET = re.compile(
    r"^[ \t\xa0]*at ([\w.`+<>\[\],]{1,200})\.([\w`<>|]{1,120})\([^\n)]{0,200}\)(?: in ([^\n]{1,200}):line (\d{1,9}))?",
    re.M,
)
_RUBY = re.compile(r"^[ \t]*(?:from )?(/[^\n:]{1,200}):(\d{1,9}):in [`']([^'\n]{1,120})'", re.M)
_GO = re.compile(r"^([\w./*()-]{1,150})\([^\n]{0,200}\)\n\t(/[^\n:]{1,200}):(\d{1,9})", re.M)


class Trace(NamedTuple):
    """What a stack trace tells. Frames stand innermost first."""

    error_type: str = ""
    message: str = ""
    frames: tuple[Frame, ...] = ()


def trace_of(stack: str) -> Trace:
    """Read the trace in a text; a text without one gives an empty Trace."""
    stack = stack[:_LONGEST]
    if 'File "' in stack or "Traceback (most" in stack:
        return _python(stack)
    for mark, read in _READERS:
        if mark in stack and (frames := read(stack)):
            return Trace(*head_of(stack), frames)
    return Trace()


def head_of(stack: str) -> tuple[str, str]:
    """(type, message) of the line that stands above the frames; two empty ones where it names no type."""
    found = _HEAD.match(stack)
    if not found:
        return "", ""
    return found[1], (found[2] or "").strip()[:LONGEST_MESSAGE]


def looks_like_a_type(name: str) -> bool:
    """Whether a word reads like the name of an exception."""
    return bool(_TYPE.match(name))


def _python(stack: str) -> Trace:
    """The last of chained tracebacks is the one that was raised; its last line, or Lambda's first, names the error."""
    start = max(stack.rfind("Traceback (most recent call last)"), 0)
    block = stack[start:]
    frames = tuple(
        Frame(short(file), function or "<module>", int(line), own_file(file))
        for file, line, function in _PYTHON.findall(block)[-MOST_FRAMES:]
    )[::-1]
    lines = block.rstrip().rsplit("\n", 1)
    last = lines[-1]
    if len(lines) > 1 and not last.startswith((" ", "\xa0", "\t")) and (found := _HEAD.match(last)):
        return Trace(found[1], (found[2] or "").strip()[:LONGEST_MESSAGE], frames)
    kind, message = head_of(stack) if start else ("", "")
    return Trace(kind, message, frames)


def _node(stack: str) -> tuple[Frame, ...]:
    found = _NODE.findall(stack)[:MOST_FRAMES]
    return tuple(
        Frame(short(file or alone), function.strip(), int(line or alone_line), own_file(file or alone))
        for function, file, line, alone, alone_line in found
    )


def _java(stack: str) -> tuple[Frame, ...]:
    return tuple(
        Frame(file, f"{owner}.{method}", int(line or 0), own_class(owner))
        for owner, method, file, line in _JAVA.findall(stack)[:MOST_FRAMES]
    )


def _dotnet(stack: str) -> tuple[Frame, ...]:
    return tuple(
        Frame(file.rsplit("/", 1)[-1], f"{owner}.{method}", int(line or 0), own_class(owner))
        for owner, method, file, line in _DOTNET.findall(stack)[:MOST_FRAMES]
    )


def _ruby(stack: str) -> tuple[Frame, ...]:
    found = _RUBY.findall(stack)[:MOST_FRAMES]
    return tuple(Frame(short(file), function, int(line), own_file(file)) for file, line, function in found)


def _go(stack: str) -> tuple[Frame, ...]:
    found = _GO.findall(stack)[:MOST_FRAMES]
    return tuple(Frame(short(file), function, int(line), own_file(file)) for function, file, line in found)


_READERS: tuple[tuple[str, Callable[[str], tuple[Frame, ...]]], ...] = (
    ("at ", _node),
    ("at ", _java),
    ("at ", _dotnet),
    (":in ", _ruby),
    ("\n\t/", _go),
)


def frames_of(value: Any) -> Trace:
    """The trace in a JSON field: a text, a list of lines, of `[file, line, function, code]` or of records."""
    if isinstance(value, str):
        return trace_of(value)
    if isinstance(value, dict):
        return _from_record(value)
    if not isinstance(value, list):
        return Trace()
    if value and isinstance(value[0], str):
        return trace_of("\n".join(line for line in value[: MOST_FRAMES * 2] if isinstance(line, str)))
    return Trace(frames=tuple(_frames(value[:MOST_FRAMES])))


def _from_record(value: dict[str, Any]) -> Trace:
    """As Powertools for Python has it: type, value, and frames with the innermost last."""
    frames = value.get("frames")
    found = tuple(_frames(frames[-MOST_FRAMES:]))[::-1] if isinstance(frames, list) else ()
    return Trace(text(value.get("type")), text(value.get("value"))[:LONGEST_MESSAGE], found)


def _frames(items: Iterable[Any]) -> Iterable[Frame]:
    for item in items:
        if isinstance(item, list) and len(item) > 2:
            file, line, function = text(item[0]), item[1], text(item[2])
        elif isinstance(item, dict):
            file = text(item.get("file") or item.get("path") or item.get("fileName"))
            line = item.get("line") or item.get("lineNumber")
            function = text(item.get("function") or item.get("label") or item.get("methodName"))
        else:
            continue
        yield Frame(short(file), function, line if isinstance(line, int) else 0, own_file(file))
