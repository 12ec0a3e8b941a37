"""The single invocations of one minute: exactly as many, as long and as unlucky as the minute says."""

from functools import lru_cache
from math import ceil
from random import Random
from typing import NamedTuple

from demo.world.dice import throw, uuid_of
from demo.world.latency import ERROR, MEMORY, OK, TIMEOUT, durations
from demo.world.minutes import Facts, Minute
from demo.world.specs import FunctionSpec

_SHUFFLE, _MESSAGE, _REQUEST, _STREAM = 11, 12, 13, 14


class Message(NamedTuple):
    """A failing message: its id, the minute it came, its place in that minute, and which try this is (1 = first)."""

    id: str
    arrived: int
    place: int
    attempt: int = 1


class Invocation(NamedTuple):
    """One invocation. Times are milliseconds; `at` is its start since the epoch of time.

    `status` is ok, error, timeout or oom. `error` is what its message made it raise, also where it succeeds and gives
    only the message back; `logged` names another error that it logged although it succeeded.
    `init` or `restore` are 0 for a warm start. `restore_billed` is SnapStart's own line in the bill.
    """

    request_id: str
    at: int
    duration: float
    billed: int
    status: str
    error: str
    logged: str
    cold: bool
    init: float
    restore: float
    restore_billed: int
    memory_mb: int
    version: str
    stream: str
    message: Message | None


class _Draw(NamedTuple):
    duration: float
    outcome: str
    error: str
    cold: bool
    message: Message | None


def invocations_of(spec: FunctionSpec, facts: Facts, minute: Minute) -> list[Invocation]:
    """The minute's invocations, by start."""
    if not minute.invocations:
        return []
    chance = Random(int(throw(facts.key, minute.ts, _SHUFFLE)[0] * 2**32))
    draws = _drawn(facts, minute)
    chance.shuffle(draws)
    within = 2000 if spec.traffic.every else 59_990
    starts = sorted(minute.ts * 1000 + int(chance.random() * within) for _ in draws)
    logs_error = _which_log(draws, minute.logged, chance)
    return [
        _invocation(spec, facts, minute, draw, at, i, i in logs_error, chance)
        for i, (draw, at) in enumerate(zip(draws, starts, strict=True))
    ]


def message_of(facts: Facts, arrived: int, place: int, attempt: int = 1) -> Message:
    """The failing message that came as number `place` in the minute `arrived`."""
    return Message(uuid_of(facts.key, _MESSAGE, arrived, place), arrived, place, attempt)


def event_request_id(facts: Facts, message: Message) -> str:
    """An asynchronous event keeps its request id through all its tries."""
    return uuid_of(facts.key, _REQUEST, message.arrived, message.place)


def version_at(spec: FunctionSpec, at: int, die: float) -> str:
    """The version that answered at that offset from the epoch: the alias's of then, or a weighted one."""
    if not spec.aliases:
        return "$LATEST"
    low = 0.0
    for version, weight in spec.aliases[0].weights:
        low += weight
        if die < low and any(d.version == version and d.at <= at for d in spec.deploys):
            return version
    weighted = {version for version, _ in spec.aliases[0].weights}
    past = [d.version for d in spec.deploys if d.at <= at and d.version not in weighted]
    return past[-1] if past else spec.deploys[0].version


def _drawn(facts: Facts, minute: Minute) -> list[_Draw]:
    tried = iter(_tried(facts, minute.ts))
    return [
        _Draw(duration, group.outcome, group.error, group.cold, next(tried) if group.failing else None)
        for group in minute.groups
        for duration in durations(group)
    ]


def _tried(facts: Facts, ts: int) -> list[Message]:
    """The failing messages that are tried in the minute, in the order of the minute's failing groups."""
    if not facts.failing:
        return []
    tries = ((attempt, ts - 60 * offset) for attempt, offset in enumerate(facts.failing.offsets, 1))
    return [
        message_of(facts, arrived, place, attempt)
        for attempt, arrived in tries
        for place in range(facts.failing.arriving(facts.key, facts.epoch, arrived))
    ]


def _which_log(draws: list[_Draw], number: int, chance: Random) -> frozenset[int]:
    if not number:
        return frozenset()
    fine = [i for i, draw in enumerate(draws) if draw.outcome == OK and not draw.message]
    return frozenset(chance.sample(fine, min(number, len(fine))))


def _invocation(
    spec: FunctionSpec, facts: Facts, minute: Minute, draw: _Draw, at: int, i: int, logs_error: bool, chance: Random
) -> Invocation:
    duration = round(draw.duration, 2)
    start = round(minute.init_ms * chance.uniform(0.85, 1.3), 2) if draw.cold else 0.0
    init, restore = (0.0, start) if spec.snap_start else (start, 0.0)
    keeps_id = draw.message and spec.trigger == "async"
    return Invocation(
        request_id=event_request_id(facts, draw.message)
        if draw.message and keeps_id
        else uuid_of(facts.key, _REQUEST, minute.ts, i, -1),
        at=at,
        duration=duration,
        billed=spec.timeout * 1000 if draw.outcome == TIMEOUT else ceil(duration + init),
        status=draw.outcome,
        error=draw.error,
        logged=minute.logged_error if logs_error else "",
        cold=draw.cold,
        init=init,
        restore=restore,
        restore_billed=ceil(restore * 0.2),
        memory_mb=_memory(spec, minute, draw.outcome, chance),
        version=version_at(spec, at // 1000 - facts.epoch, chance.random()),
        stream=_stream(facts, minute, i if draw.cold else -1 - int(chance.random() * minute.concurrency)),
        message=draw.message,
    )


def _memory(spec: FunctionSpec, minute: Minute, outcome: str, chance: Random) -> int:
    used = spec.memory if outcome == MEMORY else minute.memory_mb * chance.uniform(0.96, 1.03)
    return min(spec.memory, round(used) + (2 if outcome == ERROR else 0))


def _stream(facts: Facts, minute: Minute, environment: int) -> str:
    """An execution environment's stream; warm ones live for about two hours, cold ones are new."""
    born = minute.ts if environment >= 0 else minute.ts // 7200
    return _stream_of(facts.key, born, environment)


@lru_cache(10_000)
def _stream_of(key: bytes, born: int, environment: int) -> str:
    return uuid_of(key, _STREAM, born, environment).replace("-", "")
