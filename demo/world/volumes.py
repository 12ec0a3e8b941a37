"""How much a function's invocations write to its log group, from what one of each kind writes: no event is made."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from demo.world.invocations import Invocation, Message
from demo.world.latency import OK, TIMEOUT, Group
from demo.world.logs import events_of
from demo.world.minutes import Minute
from demo.world.specs import FunctionSpec

OVERHEAD = 26
"""Bytes that CloudWatch Logs counts for each event besides its message (PutLogEvents API reference)."""


class Volume(NamedTuple):
    """Bytes and the number of events."""

    bytes: float
    events: float


def minute_volume(spec: FunctionSpec, minute: Minute) -> Volume:
    """What was written about the minute's invocations, to about a hundredth."""
    own = [_of_group(spec, group) for group in minute.groups]
    plain, logged = (_of_one(spec, OK, "", each, cold=False, failing=False) for each in ("", minute.logged_error))
    return Volume(
        sum(group.size * each.bytes for group, each in zip(minute.groups, own, strict=True))
        + minute.logged * (logged.bytes - plain.bytes),
        sum(group.size * each.events for group, each in zip(minute.groups, own, strict=True))
        + minute.logged * (logged.events - plain.events),
    )


def _of_group(spec: FunctionSpec, group: Group) -> Volume:
    return _of_one(spec, group.outcome, group.error, "", cold=group.cold, failing=group.failing)


@lru_cache(4096)
def _of_one(spec: FunctionSpec, outcome: str, error: str, logged: str, *, cold: bool, failing: bool) -> Volume:
    """What a usual invocation of that kind writes; traced ones, which write a line more, are one in sixteen."""
    kinds = [(15, _usual(spec, "1", outcome, error, logged, cold, failing))]
    kinds.append((1, _usual(spec, "0", outcome, error, logged, cold, failing)))
    sizes = [
        (share / 16, [len(event.message.encode()) + OVERHEAD for event in events_of(spec, invocation)])
        for share, invocation in kinds
    ]
    return Volume(sum(share * sum(each) for share, each in sizes), sum(share * len(each) for share, each in sizes))


def _usual(
    spec: FunctionSpec, last_digit: str, outcome: str, error: str, logged: str, cold: bool, failing: bool
) -> Invocation:
    request = f"7fff3a52-6d1c-4b8e-9a77-51d0e8c2b4f{last_digit}"
    duration = spec.timeout * 1000.0 if outcome == TIMEOUT else round(spec.duration_ms * 1.07 + 0.13, 2)
    start = round(spec.init_ms + 0.13, 2) if cold else 0.0
    restore = start if spec.snap_start else 0.0
    return Invocation(
        request_id=request,
        at=1_767_225_600_123,
        duration=duration,
        billed=ceil(duration + start - restore),
        status=outcome,
        error=error,
        logged=logged,
        cold=cold,
        init=start - restore,
        restore=restore,
        restore_billed=ceil(restore * 0.2),
        memory_mb=round(spec.memory * spec.memory_share),
        version=spec.version,
        stream=request.replace("-", ""),
        message=Message(request, 1_767_225_600, 3) if failing else None,
    )
