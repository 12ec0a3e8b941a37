"""Small makers for judgements: a minute an entry, the newest last, and a context in which everything was read."""

from typing import Any

from collectors.records import Alarm, AlarmAction, Change, Failure, FailureKind, Points, Queue
from tests import factories
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.analysis.case import Context, Look
from webapp.analysis.health import judge
from webapp.analysis.limits import Limits

COLUMNS = ("invocations", "errors")


def points(end: int = NOON, identity: Any = None, **columns: list[float | None]) -> Points:
    """One row a minute, the last one starting at `end` - 60."""
    length = max((len(values) for values in columns.values()), default=0)
    rows = [
        (end - 60 * (length - i), tuple(values[i - length + len(values)] for values in columns.values()))
        for i in range(length)
    ]
    kept = [row for row in rows if any(value is not None for value in row[1])]
    return Points(identity or an_identity(), 60, tuple(columns), kept)


def steady(each: float, minutes: int = 180) -> list[float | None]:
    return [each] * minutes


def a_look(now: int = NOON, **fields: Any) -> Look:
    return Look(**{"part": "metrics", "read_at": now, "every_s": 300, "unbroken_from": now - 6 * 3600} | fields)


def a_context(now: int = NOON, **fields: Any) -> Context:
    return Context(**{"metrics": a_look(now)} | fields)


def judged(measured: Points | None = None, now: int = NOON, before: Any = None, **fields: Any) -> Any:
    function, limits = fields.pop("function", None) or a_function(), fields.pop("limits", None) or Limits()
    return judge(function, measured, a_context(now, **fields), limits, now, before)


def rules(verdict: Any) -> list[str]:
    return [reason.rule for reason in verdict.reasons]


def a_failure(kind: FailureKind = FailureKind.DENIED, **fields: str) -> Failure:
    return Failure(kind, **{"action": "cloudwatch:GetMetricData", "message": "not authorized"} | fields)


def an_alarm(name: str = "checkout-errors", state: str = "ALARM", pages: bool = True, **fields: Any) -> Alarm:
    actions = (AlarmAction("ALARM", "arn:aws:sns:eu-west-1:111122223333:pager"),) if pages else ()
    defaults = {"state_since": NOON - 600, "state_reason": "Threshold Crossed: 12 > 5", "actions": actions}
    return factories.an_alarm(name, state=state, **defaults | fields)


def a_change(at: int, what: str = "deploy", field: str = "code_sha256", **fields: Any) -> Change:
    return Change(an_identity(), at, what, field, "aaa", "bbb", f"{what}-{at}", **fields)


def a_queue(name: str = "orders-dlq", **fields: Any) -> Queue:
    return factories.a_queue(name, **{"retention_s": 14 * 86_400, "read_at": NOON} | fields)
