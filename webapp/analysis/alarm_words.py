"""What CloudWatch says of an alarm's state, shorter: without the list of all values, and with digits that count."""

import re

from collectors.records import Alarm
from webapp.analysis.masking import masked
from webapp.analysis.wording import clip, span

_CROSSED = re.compile(
    r"Threshold Crossed: (?P<n>\d+)(?: out of the last (?P<of>\d+))? datapoints? "
    r"\[(?P<newest>[-+.\dE]+)[^\]]*\] (?:was|were) (?P<how>[a-z ]+?) the threshold \((?P<limit>[-+.\dE]+)\)"
)
"""As the console and the guide "Using Amazon CloudWatch alarms" show it; other sentences stay as they are."""
_LONG = re.compile(r"\d+\.\d{3,}")
_SINCE = re.compile(r" at (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+, \d{4} [\d:]+ UTC")


def why_in_words(reason: str) -> str:
    """`8 of the last 10 values were greater than 96, the newest is 102`; other texts on one line, numbers shorter."""
    crossed = _CROSSED.match(reason)
    if crossed is None:
        return clip(_LONG.sub(lambda number: _short(number[0]), _SINCE.sub("", masked(reason))))
    number, of = crossed["n"], crossed["of"]
    values = f"{number} of the last {of} values" if of else f"{number} value{'' if number == '1' else 's'}"
    were = "was" if number == "1" else "were"
    return f"{values} {were} {crossed['how']} {_short(crossed['limit'])}, the newest is {_short(crossed['newest'])}"


def watched_in_words(alarm: Alarm) -> str:
    """`Throttles, Sum of 60 s`; what is returned of metric math; empty for a composite alarm."""
    if alarm.metric:
        return f"{alarm.metric}, {alarm.statistic} of {span(alarm.period or 0)}"
    returned = next((line for line in alarm.metrics if line.returned), None)
    return clip(returned.label or returned.expression, 60) if returned else ""


def _short(number: str) -> str:
    value = float(number)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
