"""One minute of one function: how many invocations, how they ended, how long they took. Nothing is stored."""

from math import ceil, exp
from typing import NamedTuple

from demo.world.dice import Dice, count, normal, share, throw
from demo.world.effects import Effect
from demo.world.failing import Failing
from demo.world.latency import ERROR, MEMORY, OK, TIMEOUT, Group, total
from demo.world.specs import FunctionSpec


class Minute(NamedTuple):
    """What happened to the invocations that started in the minute `ts`. None: nothing of the kind was published.

    `init_ms` is the usual initialisation of its cold starts, `memory_mb` what its environments use, `logged` how many
    invocations succeeded but logged the error `logged_error`. Ages are milliseconds.
    """

    ts: int
    groups: tuple[Group, ...] = ()
    invocations: int = 0
    errors: int = 0
    throttles: int = 0
    total_ms: float = 0.0
    concurrency: int = 0
    logged: int = 0
    logged_error: str = ""
    init_ms: float = 0.0
    memory_mb: float = 0.0
    received: int = 0
    dropped: int = 0
    dead_letter_errors: int = 0
    async_age_ms: float | None = None
    iterator_age_ms: float | None = None
    provisioned: int = 0
    spillover: int = 0


class Facts(NamedTuple):
    """What `minute_of` needs besides the specification: worked out once a function by the world."""

    key: bytes
    epoch: int
    failing: Failing | None
    provisioned: int
    limit: int
    """The concurrency that it can reach: reserved, else the account's."""


def minute_of(spec: FunctionSpec, facts: Facts, ts: int) -> Minute:
    """The minute that starts at `ts`, which is a multiple of 60."""
    if spec.traffic.idle:
        return Minute(ts)
    at = ts - facts.epoch
    effects = [(effect, strength) for effect in spec.effects if (strength := effect.strength(at)) > 0]
    dice = throw(facts.key, ts)
    asked = _asked(spec, effects, ts, dice)
    throttles = min(asked, share(asked, sum(e.throttle_rate * s for e, s in effects), dice[1]))
    fresh = asked - throttles
    failing = _failing(facts, ts)
    if not fresh and not failing and not throttles:
        return Minute(ts)
    groups = _groups(spec, effects, at, fresh, dice) + _failing_groups(spec, failing, dice)
    return _summed(spec, facts, effects, ts, groups, throttles, dice)


def partly(minute: Minute, settled: float) -> Minute:
    """The minute as CloudWatch shows it while only that share (0..1) of its data has come in."""
    if settled >= 1 or not (minute.invocations or minute.throttles):
        return minute
    groups = tuple(g._replace(size=n) for g in minute.groups if (n := int(g.size * settled)))
    if not groups and not int(minute.throttles * settled):
        return Minute(minute.ts)
    return minute._replace(
        groups=groups,
        invocations=sum(g.size for g in groups),
        errors=sum(g.size for g in groups if g.outcome != OK),
        throttles=int(minute.throttles * settled),
        total_ms=sum(total(g) for g in groups),
        received=int(minute.received * settled),
        dropped=int(minute.dropped * settled),
    )


def leaked(spec: FunctionSpec, at: int) -> float:
    """How far a leak has come since the last restart, 0..1; 0 where nothing leaks."""
    return (at / spec.leak_period + spec.leak_phase) % 1 if spec.leak_period else 0.0


def _asked(spec: FunctionSpec, effects: list[tuple[Effect, float]], ts: int, dice: Dice) -> int:
    expected = spec.traffic.expected(ts)
    for effect, strength in effects:
        expected *= 1 + (effect.traffic - 1) * strength
    return round(expected) if spec.traffic.every else count(expected, dice[0])


def _groups(spec: FunctionSpec, effects: list[tuple[Effect, float]], at: int, fresh: int, dice: Dice) -> list[Group]:
    if not fresh:
        return []
    cap, leak = spec.timeout * 1000.0, leaked(spec, at)
    scale = spec.duration_ms * exp(0.07 * normal(dice[2])) * (1 + 0.6 * leak**4)
    for effect, strength in effects:
        scale *= 1 + (effect.slow - 1) * strength
    failed = _failed(spec, effects, fresh, scale, cap, leak, dice)
    fine = fresh - sum(group.size for group in failed)
    cold = min(fine, share(fresh, spec.cold_share, dice[5]) + _restarted(spec, at, fresh, scale))
    slow = min(fine - cold, share(fine, 0.006, dice[6]))
    limit = cap * 0.996
    usual = [
        Group(fine - cold - slow, OK, scale, spec.spread, limit),
        Group(cold, OK, scale * 1.5, spec.spread, limit, cold=True),
        Group(slow, OK, scale * (3 + 3 * dice[7]), spec.spread, limit),
    ]
    return [group for group in (*usual, *failed) if group.size]


def _failed(
    spec: FunctionSpec,
    effects: list[tuple[Effect, float]],
    fresh: int,
    scale: float,
    cap: float,
    leak: float,
    dice: Dice,
) -> list[Group]:
    left = fresh
    groups = []

    def fail(rate: float, die: float, outcome: str, scale: float, spread: float, error: str = "") -> None:
        nonlocal left
        number = min(left, share(fresh, rate, die))
        left -= number
        groups.append(Group(number, outcome, scale, spread, cap, error=error))

    for i, (effect, strength) in enumerate(effects):
        fail(effect.timeout_rate * strength, dice[8 + i % 2], TIMEOUT, cap, 0.0)
        fail(effect.error_rate * strength, dice[10 + i % 2], ERROR, scale * 0.6, 0.3, effect.error)
    fail(spec.error_rate, dice[12], ERROR, scale * 0.6, 0.3, spec.error)
    fail(4 * max(0.0, leak - 0.97), dice[13], MEMORY, scale, spec.spread)
    return groups


