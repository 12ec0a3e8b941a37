"""Stores that tell one function's story, for the pages of functions, queues and alarms."""

import math
from typing import Any

from collectors.arns import arn_of
from collectors.records import (
    AccountLimits,
    AlarmTransition,
    Alias,
    Change,
    Coverage,
    Failure,
    Function,
    Identity,
    Kind,
    Points,
    Queue,
)
from tests.factories import a_function, a_mapping, a_queue, an_alarm, an_identity
from tests.fleets import PROD, PROD_ACCOUNT, a_denial, a_reason, an_outcome
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.store import (
    Store,
    alarms,
    changes,
    coverage,
    functions,
    limits,
    mappings,
    points,
    queues,
    runs,
    transitions,
    verdicts,
)

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FUNCTION_COLUMNS = (
    "invocations",
    "errors",
    "throttles",
    "duration_p50_ms",
    "duration_p95_ms",
    "duration_p99_ms",
    "duration_max_ms",
    "concurrency_max",
)
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> & %{y} <b>bold</b> $x$ \"quoted\""


def minutes_of(
    identity: Identity, now: int, minutes: int, broken_minutes: int = 0, timeout_ms: float = 30_000
) -> Points:
    """A function's minutes up to `now`: waves, the last `broken_minutes` failing and slow, twenty minutes of gap."""
    rows: list[tuple[int, tuple[float | None, ...]]] = []
    end = now // 60 * 60
    for i in range(minutes):
        at = end - (minutes - i) * MINUTE
        if 60 <= minutes - i < 80:
            continue
        calls = round(180 + 90 * math.sin(at / 9_000) + 25 * math.sin(at / 190) + at % 7)
        broken = minutes - i <= broken_minutes
        p50 = 80 + 15 * math.sin(at / 400) + (900 if broken else 0)
        errors = round(calls * 0.21) if broken else (1 if at % 1_860 == 0 else 0)
        longest = min(timeout_ms, p50 * 9)
        row = (calls, errors, 4 if broken else 0, p50, p50 * 3.1, p50 * 5.2, longest, 6 + calls // 30)
        rows.append((at, tuple(map(float, row))))
    return Points(identity, 60, FUNCTION_COLUMNS, tuple(rows))


def queue_minutes(identity: Identity, now: int, minutes: int, depth: int) -> Points:
    """A dead-letter queue that fills up to `depth`."""
    end = now // 60 * 60
    rows = [
        (end - (minutes - i) * MINUTE, (float(depth * i // minutes), 0.0, 0.0, float(i * MINUTE), 0.0, 0.0))
        for i in range(minutes)
    ]
    return Points(identity, 60, ("visible", "in_flight", "delayed", "oldest_age_s", "sent", "deleted"), tuple(rows))


def looked(store: Store, start: int, end: int, asked_at: int, result: str = "ok", subject: str = "") -> None:
    with store.write() as conn:
        for collector in ("metrics", "queue_metrics"):
            coverage.save_coverage(conn, PROD.name, collector, [Coverage(60, start, end, asked_at, result, subject)])


def save_account(store: Store, now: int, *failures: Failure) -> None:
    """The target is known, and its last run met these failures."""
    with store.write() as conn:
        runs.save_outcome(conn, an_outcome(PROD, "metrics", now, failures=failures))
        limits.save_limits(conn, [AccountLimits(PROD_ACCOUNT, 1_000, 900)], now)


def save_function(
    store: Store, now: int, function: Function | None = None, *reasons: Reason, **verdict: Any
) -> Function:
    """A function that was judged a moment ago."""
    known = function or a_function()
    state = verdict.pop("state", reasons[0].state if reasons else State.OK)
    judged = Verdict(known.identity, state, **{"since": now - HOUR, "judged_at": now - 30} | verdict, reasons=reasons)
    with store.write() as conn:
        functions.save_functions(conn, [known], now)
        verdicts.save_verdicts(conn, [judged])
    return known


def save_series(store: Store, *series: Points) -> None:
    with store.write() as conn:
        points.save_points(conn, series)


def a_bad_deploy(store: Store, now: int, days: float = 0.25, text: str = "") -> Function:
    """checkout-api fails since a deploy 47 minutes ago; `text` is woven into all that others may have written."""
    function = a_function(
        description=text or "Takes the basket to the till",
        dead_letter_arn=arn_of(an_identity("checkout-dead-events", Kind.QUEUE)),
        environment=(("DB_HOST", "9f86d081"), (text[:60] or "FEATURE_FLAGS", "60303ae2")),
        tags=(("team", text or "payments"), ("service", "checkout")),
        aliases=(Alias("live", "41", (("42", 0.1),)),),
        layers=("arn:aws:lambda:eu-west-1:111122223333:layer:otel:7",),
        log_format="JSON",
        provisioned=None,
        unread=("provisioned",),
    )
    deploy = now - 47 * MINUTE
    save_account(
        store, now, a_denial(action="lambda:ListProvisionedConcurrencyConfigs", subjects=(function.identity.name,))
    )
    save_function(
        store,
        now,
        function,
        a_reason(
            State.BAD, "21.0 % of invocations fail (limit 10 %).", unit="percent", observed=21.0, since=deploy + 120
        ),
        a_reason(
            State.WARN, "The slowest 5 % take 3.1 s.", rule="duration", unit="s", observed=3.1, limit=24.0, since=deploy
        ),
        a_reason(
            State.WARN,
            f"The alarm checkout errors fires. {text}",
            rule="alarm",
            observed=None,
            limit=None,
            since=deploy,
        ),
        since=deploy + 120,
    )
    save_series(store, minutes_of(function.identity, now - 60, int(days * 1_440), 46))
    looked(store, now - int(days * DAY), now - 60, now - 60)
    looked(store, now - 80 * MINUTE, now - 60 * MINUTE, now, "throttled", function.identity.name)
    _save_story(store, function, now, deploy, text)
    return function


def _save_story(store: Store, function: Function, now: int, deploy: int, text: str) -> None:
    name = text or "checkout errors"
    firing = an_alarm(
        name,
        state="ALARM",
        state_since=deploy + 180,
        state_reason=text or "Threshold Crossed: 2 datapoints [41.0, 38.0] were greater than the threshold (5.0).",
        watches=(function.identity,),
        description=text,
    )
    unheard = an_alarm(
        "checkout p99 / slow",
        metric="Duration",
        statistic="p99",
        threshold=9_000.0,
        actions=(),
        watches=(function.identity,),
    )
    dead = a_queue("checkout-dead-events", visible=112, read_at=now - 20, tags=(("owner", text or "payments"),))
    source = a_queue(
        "orders.fifo",
        fifo=True,
        visible=3,
        in_flight=10,
        read_at=now - 20,
        dlq_arn=arn_of(an_identity("orders-dlq.fifo", Kind.QUEUE)),
        max_receive_count=5,
    )
    late = a_queue(
        "orders-dlq.fifo", fifo=True, visible=4_812, read_at=now - 20, sources=(source.arn,), retention_s=14 * DAY
    )
    with store.write() as conn:
        changes.save_changes(conn, _changes(function.identity, deploy, text))
        alarms.save_alarms(conn, [firing, unheard], now)
        moved = [
            AlarmTransition(firing.identity, deploy + 180, "OK", "ALARM", firing.state_reason),
            AlarmTransition(firing.identity, now - 3 * HOUR + 600, "ALARM", "OK", ""),
        ]
        transitions.save_transitions(conn, moved)
        queues.save_queues(conn, [dead, source, late])
        mappings.save_mappings(conn, [a_mapping(function.identity, source.arn)], now)
        verdicts.save_verdicts(conn, [_dead_letters(dead, State.BAD, now), _dead_letters(late, State.BAD, now)])
        verdicts.save_verdicts(conn, [Verdict(source.identity, State.OK, now - DAY, now)])
    save_series(
        store, queue_minutes(dead.identity, now - 60, 300, 112), queue_minutes(late.identity, now - 60, 300, 4_812)
    )


def _changes(identity: Identity, deploy: int, text: str) -> list[Change]:
    return [
        Change(
            identity, deploy, "deploy", "code_sha256", "p8mX2k" * 7, "Zc41hq" * 7, "1", who=text or "ada@example.com"
        ),
        Change(identity, deploy, "configuration", "memory_mb", "1024", "512", "1", who=text or "ada@example.com"),
        Change(identity, deploy - 2 * DAY, "alias", "live", text or "40", "41", "2"),
    ]


def _dead_letters(queue: Queue, state: State, now: int) -> Verdict:
    text = f"{queue.visible:,} messages wait in the dead-letter queue {queue.identity.name}."
    since = now - 3 * HOUR
    reason = a_reason(state, text, rule="dlq_depth", observed=queue.visible, limit=100.0, unit="count", since=since)
    return Verdict(queue.identity, state, since, now, (reason,))
