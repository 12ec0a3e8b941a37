"""The CPU time of a back-test: 15 days of minutes, plain, as metric math, and with many evaluation periods."""

from random import Random
from statistics import median
from time import process_time

from bench.rows import Row
from collectors.records import Kind
from webapp.analysis.alarm_backtest.condition import Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints, data_points
from webapp.analysis.alarm_backtest.history import History
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_backtest.replay import replay

START = 1_793_534_400
MINUTES = 21_600
RATE = (
    Line("rate", expression="IF(invocations > 0, 100 * errors / invocations, 0)"),
    Line("errors", "AWS/Lambda", "Errors", "Sum", returned=False),
    Line("invocations", "AWS/Lambda", "Invocations", "Sum", returned=False),
)
ERRORS = (Line("errors", "AWS/Lambda", "Errors", "Sum"),)


def measure(quick: bool) -> list[Row]:
    """One row each."""
    rounds, history = 5 if quick else 25, _history()
    note = f"{MINUTES} points"
    return [
        Row("backtest_ms", _ms(ERRORS, 60, 3, history, rounds), "ms", 100, f"{note}, 2 of 3 minutes"),
        Row("backtest_rate_ms", _ms(RATE, 300, 3, history, rounds), "ms", 100, f"{note}, error rate of 5 minutes"),
        Row("backtest_long_ms", _ms(RATE, 3600, 24, history, rounds), "ms", 100, f"{note}, 2 of 24 sliding hours"),
    ]


def _history() -> History:
    random = Random(1)
    calls = [None if random.random() < 0.1 else float(random.randrange(400)) for _ in range(MINUTES)]
    errors = [None if count is None else float(random.random() < 0.02) * count // 9 for count in calls]
    return History(Kind.FUNCTION, START, MINUTES, {"invocations": calls, "errors": errors})


def _ms(lines: tuple[Line, ...], period: int, n: int, history: History, rounds: int) -> float:
    condition = Condition("GreaterThanThreshold", 1.0, n, 2, "notBreaching")
    return median(_once(lines, period, condition, history) for _ in range(rounds))


def _once(lines: tuple[Line, ...], period: int, condition: Condition, history: History) -> float:
    started = process_time()
    points = data_points(lines, period, history)
    assert isinstance(points, DataPoints)
    replay(points, condition, START, history.end)
    return (process_time() - started) * 1000
