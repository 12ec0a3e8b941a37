"""The CPU time of judging: an idle function, a busy one, a failing one, and a whole fleet of ten thousand."""

from time import process_time

from bench.rows import Row
from collectors.records import FUNCTION_METRICS, Function, Identity, Kind, Points
from webapp.analysis.case import Context, Look
from webapp.analysis.fleet_summary import summarise
from webapp.analysis.health import judge
from webapp.analysis.limits import Limits
from webapp.analysis.usual import Level

NOW = 1_793_534_400
MINUTES = 150
IDENTITY = Identity("aws", "111122223333", "eu-west-1", Kind.FUNCTION, "checkout-api")
FUNCTION = Function(IDENTITY, "arn", "python3.13", "x86_64", 512, 30, 512, "Zip", "0", 1, NOW)
USUAL = {NOW - i * 3600: Level(6000.0, 100.0, 5000.0, 7) for i in range(3)}
IDLE = Context(Look("metrics", NOW, 300, None, NOW - 86_400))
BUSY = Context(Look("metrics", NOW, 300, None, NOW - 86_400), usual=USUAL)


def measure(quick: bool) -> list[Row]:
    """One row each, and the sum for 10,000 functions of which a tenth is active."""
    rounds = 200 if quick else 2000
    idle = _microseconds(None, IDLE, rounds * 5)
    busy = _microseconds(_points(), BUSY, rounds)
    failing = _microseconds(_points(errors=10.0), BUSY, rounds)
    return [
        Row("judge_idle_us", idle, "µs", note="judgement and fleet row of a function without points"),
        Row("judge_busy_us", busy, "µs", 1000, "150 minutes, all columns"),
        Row("judge_failing_us", failing, "µs", 1000),
        Row("judge_10000_s", (9000 * idle + 1000 * busy) / 1e6, "s", note="10 % active"),
    ]


def _points(**each: float) -> Points:
    columns = tuple(metric.column for metric in FUNCTION_METRICS)
    usual = {"invocations": 100.0, "duration_p50_ms": 20.0, "duration_p95_ms": 80.0, "concurrency_max": 5.0} | each
    row = tuple(usual.get(column, 0.0) for column in columns)
    return Points(IDENTITY, 60, columns, [(NOW - 60 * i, row) for i in range(MINUTES, 0, -1)])


def _microseconds(points: Points | None, context: Context, rounds: int) -> float:
    limits = Limits()
    before = judge(FUNCTION, points, context, limits, NOW, None)
    started = process_time()
    for _ in range(rounds):
        judge(FUNCTION, points, context, limits, NOW, before)
        summarise(points, context, NOW)
    return (process_time() - started) / rounds * 1e6
