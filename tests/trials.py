"""Stores with a history that alarms can be tried on: days of minutes with trouble in them, and what was judged."""

import math

from collectors.records import Coverage, Kind, Points, Subscription, Topic
from tests.factories import a_function, an_identity
from tests.fleets import PROD, a_reason, an_outcome
from webapp.analysis.verdict import State, Verdict
from webapp.store import Store, coverage, functions, points, runs, topics, verdicts

FUNCTION = an_identity()
COLUMNS = ("invocations", "errors", "throttles", "duration_p95_ms", "duration_p99_ms", "concurrency_max")
DAY, HOUR, MINUTE = 86_400, 3_600, 60
ARN = "arn:aws:sns:eu-west-1:111122223333:"
PAGER = Topic(an_identity("pager", Kind.TOPIC), f"{ARN}pager", (Subscription("email", True),))
DEAF = Topic(an_identity("deaf", Kind.TOPIC), f"{ARN}deaf", (Subscription("email", False),))


def save_history(store: Store, now: int, days: int = 3, broken_ago: tuple[int, ...] = (DAY,)) -> None:
    """Minutes of checkout-api; half an hour of errors at each of `broken_ago`, judged to be bad five minutes later."""
    rows = [(at, _minute(at, now, broken_ago)) for at in range(now - days * DAY, now, MINUTE)]
    with store.write() as conn:
        functions.save_functions(conn, [a_function(reserved_concurrency=50)], now)
        points.save_points(conn, [Points(FUNCTION, MINUTE, COLUMNS, rows)])
        coverage.save_coverage(conn, PROD.name, "metrics", [Coverage(60, now - days * DAY, now, now)])
        for collector in ("metrics", "alarms"):
            runs.save_outcome(conn, an_outcome(collector=collector, now=now))
        topics.save_topics(conn, [PAGER, DEAF], now)
        for ago in sorted(broken_ago, reverse=True):
            since, over = now - ago + 300, now - ago + 2400
            verdicts.save_verdicts(conn, [Verdict(FUNCTION, State.BAD, since, since, (a_reason(),))])
            verdicts.save_verdicts(conn, [Verdict(FUNCTION, State.OK, over, over)])


def _minute(at: int, now: int, broken_ago: tuple[int, ...]) -> tuple[float, ...]:
    broken = any(now - ago <= at < now - ago + 1800 for ago in broken_ago)
    calls = round(100 + 40 * math.sin(at / 14_000))
    noise = 1.0 if at % 7_140 == 0 else 0.0
    return (float(calls), round(calls * 0.3) if broken else noise, 0.0, 80.0, 2000.0 if broken else 120.0, 5.0)
