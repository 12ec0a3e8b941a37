"""FilterLogEvents, GetLogEvents and DescribeLogStreams."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from demo.durations import HOUR
from demo.logs.events import Event
from demo.logs.filter_patterns import pattern
from demo.logs.kept import Group
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE = 10_000
PAGE_BYTES = 1_000_000
SCANNED = 50_000
"""Events that one FilterLogEvents reads: a page may be empty and still have a next one."""


def _group(call: Call, state: State) -> Group:
    named = [call.body[key] for key in ("logGroupName", "logGroupIdentifier") if call.body.get(key)]
    if len(named) != 1:
        raise AwsError("InvalidParameterException", "Exactly one of logGroupName and logGroupIdentifier is required.")
    return state.logs.groups.find(call, str(named[0]))


def _filter(call: Call, state: State) -> dict[str, Any]:
    body, group = call.body, _group(call, state)
    end = int(body.get("endTime") or call.now * 1000 + 1)
    start, skip = _place(body.get("nextToken")) or (int(body.get("startTime") or end - HOUR * 1000), 0)
    events = _skipped(state.logs.groups.events(call, group, start, end), start, skip)
    found, token = _page(call, _in_streams(events, body), start, skip)
    answer: dict[str, Any] = {"events": [_filtered(event) for event in found], "searchedLogStreams": []}
    return answer | ({"nextToken": token} if token else {})


def _page(call: Call, events: Iterable[tuple[Event, bool]], start: int, skip: int) -> tuple[list[Event], str | None]:
    """Events that match, and a token for the first that was not looked at: (its time, how many of that time before)."""
    holds = pattern(call.body.get("filterPattern"))
    most = min(int(call.body.get("limit") or PAGE), call.page_size or PAGE)
    found: list[Event] = []
    size, scanned, at, same = 0, 0, start, skip
    for event, wanted in events:
        same = same if event.at == at else 0
        at = event.at
        if len(found) >= most or size >= PAGE_BYTES or scanned >= SCANNED:
            return found, _token(at, same)
        scanned, same = scanned + 1, same + 1
        if wanted and holds(event.message):
            found.append(event)
            size += len(event.message) + 26
    return found, None


def _skipped(events: Iterator[Event], start: int, skip: int) -> Iterator[Event]:
    for event in events:
        if skip and event.at == start:
            skip -= 1
            continue
        yield event


def _in_streams(events: Iterable[Event], body: dict[str, Any]) -> Iterator[tuple[Event, bool]]:
    names, prefix = body.get("logStreamNames"), body.get("logStreamNamePrefix") or ""
    for event in events:
        yield event, (not names or event.stream in names) and event.stream.startswith(prefix)


def _filtered(event: Event) -> dict[str, Any]:
    number = f"{event.at:017d}{event.mark:010d}"
    return _shown(event) | {"logStreamName": event.stream, "eventId": number}


def _shown(event: Event) -> dict[str, Any]:
    return {"timestamp": event.at, "message": event.message, "ingestionTime": event.ingested}


def _token(at: int, skip: int) -> str:
    return urlsafe_b64encode(f"{at}:{skip}".encode()).decode()


def _place(token: str | None) -> tuple[int, int] | None:
    if not token:
        return None
    try:
        at, skip = urlsafe_b64decode(token.encode()).decode().split(":")
        return int(at), int(skip)
    except ValueError:
        raise AwsError("InvalidParameterException", "The specified nextToken is invalid.") from None


def _get(call: Call, state: State) -> dict[str, Any]:
    """A window of one stream; a token `f/<ms>` goes on after that time, `b/<ms>` before it."""
    body, group = call.body, _group(call, state)
    end = int(body.get("endTime") or call.now * 1000 + 1)
    start = int(body.get("startTime") or end - 2 * HOUR * 1000)
    ahead, turn = bool(body.get("startFromHead")), str(body.get("nextToken") or "")
    if turn:
        ahead, start, end = _turned(turn, start, end)
    most = min(int(body.get("limit") or PAGE), call.page_size or PAGE)
    events = (e for e in state.logs.groups.events(call, group, start, end) if e.stream == body.get("logStreamName"))
    found = _whole_moments(events, most) if ahead else list(deque(events, maxlen=most))
    return {
        "events": [_shown(event) for event in found],
        "nextForwardToken": f"f/{found[-1].at + 1 if found else max(start, 0)}",
        "nextBackwardToken": f"b/{found[0].at if found else end}",
    }


def _turned(token: str, start: int, end: int) -> tuple[bool, int, int]:
    way, _, at = token.partition("/")
    if way not in ("f", "b") or not at.isdigit():
        raise AwsError("InvalidParameterException", "The specified nextToken is invalid.")
    return (True, int(at), end) if way == "f" else (False, start, int(at))


def _whole_moments(events: Iterable[Event], most: int) -> list[Event]:
    """At least `most` where there are as many: a page ends only where the next event is later."""
    found: list[Event] = []
    for event in events:
        if len(found) >= most and event.at != found[-1].at:
            break
        found.append(event)
    return found


def _streams(call: Call, state: State) -> dict[str, Any]:
    """The streams that were written to in the last hour."""
    body, group = call.body, _group(call, state)
    now = int(call.now * 1000) + 1
    spans: dict[str, tuple[int, int]] = {}
    for event in state.logs.groups.events(call, group, now - HOUR * 1000, now):
        if event.stream.startswith(body.get("logStreamNamePrefix") or ""):
            spans[event.stream] = (spans.get(event.stream, (event.at, 0))[0], event.at)
    by_time = body.get("orderBy") == "LastEventTime"
    names = sorted(
        spans, key=lambda name: (spans[name][1] if by_time else 0, name), reverse=bool(body.get("descending"))
    )
    shown, token = page(names, call, body.get("nextToken"), body.get("limit"), 50)
    found = [_stream(call, group, name, *spans[name]) for name in shown]
    return {"logStreams": found} | ({"nextToken": token} if token else {})


def _stream(call: Call, group: Group, name: str, first: int, last: int) -> dict[str, Any]:
    return {
        "logStreamName": name,
        "creationTime": first,
        "firstEventTimestamp": first,
        "lastEventTimestamp": last,
        "lastIngestionTime": last + 1000,
        "arn": call.arn(f"log-group:{group.name}:log-stream:{name}"),
        "storedBytes": 0,
    }


ANSWERS: dict[str, Answerer] = {
    "Logs_20140328.FilterLogEvents": _filter,
    "Logs_20140328.GetLogEvents": _get,
    "Logs_20140328.DescribeLogStreams": _streams,
}
