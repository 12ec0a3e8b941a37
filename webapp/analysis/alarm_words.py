"""An alarm in the sentences of a function's reasons and of the timeline: what it watches, and why it is as it is."""

import re

from collectors.records import Alarm
from webapp.analysis.alarm_reason import in_words
from webapp.analysis.masking import masked
from webapp.analysis.wording import clip, span

SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
UNITS = {
    **dict.fromkeys(("Duration", "PostRuntimeExtensionsDuration", "IteratorAge", "AsyncEventAge"), " ms"),
    "ApproximateAgeOfOldestMessage": " s",
}
"""The units of metrics that have one other than a count (Lambda and SQS developer guides, metrics)."""
_LONG = re.compile(r"\d+\.\d{3,}")
_SINCE = re.compile(r" at (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+, \d{4} [\d:]+ UTC")


def why_in_words(reason: str) -> str:
    """`8 of the last 10 values breached: 102 · 114 …`; what CloudWatch says else on one line, its numbers shorter."""
    told = in_words(reason)
    if told != reason:
        return told
    return clip(_LONG.sub(lambda number: f"{float(number[0]):.3g}", _SINCE.sub("", masked(reason))))


def watched_in_words(alarm: Alarm) -> str:
    """`Duration, p90 of 60 s > 3000 ms`; what is returned of metric math; empty for a composite alarm."""
    returned = next((line for line in alarm.metrics if line.returned), None)
    if alarm.metric:
        what = f"{alarm.metric}, {alarm.statistic} of {span(alarm.period or 0)}"
    else:
        what = clip(returned.label or returned.expression, 60) if returned else ""
    sign = SIGNS.get(alarm.comparison)
    unit = UNITS.get(alarm.metric, "") if alarm.statistic != "SampleCount" else ""
    return f"{what} {sign} {alarm.threshold:g}{unit}" if what and sign and alarm.threshold is not None else what
