"""The shapes in which the company's applications log: one line of text or JSON each, in the style of its runtime."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from demo.world.errors import ErrorText, error_text
from demo.world.invocations import Invocation
from demo.world.specs import FunctionSpec
from demo.world.stamps import iso

_NBSP = "\u00a0"


class Said(NamedTuple):
    """What an application says at `at` (epoch milliseconds); `error` names the exception that it tells of, if any, and
    `message_id` the message of a batch that it is about.
    """

    at: int
    level: str
    text: str
    error: str = ""
    message_id: str = ""


def line(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    """The log event's message."""
    return _SHAPES[spec.shape](spec, invocation, said)


def _json(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    record: dict[str, Any] = {"level": said.level.lower(), "message": said.text, "time": iso(said.at)}
    record |= {"request_id": invocation.request_id, "service": spec.service}
    if said.message_id:
        record["message_id"] = said.message_id
    if said.error:
        stack = python_stack(said.error, said.text)
        record["error"] = {"type": said.error, "message": said.text, "stack": stack}
    return json.dumps(record)


def _powertools(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    record: dict[str, Any] = {"level": said.level, "location": "handler:31", "message": said.text}
    record |= {
        "timestamp": iso(said.at).replace("T", " ").replace(".", ",").replace("Z", "+0000"),
        "service": spec.service,
    }
    record |= {"cold_start": invocation.cold, "function_name": spec.name, "function_memory_size": str(spec.memory)}
    record |= {"function_arn": f"{spec.arn}:{invocation.version}", "function_request_id": invocation.request_id}
    if said.error:
        record |= {"exception": python_stack(said.error, said.text), "exception_name": said.error}
    return json.dumps(record)


def _lambda_json(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    record: dict[str, Any] = {"timestamp": iso(said.at), "level": said.level, "requestId": invocation.request_id}
    if not said.error:
        return json.dumps(record | {"message": said.text})
    error = {"errorType": said.error, "errorMessage": said.text}
    if spec.runtime.startswith("nodejs"):
        return json.dumps(record | {"message": error | {"stackTrace": node_stack(said.error, said.text)}})
    trace = python_stack(said.error, said.text).splitlines()[1:-1]
    return json.dumps(record | {"message": said.text, "logger": "root"} | error | {"stackTrace": trace})


def _python(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    if said.error and invocation.status == "error":
        trace = python_stack(said.error, said.text).splitlines()[:-1]
        indented = [_NBSP * (len(row) - len(row.lstrip())) + row.lstrip() for row in trace]
        return "\n".join([f"[ERROR] {said.error}: {said.text}", *indented])
    return f"[{said.level}]\t{iso(said.at)}\t{invocation.request_id}\t{said.text}\n"


def _node(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    head = f"{iso(said.at)}\t{invocation.request_id}\t{said.level}\t"
    if not said.error:
        return f"{head}{said.text}\n"
    error = {"errorType": said.error, "errorMessage": said.text, "stack": node_stack(said.error, said.text)}
    return f"{head}Invoke Error \t{json.dumps(error)}\n"


def _java(spec: FunctionSpec, invocation: Invocation, said: Said) -> str:
    if said.error and invocation.status == "error":
        return f"{said.text}: {said.error}\n" + java_stack(said.error, said.text)
    stamp = iso(said.at).replace("T", " ").rstrip("Z")
    return f"{stamp} {invocation.request_id} {said.level:<5} {spec.handler.split('::')[0]} - {said.text}\n"


def python_stack(name: str, text: str) -> str:
    """A traceback as Python prints it, most recent call last."""
    frames = (f'  File "/var/task/{file}.py", line {line}, in {function}' for file, line, function in _frames(name))
    return "\n".join(["Traceback (most recent call last):", *frames, f"{name}: {text}"])


def node_stack(name: str, text: str) -> list[str]:
    """The lines of an Error's stack as Node has them, innermost first."""
    frames = (f"    at {function} (/var/task/{file}.js:{line}:17)" for file, line, function in reversed(_frames(name)))
    return [f"{name}: {text}", *frames]


def java_stack(name: str, text: str) -> str:
    """A stack trace as Java prints it, innermost first."""
    frames = (
        f"\tat shop.meadow.{file.removesuffix('.java')}.{function}({file}:{line})"
        for file, line, function in reversed(_frames(name))
    )
    return "\n".join([f"{name}: {text}", *frames, ""])


def _frames(name: str) -> tuple[tuple[str, int, str], ...]:
    text: ErrorText = error_text(name)
    return text.frames


_SHAPES: dict[str, Callable[[FunctionSpec, Invocation, Said], str]] = {
    "json": _json,
    "powertools": _powertools,
    "lambda-json": _lambda_json,
    "python": _python,
    "node": _node,
    "java": _java,
}
