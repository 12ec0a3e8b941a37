"""Stores with a fleet in them, for pages and screenshots: what a collector and a judge would have left behind."""

import math
from dataclasses import replace
from typing import Any

from collectors.records import Change, Coverage, Failure, FailureKind, Identity, Kind, Outcome
from collectors.targets import Target
from tests.factories import an_identity
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.config import Config
from webapp.store import Store, changes, coverage, runs
from webapp.store.fleet import FleetRow, save_fleet

HOUR, DAY = 3_600, 86_400
PROD, LAB = Target("prod/eu-west-1", "eu-west-1"), Target("lab/us-east-1", "us-east-1")
PROD_ACCOUNT = an_identity("", Kind.ACCOUNT)
LAB_ACCOUNT = an_identity("", Kind.ACCOUNT, account="444455556666", region="us-east-1")


def a_config(**fields: Any) -> Config:
    return Config(**{"targets": (PROD, LAB), "store_url": "sqlite://"} | fields)


def a_reason(state: State = State.BAD, text: str = "12 % of invocations fail (limit 10 %)", **fields: Any) -> Reason:
    return Reason(**{"rule": "error_rate", "state": state, "text": text, "observed": 12.0, "limit": 10.0} | fields)


def a_fleet_row(name: str = "checkout-api", state: State = State.OK, now: int = 0, **fields: Any) -> FleetRow:
    identity = fields.pop("identity", None) or an_identity(name)
    since = fields.pop("since", now - 47 * 60)
    reasons = fields.pop("reasons", None)
    if reasons is None:
        reasons = (a_reason(state, since=since),) if state in (State.BAD, State.WARN) else ()
    defaults: dict[str, Any] = {
        "runtime": "python3.13",
        "tags": (("team", "shop"),),
        "invocations": 12_345.0,
        "errors": 0.0,
        "throttles": 0.0,
        "duration_p50_ms": 42.0,
        "duration_p95_worst_ms": 310.0,
        "concurrency_max": 12.0,
        "spark": tuple(float(180 + 60 * math.sin(i / 4)) for i in range(30)),
        "data_until": now - 120,
    }
    return FleetRow(identity, Verdict(identity, state, since, now, reasons), **defaults | fields)


def an_outcome(target: Target = PROD, collector: str = "metrics", now: int = 0, **fields: Any) -> Outcome:
    defaults: dict[str, Any] = {
        "seconds": 1.8,
        "chunks": 4,
        "records": 240,
        "calls": {"cloudwatch:GetMetricData": 3, "cloudwatch:ListMetrics": 1},
        "metrics_requested": 320,
        "usd": 0.0032,
        "usd_upper": 0.0041,
        "identity": PROD_ACCOUNT if target is PROD else LAB_ACCOUNT,
    }
    return Outcome(**{"target": target.name, "collector": collector, "started_at": now - 90} | defaults | fields)


def a_denial(**fields: Any) -> Failure:
    return Failure(
        **{
            "kind": FailureKind.DENIED,
            "action": "lambda:ListFunctions",
            "message": "User is not authorized to perform lambda:ListFunctions",
            "advice": "Add lambda:ListFunctions to the role's policy; `oncall policy` prints all that is needed.",
        }
        | fields
    )


def save_looking(store: Store, now: int, *outcomes: Outcome, history_days: float = 15) -> None:
    """Runs of every collector on both targets a moment ago, then `outcomes`, and this much of the history read."""
    collectors = ("functions", "mappings", "metrics", "queues", "alarms", "changes", "limits")
    usual = [an_outcome(target, name, now) for target in (PROD, LAB) for name in collectors]
    with store.write() as conn:
        for outcome in (*usual, *outcomes):
            runs.save_outcome(conn, outcome)
        for target in (PROD, LAB):
            read = Coverage(60, now - int(history_days * DAY), now - 60, now)
            coverage.save_coverage(conn, target.name, "metrics", [read])


def save_rows(store: Store, *rows: FleetRow) -> None:
    with store.write() as conn:
        save_fleet(conn, rows)


def save_change(store: Store, identity: Identity, at: int, **fields: Any) -> None:
    change = Change(
        identity,
        at,
        **{"what": "deploy", "field": "code_sha256", "before": "a", "after": "b"} | fields,
        event_id=str(at),
    )
    with store.write() as conn:
        changes.save_changes(conn, [change])


