"""The log events of a function: what Lambda and the application wrote about its invocations, in order of time."""

from collections.abc import Iterator
from typing import NamedTuple

from demo.world.errors import error_text
from demo.world.invocations import Invocation
from demo.world.log_shapes import Said, line
from demo.world.messages import failure_message
from demo.world.platform_lines import ended, platform_lines
from demo.world.specs import FunctionSpec
from demo.world.stamps import day
from demo.world.world import World


class LogEvent(NamedTuple):
    """`at` is epoch milliseconds; `stream` the log stream's name within the function's log group."""

    at: int
    stream: str
    message: str


def log_events(world: World, spec: FunctionSpec, start: int, end: int) -> Iterator[LogEvent]:
    """The function's events in [start, end) seconds, by time.

    Minutes are made one after the other, and an event waits only until no earlier one can come any more: memory holds
    what the longest invocation spans. An hour of 100 invocations a minute takes about a third of a second.
    """
    waiting: list[LogEvent] = []
    for ts in range(start - start % 60 - 60 - spec.timeout // 60 * 60, end + 60, 60):
        for invocation in world.invocations(spec, ts):
            waiting.extend(events_of(spec, invocation))
        waiting.sort(key=_at)
        settled = (ts + 60) * 1000 - _INIT_BEFORE
        ready = [event for event in waiting if event.at < settled]
        del waiting[: len(ready)]
        yield from (event for event in ready if start * 1000 <= event.at < end * 1000)


def events_of(spec: FunctionSpec, invocation: Invocation) -> Iterator[LogEvent]:
    """Everything that was written about one invocation, by time."""
    name = spec.name if spec.log_group else ""
    stream = f"{day(invocation.at)}/{name}[{invocation.version}]{invocation.stream}"
    platform = list(platform_lines(spec, invocation))
    said = [(s.at, line(spec, invocation, s)) for s in _said(spec, invocation)]
    first = next((i for i, (at, _) in enumerate(platform) if at >= ended(invocation)), len(platform))
    for at, message in (*platform[:first], *said, *platform[first:]):
        yield LogEvent(at, stream, message)


_INIT_BEFORE = 60_000
"""A cold start's first line may stand this long before its invocation's start."""


def _at(event: LogEvent) -> int:
    return event.at


def _said(spec: FunctionSpec, invocation: Invocation) -> Iterator[Said]:
    number = int(invocation.request_id[:4], 16)
    message = invocation.message.id if invocation.message and spec.feed else ""
    text = _TEXTS[spec.trigger] if not message or spec.item_failures else _NAMED
    yield Said(invocation.at + 1, "INFO", text.format(n=number, id=message or invocation.request_id[-8:]))
    if error := invocation.error or invocation.logged:
        item = message if spec.item_failures else ""
        yield Said(ended(invocation), "ERROR", _failure(invocation, error), error, item)


def _failure(invocation: Invocation, error: str) -> str:
    if invocation.message:
        return failure_message(error, invocation.message)
    request = invocation.request_id
    return error_text(error).message.format(n=int(request[:4], 16), id=request[:8])


_NAMED = "message {id} for order {n} received"
_TEXTS = {
    "api": "GET /v1/items/{n} for session {id}",
    "sqs": "message for order {n} received",
    "stream": "batch of {n} records from shard {id}",
    "schedule": "run {id} started",
    "async": "event {id} accepted",
}
