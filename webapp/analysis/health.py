"""The state of one function, with the reasons for it: records and a time in, a verdict out."""

from collections.abc import Callable, Collection, Iterator

from collectors.records import Function, Points
from webapp.analysis.case import Context, FunctionCase, Part
from webapp.analysis.compose import blind, compose, could_not_look, last_seen
from webapp.analysis.limits import Limits
from webapp.analysis.minutes import Minutes
from webapp.analysis.rules import (
    alarms,
    asynchronous,
    concurrency,
    configuration,
    deploys,
    duration,
    errors,
    logs,
    mappings,
    queues,
    silence,
    streams,
    throttles,
)
from webapp.analysis.verdict import Reason, State, Verdict

Rule = Callable[[FunctionCase], Iterator[Reason]]

MEASURED: tuple[tuple[Part, Rule], ...] = (
    ("metrics", errors.error_rate),
    ("metrics", throttles.throttle_rate),
    ("metrics", duration.timeouts),
    ("metrics", duration.duration),
    ("metrics", concurrency.concurrency),
    ("metrics", concurrency.spillover),
    ("metrics", asynchronous.lost_events),
    ("metrics", asynchronous.async_age),
    ("metrics", streams.iterator_age),
    ("metrics", deploys.worse_since),
    ("metrics", logs.logged_errors),
)
"""Rules that have nothing to say about a function without points."""

SURROUNDING: tuple[tuple[Part, Rule], ...] = (
    ("metrics", silence.silence),
    ("metrics", logs.memory),
    ("metrics", logs.cold_starts),
    ("alarms", alarms.firing),
    ("queues", queues.queues),
    ("mappings", mappings.sources),
    ("configuration", configuration.function_state),
    ("configuration", configuration.denied),
    ("configuration", concurrency.switched_off),
)

IDLE = Reason("idle", State.IDLE, "It was not invoked in the last hours, and no invocation was expected.")


def judge(
    function: Function, points: Points | None, context: Context, limits: Limits, now: int, before: Verdict | None
) -> Verdict:
    """The state of `function` at `now`.

    `points` are its one-minute points of the last few hours, in any order, None or empty where there are none.
    `before` is its verdict of the last time: breaches that began before the points keep their start, and a state is
    left later than it was entered. What rests on a part that could not be read in time is UNKNOWN, not well.
    """
    until = now if context.metrics.read_at is None else min(now, context.metrics.read_at)
    case = FunctionCase(Minutes(points, now), limits, now, until, before, function, context)
    invoked = case.minutes.any("invocations")
    unseen = [look for look in context.all_looks if blind(look, now)]
    reasons = [*_reasons(case, {look.part for look in unseen}), *could_not_look(unseen, now)]
    if not reasons and not invoked:
        reasons = [IDLE]
    return compose(function.identity, reasons, State.OK, now, before)


def _reasons(case: FunctionCase, unseen: Collection[Part]) -> Iterator[Reason]:
    rules = SURROUNDING if case.minutes.first is None else (*MEASURED, *SURROUNDING)
    for part, rule in rules:
        for reason in rule(case):
            yield last_seen(reason) if part in unseen else reason
