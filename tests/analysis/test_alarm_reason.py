"""CloudWatch's reasons in fewer words."""

import pytest

from webapp.analysis.alarm_reason import in_words

CROSSED = "Threshold Crossed: 2 out of the last 3 datapoints [21.62162162162162 (21/11/26 02:02:00), 23.3 (21/11/26 02:01:00), 0.0 (21/11/26 02:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."  # noqa: E501
ONE = "Threshold Crossed: 1 out of the last 1 datapoints [779193.1348236194 (21/11/26 02:02:00)] was greater than the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."  # noqa: E501
FINE = "Threshold Crossed: 2 datapoints [0.0 (21/11/26 02:02:00), 1.5E-5 (21/11/26 02:01:00)] were not greater than the threshold (5.0)."  # noqa: E501
MANY = "Threshold Crossed: 6 out of the last 6 datapoints [{}] were ..."


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (CROSSED, "2 of the last 3 values breached: 21.6 · 23.3 · 0"),
        (ONE, "1 of the last 1 value breached: 779,193"),
        (FINE, "last values: 0 · 1.5e-05"),
        (
            MANY.format(", ".join(f"{n}.0 (x)" for n in range(6))),
            "6 of the last 6 values breached: 0 · 1 · 2 · 3 · 4 …",
        ),
    ],
)
def test_the_newest_values_are_told_rounded(reason, said):
    assert in_words(reason) == said


@pytest.mark.parametrize("reason", ["", "Insufficient Data: 2 datapoints were unknown.", "a test [of brackets]"])
def test_what_says_something_else_stays_as_it_is(reason):
    assert in_words(reason) == reason
