"""StartLiveTail: what is ingested into log groups, second by second."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from demo.durations import HOUR
from demo.logs.events import Event
from demo.logs.filter_patterns import Matches, pattern
from demo.logs.kept import Group
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.event_stream import event, exception, streamed
from demo.server.state import Answerer, State

MOST_GROUPS = 10
MOST_EVENTS = 500
"""An update holds no more: what is beyond is sampled."""

EVERY_S = 1.0
LONGEST_S = 3 * HOUR
LAG_MS = 6000
"""An event is ingested so long after it was written at most."""

_ENDS = {
    "Failed": exception("SessionStreamingException", "An unknown error occurred on the server."),
    "Timeout": exception("SessionTimeoutException", "The session timed out."),
}


def _start(call: Call, state: State) -> Any:
    body = call.body
    named = body.get("logGroupIdentifiers") or []
    if not 1 <= len(named) <= MOST_GROUPS:
        raise _invalid(f"A session takes 1 to {MOST_GROUPS} log groups.")
    if wrong := [name for name in named if not name.startswith("arn:") or name.endswith("*")]:
        raise _invalid(f"logGroupIdentifiers must be ARNs that do not end with an asterisk: {wrong[0]}")
    if len(named) > 1 and (body.get("logStreamNames") or body.get("logStreamNamePrefixes")):
        raise _invalid("Log streams can be named for one log group only.")
    groups = [state.logs.groups.find(call, name) for name in named]
    return streamed(_session(call, state, groups, pattern(body.get("logEventFilterPattern"))))


def _invalid(text: str) -> AwsError:
    return AwsError("InvalidParameterException", text)


def _session(call: Call, state: State, groups: list[Group], holds: Matches) -> Iterator[bytes]:
    yield event("sessionStart", _opening(call))
    last = call.now
    while not state.stopping.wait(EVERY_S):
        now = state.clock.now()
        ends = "Timeout" if now - call.now >= LONGEST_S else call.extra.get("ends")
        if ends in _ENDS:
            yield _ENDS[ends]
            return
        yield event(
            "sessionUpdate", _update([e for e in _ingested(call, state, groups, last, now) if holds(e.message)])
        )
        last = now


def _opening(call: Call) -> dict[str, Any]:
    asked = {key: value for key, value in call.body.items() if key.startswith("log")}
    return asked | {"requestId": str(uuid4()), "sessionId": str(uuid4())}


def _ingested(call: Call, state: State, groups: list[Group], last: float, now: float) -> Iterator[Event]:
    """What became readable after `last` and by `now`, of the streams that were asked for."""
    names, prefixes = call.body.get("logStreamNames"), tuple(call.body.get("logStreamNamePrefixes") or ("",))
    since = last * 1000
    for group in groups:
        for each in state.logs.groups.events(replace(call, now=now), group, int(since) - LAG_MS, int(now * 1000) + 1):
            if each.ingested > since and (not names or each.stream in names) and each.stream.startswith(prefixes):
                yield each


def _update(events: list[Event]) -> dict[str, Any]:
    step = -(-len(events) // MOST_EVENTS) or 1
    shown = events[::step]
    return {"sessionMetadata": {"sampled": step > 1}, "sessionResults": [_told(each) for each in shown]}


def _told(each: Event) -> dict[str, Any]:
    return {
        "logGroupIdentifier": each.log,
        "logStreamName": each.stream,
        "message": each.message,
        "timestamp": each.at,
        "ingestionTime": each.ingested,
    }


ANSWERS: dict[str, Answerer] = {"Logs_20140328.StartLiveTail": _start}