def a_company(now: int) -> list[FleetRow]:
    """Forty functions of a believable company, a few of them in trouble."""
    return [*_troubled(now), *_well(now)]


def _troubled(now: int) -> list[FleetRow]:
    def rising(top: float) -> tuple[float | None, ...]:
        return tuple(top * (0.3 + 0.7 * min(1, i / 24)) for i in range(30))

    bad = a_fleet_row(
        "checkout-api",
        State.BAD,
        now,
        errors=1_851.0,
        invocations=15_412.0,
        alarms_firing=2,
        duration_p95_worst_ms=1_240.0,
        reasons=(
            a_reason(text="12.0 % of invocations fail; the limit is 10 %", since=now - 45 * 60),
            a_reason(State.WARN, "p95 is 84 % of the timeout of 30 s", rule="duration", since=now - 30 * 60),
        ),
    )
    return [
        bad,
        a_fleet_row(
            "order-events-consumer",
            State.BAD,
            now,
            runtime="nodejs22.x",
            dlq_depth=1_284,
            errors=402.0,
            invocations=8_040.0,
            reasons=(
                a_reason(
                    text="1,284 messages in orders-dlq, 52 arrived in 15 minutes; the limit is 50",
                    rule="dlq_growth",
                    since=now - 3 * HOUR,
                ),
            ),
        ),
        a_fleet_row(
            "stock-stream-projector",
            State.BAD,
            now,
            runtime="java21",
            duration_p95_worst_ms=8_412.0,
            spark=rising(900),
            reasons=(
                a_reason(
                    text="It is 2 h 14 min behind its stream; the limit is 2 h",
                    rule="iterator_age",
                    since=now - 20 * 60,
                ),
            ),
        ),
        a_fleet_row(
            "invoice-pdf",
            State.WARN,
            now,
            runtime=None,
            throttles=310.0,
            invocations=9_012.0,
            alarms_firing=1,
            reasons=(
                a_reason(
                    State.WARN,
                    "3.3 % of the attempts are throttled; the limit is 1 %",
                    rule="throttle_rate",
                    since=now - 12 * 60,
                ),
            ),
        ),
        a_fleet_row(
            "image-resizer-with-a-remarkably-long-name-that-somebody-chose",
            State.WARN,
            now,
            runtime="provided.al2023",
            duration_p95_worst_ms=27_100.0,
            reasons=(a_reason(State.WARN, "p95 is 90 % of the timeout of 30 s", rule="duration", since=now - 26 * 60),),
        ),
        a_fleet_row(
            "partner-sync",
            State.UNKNOWN,
            now,
            identity=replace(an_identity("partner-sync"), account="444455556666", region="us-east-1"),
            invocations=None,
            errors=None,
            throttles=None,
            duration_p95_worst_ms=None,
            spark=(),
            reasons=(
                a_reason(
                    State.UNKNOWN,
                    "We may not read it: cloudwatch:GetMetricData is denied",
                    rule="denied",
                    since=now - 2 * DAY,
                ),
            ),
        ),
    ]


def _well(now: int) -> list[FleetRow]:
    nouns = (
        "cart",
        "catalog",
        "search",
        "payments",
        "refunds",
        "mail",
        "sms",
        "users",
        "sessions",
        "reports",
        "exports",
    )
    verbs = ("api", "worker", "sync")
    names = [f"{noun}-{verb}" for noun in nouns for verb in verbs]
    rows = [
        a_fleet_row(
            name,
            State.OK,
            now,
            since=now - (i % 9 + 1) * DAY,
            invocations=float((i * 7919) % 60_000),
            runtime=("python3.13", "nodejs22.x", "java21")[i % 3],
            spark=tuple(float(50 + 40 * math.sin(i + j / 3) + (j * i) % 7) for j in range(30)),
            duration_p95_worst_ms=float(40 + (i * 97) % 900),
        )
        for i, name in enumerate(names)
    ]
    idle = {"invocations": None, "errors": None, "throttles": None, "duration_p95_worst_ms": None, "spark": ()}
    return rows + [
        a_fleet_row(name, State.IDLE, now, **idle) for name in ("year-end-report", "gdpr-export", "migration-2025")
    ]
