"""How data points become a state: the tables of CloudWatch's user guide, one case a cell."""

import pytest

from demo.cloudwatch.alarms.evaluation import ALARM, INSUFFICIENT, OK, Condition, state_of
from demo.cloudwatch.alarms.rules import rule_of
from demo.server.errors import AwsError

RETAIN = "what it was before"
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
VALUES = {"0": 0.0, "X": 2.0, "-": None}
THREE_OF_THREE = {
    "0 - X - X": (OK, OK, OK, OK),
    "0 - - - -": (OK, OK, OK, OK),
    "- - - - -": (INSUFFICIENT, RETAIN, ALARM, OK),
    "0 X X - X": (ALARM, ALARM, ALARM, ALARM),
    "- - X - -": (ALARM, RETAIN, ALARM, OK),
}
TWO_OF_THREE = {
    "0 - X - X": (ALARM, ALARM, ALARM, ALARM),
    "0 0 X 0 X": (ALARM, ALARM, ALARM, ALARM),
    "0 - X - -": (OK, OK, ALARM, OK),
    "- - - - 0": (OK, OK, ALARM, OK),
    "- - - X -": (ALARM, RETAIN, ALARM, OK),
}


def cases():
    for m, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE)):
        for points, states in table.items():
            for missing, state in zip(TREATMENTS, states, strict=True):
                yield pytest.param(m, points, missing, state, id=f"{m} of 3: {points} {missing}")


def state(points, before=RETAIN, m=3, missing="missing", comparison="GreaterThanThreshold"):
    return state_of([VALUES[p] for p in points.split()], Condition(comparison, 1.0, 3, m, missing), before)


@pytest.mark.parametrize(("m", "points", "missing", "expected"), list(cases()))
def test_the_tables_of_the_user_guide(m, points, missing, expected):
    assert state(points, m=m, missing=missing) == expected


@pytest.mark.parametrize("points", ["- - - X -", "- - - - X"])
def test_an_alarm_does_not_come_too_early(points):
    assert state(points) == RETAIN


def test_a_breaching_point_older_than_n_fires_while_it_is_in_the_range_and_nothing_contradicts_it():
    assert state("X - - - -") == ALARM
    assert state("X - - - -", missing="ignore") == RETAIN


@pytest.mark.parametrize(
    ("comparison", "value", "breaches"),
    [
        ("GreaterThanThreshold", 1.0, False),
        ("GreaterThanOrEqualToThreshold", 1.0, True),
        ("LessThanThreshold", 1.0, False),
        ("LessThanOrEqualToThreshold", 1.0, True),
    ],
)
def test_a_point_on_the_threshold(comparison, value, breaches):
    assert Condition(comparison, 1.0, 1, 1).breaches(value) is breaches


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ('ALARM("a b")', True),
        ("ALARM(a) OR ALARM(\"a b\") AND OK('a b')", False),
        ('NOT ALARM("a") AND (OK(a) OR FALSE)', True),
        ("INSUFFICIENT_DATA(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:c)", True),
        ("TRUE", True),
    ],
)
def test_a_rule_holds_for_the_states_of_its_children(rule, holds):
    states = {"a b": ALARM, "a": OK, "c": INSUFFICIENT}
    assert rule_of(rule).holds(states.__getitem__) is holds


@pytest.mark.parametrize("rule", ["", "ALARM(", "ALARM(a) AND", "MAYBE(a)", "ALARM(a))", "(OK(a)"])
def test_a_rule_that_cannot_be_read_is_refused(rule):
    with pytest.raises(AwsError, match="AlarmRule"):
        rule_of(rule)
