"""StateReason and StateReasonData in CloudWatch's own words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from orjson import dumps

from demo.cloudwatch.alarms.definition import Alarm
from demo.cloudwatch.alarms.evaluation import ALARM, INSUFFICIENT

WORDS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}
Point = tuple[int, float]


def reason(alarm: Alarm, state: str, seen: Sequence[Point]) -> str:
    """Why the alarm is in `state`, with the points (window start, value) that were there, oldest first."""
    condition = alarm.condition
    if not seen or state == INSUFFICIENT:
        unknown = f"{condition.n} datapoint{'s were' if condition.n > 1 else ' was'} unknown"
        return f"Insufficient Data: {unknown}." if state == INSUFFICIENT else f"Threshold Crossed: {unknown}."
    words, shown = _words(alarm), ", ".join(_point(at, value) for at, value in reversed(seen))
    bad = sum(condition.breaches(value) for _, value in seen)
    if state == ALARM:
        least = f"(minimum {condition.m} datapoint{'s' if condition.m > 1 else ''} for OK -> ALARM transition)"
        head = f"Threshold Crossed: {bad} out of the last {condition.n} datapoints [{shown}]"
        return f"{head} {'were' if bad > 1 else 'was'} {words} {least}."
    good = len(seen) - bad
    many = f"{good} datapoint{'s' if good > 1 else ''} [{shown}] {'were' if good > 1 else 'was'}"
    return f"Threshold Crossed: {many} not {words}."


def _words(alarm: Alarm) -> str:
    """Of a band the points say how far outside they are, by a model that is not CloudWatch's."""
    if alarm.is_banded:
        return "outside of the band of the embedded AWS's own model, by so much,"
    return f"{WORDS[alarm.condition.comparison]} the threshold ({alarm.condition.threshold})"


def reason_data(alarm: Alarm, at: int, seen: Sequence[Point]) -> str:
    """StateReasonData: what was looked at, as JSON."""
    first = seen[0][0] if seen else at - alarm.period * alarm.condition.n
    return dumps(
        {
            "version": "1.0",
            "queryDate": _iso(at),
            "startDate": _iso(first),
            "statistic": alarm.body.get("Statistic") or alarm.body.get("ExtendedStatistic") or "",
            "period": alarm.period,
            "recentDatapoints": [value for _, value in seen],
            "threshold": alarm.condition.threshold,
        }
    ).decode()


def _point(at: int, value: float) -> str:
    return f"{value} ({datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S})"


def _iso(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}.000+0000"
