"""Whether an alarm's periods fit how seldom its function is invoked: an idle function publishes nothing."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from collectors.durations import DAY, HOUR, MINUTE
from collectors.records import Alarm
from webapp.analysis.alarm_audit.finding import Audited, Why
from webapp.analysis.alarm_backtest.condition import EXTRA

OF_INVOCATIONS = ("Invocations", "Errors", "Duration", "Throttles", "ConcurrentExecutions")
BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold")
FEWEST = 3
"""Runs that must be known before anything is said of how seldom they come."""


def too_seldom(alarm: Alarm, audited: Audited) -> Why | None:
    """M data points never come together: so few minutes have any within the evaluation range."""
    minutes, n, m, period = _told(alarm, audited)
    if len(minutes) < FEWEST or alarm.treat_missing_data == "breaching" or m < 2:
        return None
    most = _most_within(minutes, (n + EXTRA) * period)
    if most >= m:
        return None
    text = f"{m} data points must breach within {_span(n * period)}, and its function has data in {most} minute"
    text += "" if most == 1 else "s"
    return Why(f"{text} of such a stretch at most. Make it 1 of 1.", (("m", "1"), ("n", "1")))


def false_between_runs(alarm: Alarm, audited: Audited) -> Why | None:
    """No data is bad to it, and between two runs there is none."""
    minutes, n, _, period = _told(alarm, audited)
    gap = median(after - before for before, after in pairwise(minutes)) if len(minutes) >= FEWEST else 0
    if alarm.treat_missing_data != "breaching" or gap <= (n + EXTRA) * period:
        return None
    text = f"It is invoked every {_span(int(gap))}, and no data for {_span(n * period)} is bad to this alarm: it fires"
    text += " between two runs."
    if alarm.comparison in BELOW:
        longer = str(DAY if gap > 6 * HOUR else 6 * HOUR if gap > HOUR else HOUR)
        return Why(f"{text} Look at longer periods.", (("period", longer), ("n", "1"), ("m", "1")))
    return Why(f"{text} Treat missing data as not breaching.", (("missing", "notBreaching"),))


def is_about_runs(alarm: Alarm) -> bool:
    """Whether it watches what has no data while nothing runs, in a way that is amiss where runs are seldom."""
    metrics = {alarm.metric, *(line.metric for line in alarm.metrics)} - {""}
    several = (alarm.datapoints_to_alarm or alarm.evaluation_periods or 1) > 1
    about = len(alarm.watches) == 1 and bool(metrics) and metrics <= set(OF_INVOCATIONS)
    return about and (several or alarm.treat_missing_data == "breaching")


def _told(alarm: Alarm, audited: Audited) -> tuple[Sequence[int], int, int, int]:
    """(minutes in which the function was invoked, N, M, period); no minutes where that is no matter."""
    n = alarm.evaluation_periods or 1
    period = alarm.period or max((line.period or MINUTE for line in alarm.metrics), default=MINUTE)
    minutes = audited.seldom.get(alarm.watches[0], ()) if audited.seldom and is_about_runs(alarm) else ()
    return minutes, n, alarm.datapoints_to_alarm or n, period


def _most_within(minutes: Sequence[int], span: int) -> int:
    """How many of the ordered minutes lie within any stretch of so many seconds."""
    first = most = 0
    for at, minute in enumerate(minutes):
        while minutes[first] <= minute - span:
            first += 1
        most = max(most, at - first + 1)
    return most


def _span(seconds: int) -> str:
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{round(seconds / size, 1):g} {name}"
    return f"{seconds} s"
