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
            "2 of the last 3 values breached: 4.17 · 0",
        ),
        (
            "stock p90 transitioned to ALARM at Saturday 21 November, 2026 01:11:00 UTC",
            "stock p90 transitioned to ALARM",
        ),
        ("the band is 3.14159265 wide", "the band is 3.14 wide"),
        ("Insufficient Data: 2 datapoints were unknown.", "Insufficient Data: 2 datapoints were unknown."),
        ("", ""),
    ],
)
def test_a_reason_keeps_what_counts(reason, words):
    assert why_in_words(reason) == words


@pytest.mark.parametrize(
    ("comparison", "sign"),
    [
        ("GreaterThanThreshold", ">"),
        ("GreaterThanOrEqualToThreshold", "≥"),
        ("LessThanThreshold", "<"),
        ("LessThanOrEqualToThreshold", "≤"),
    ],
)
def test_what_an_alarm_watches_has_its_threshold(comparison, sign):
    alarm = an_alarm(metric="Throttles", statistic="Sum", period=60, comparison=comparison, threshold=0.0)
    assert watched_in_words(alarm) == f"Throttles, Sum of 60 s {sign} 0"


def test_a_threshold_has_the_unit_of_its_metric():
    slow = {"comparison": "GreaterThanThreshold", "period": 60, "threshold": 3000.0}
    assert watched_in_words(an_alarm(metric="Duration", statistic="p90", **slow)) == "Duration, p90 of 60 s > 3000 ms"
    assert watched_in_words(an_alarm(metric="Duration", statistic="SampleCount", **slow)).endswith("> 3000")


def test_what_is_returned_of_metric_math_is_what_is_watched():
    lines = (AlarmMetric("e", expression="100*m1/m2", label="error rate"), AlarmMetric("m1", returned=False))
    math = an_alarm(metric="", metrics=lines, comparison="GreaterThanThreshold", threshold=5.0)
    assert watched_in_words(math) == "error rate > 5"
    assert watched_in_words(an_alarm(metric="", threshold=None)) == ""
