"""What CloudWatch says of alarms, in words that fit into a line."""

import pytest

from collectors.records import AlarmMetric
from tests.analysis.cases import an_alarm
from webapp.analysis.alarm_words import watched_in_words, why_in_words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "Threshold Crossed: 2 out of the last 3 datapoints [4.166666666666667 (21/11/26 02:55:00), 0.0 (21/11/26"
            " 02:53:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).",
            "2 of the last 3 values were greater than 1, the newest is 4.17",
        ),
        (
            "Threshold Crossed: 1 datapoint [783237.6948 (21/11/26 01:07:00)] was greater than or equal to the"
            " threshold (600000.0).",
            "1 value was greater than or equal to 600,000, the newest is 783,238",
        ),
        (
            "Threshold Crossed: 2 datapoints [0.0 (20/11/26 22:31:00), 3.125 (20/11/26 22:29:00)] were not greater than"
            " the threshold (1.0).",
            "2 values were not greater than 1, the newest is 0",
        ),
        (
            "stock p90 transitioned to ALARM at Saturday 21 November, 2026 01:11:00 UTC",
            "stock p90 transitioned to ALARM",
        ),
        ("Insufficient Data: 2 datapoints were unknown.", "Insufficient Data: 2 datapoints were unknown."),
        ("", ""),
    ],
)
def test_a_reason_keeps_what_counts(reason, words):
    assert why_in_words(reason) == words


def test_what_an_alarm_watches():
    assert watched_in_words(an_alarm(metric="Throttles", statistic="Sum", period=60)) == "Throttles, Sum of 60 s"
    lines = (AlarmMetric("e", expression="100*m1/m2", label="error rate"), AlarmMetric("m1", returned=False))
    assert watched_in_words(an_alarm(metric="", metrics=lines)) == "error rate"
    assert watched_in_words(an_alarm(metric="")) == ""