def _restarted(spec: FunctionSpec, at: int, fresh: int, scale: float) -> int:
    """All environments start anew in the minute of a deploy and when a leak has come round."""
    deployed = any(0 <= at - deploy.at < 60 for deploy in spec.deploys)
    wrapped = spec.leak_period and leaked(spec, at) < leaked(spec, at - 60)
    return min(fresh, 1 + ceil(fresh * scale / 60_000 * 2)) if deployed or wrapped else 0


def _failing(facts: Facts, ts: int) -> list[tuple[str, int]]:
    if not facts.failing:
        return []
    tried = []
    for offset in facts.failing.offsets:
        arrived = ts - 60 * offset
        if number := facts.failing.arriving(facts.key, facts.epoch, arrived):
            tried.append((facts.failing.error(facts.epoch, arrived), number))
    return tried


def _failing_groups(spec: FunctionSpec, failing: list[tuple[str, int]], dice: Dice) -> list[Group]:
    """A handler that answers which items of its batch failed succeeds itself."""
    cap, scale = spec.timeout * 1000.0, spec.duration_ms * (0.35 + 0.4 * dice[2])
    outcome = OK if spec.item_failures else ERROR
    return [Group(n, outcome, scale, 0.3, cap, error=error, failing=True) for error, n in failing]


def _summed(
    spec: FunctionSpec,
    facts: Facts,
    effects: list[tuple[Effect, float]],
    ts: int,
    groups: list[Group],
    throttles: int,
    dice: Dice,
) -> Minute:
    at = ts - facts.epoch
    invocations = sum(group.size for group in groups)
    total_ms = sum(total(group) for group in groups)
    concurrency = _concurrency(spec, facts, invocations, total_ms, throttles, dice[14])
    logging = [(effect.logged_rate * strength, effect.logged) for effect, strength in effects if effect.logged_rate]
    rate, logged_error = max(logging, default=(0.0, ""))
    memory = spec.memory_share + (1 - spec.memory_share) * leaked(spec, at)
    spilled = share(invocations * 0.3, 1 - facts.provisioned / concurrency, dice[9]) if concurrency else 0
    minute = Minute(
        ts=ts,
        groups=tuple(groups),
        invocations=invocations,
        errors=sum(group.size for group in groups if group.outcome != OK),
        throttles=throttles,
        total_ms=total_ms,
        concurrency=concurrency,
        logged=share(sum(g.size for g in groups if g.outcome == OK), rate, dice[15]) if rate else 0,
        logged_error=logged_error,
        init_ms=_init_ms(spec, effects),
        memory_mb=spec.memory * memory,
        iterator_age_ms=_iterator_age(effects, at, dice) if spec.trigger == "stream" and invocations else None,
        provisioned=min(facts.provisioned, concurrency),
        spillover=max(0, spilled) if facts.provisioned else 0,
    )
    return _with_events(minute, facts, effects, dice) if spec.trigger == "async" else minute


def _concurrency(
    spec: FunctionSpec, facts: Facts, invocations: int, total_ms: float, throttles: int, die: float
) -> int:
    if throttles and spec.reserved:
        return spec.reserved
    busy = ceil(1.5 * total_ms / 60_000 + die)
    return max(1, min(busy, invocations, facts.limit)) if invocations else 0


def _init_ms(spec: FunctionSpec, effects: list[tuple[Effect, float]]) -> float:
    init = spec.init_ms
    for effect, strength in effects:
        init *= 1 + (effect.init - 1) * strength
    return init


def _iterator_age(effects: list[tuple[Effect, float]], at: int, dice: Dice) -> float:
    """Milliseconds: under a second usually, and what has been gained since a lag began; the stream keeps one day."""
    lag = sum(1000.0 * effect.lag * (effect.age(at) or 0) for effect, _ in effects if effect.lag)
    return min(86_400_000.0, 180 + 600 * dice[3] + lag * (0.995 + 0.01 * dice[4]))


def _with_events(minute: Minute, facts: Facts, effects: list[tuple[Effect, float]], dice: Dice) -> Minute:
    """The minute with its asynchronous events; those that give up are dropped, after a copy went to the DLQ."""
    failing, new, dropped, waited = facts.failing, 0, 0, 0
    if failing:
        new, dropped = (failing.arriving(facts.key, facts.epoch, minute.ts - 60 * o) for o in (0, failing.gives_up))
        tried = (o for o in failing.offsets if failing.arriving(facts.key, facts.epoch, minute.ts - 60 * o))
        waited = max(tried, default=0)
    denied = any(effect.dead_letter_denied for effect, _ in effects)
    return minute._replace(
        received=new + sum(group.size for group in minute.groups if not group.failing),
        dropped=dropped,
        async_age_ms=20 + 90 * dice[3] + 400.0 * minute.throttles + 60_000.0 * waited,
        dead_letter_errors=dropped if denied else 0,
    )
