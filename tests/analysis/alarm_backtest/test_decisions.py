"""How data points become a state: the tables of CloudWatch's user guide, one case a cell."""

import pytest

from tests.analysis.alarm_backtest.slow import state_after
from webapp.analysis.alarm_backtest.condition import ALARM, INSUFFICIENT, OK, TREATMENTS, samples_needed
from webapp.analysis.alarm_backtest.decisions import KEPT, decisions

THREE_OF_THREE = {
    "0 - X - X": (OK, OK, OK, OK),
    "0 - - - -": (OK, OK, OK, OK),
    "- - - - -": (INSUFFICIENT, KEPT, ALARM, OK),
    "0 X X - X": (ALARM, ALARM, ALARM, ALARM),
    "- - X - -": (ALARM, KEPT, ALARM, OK),
}
TWO_OF_THREE = {
    "0 - X - X": (ALARM, ALARM, ALARM, ALARM),
    "0 0 X 0 X": (ALARM, ALARM, ALARM, ALARM),
    "0 - X - -": (OK, OK, ALARM, OK),
    "- - - - 0": (OK, OK, ALARM, OK),
    "- - - X -": (ALARM, KEPT, ALARM, OK),
}


def cases():
    for m, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE)):
        for points, states in table.items():
            for missing, state in zip(TREATMENTS, states, strict=True):
                yield pytest.param(m, points, missing, state, id=f"{m} of 3: {points} {missing}")


def decided(points, n=3, m=3, missing="missing"):
    return list(decisions([{"0": False, "X": True, "-": None}[p] for p in points.split()], n, m, missing))[-1]


@pytest.mark.parametrize(("m", "points", "missing", "expected"), list(cases()))
def test_the_tables_of_the_user_guide(m, points, missing, expected):
    assert decided(points, m=m, missing=missing) == expected
    assert state_after(points.split(), 3, m, missing, KEPT) == expected


@pytest.mark.parametrize("points", ["- - - X -", "- - - - X"])
def test_an_alarm_that_would_come_too_early_keeps_its_state(points):
    assert decided(points) == KEPT


def test_a_breaching_point_older_than_n_still_fires_while_it_is_in_the_range_and_nothing_contradicts_it():
    assert decided("0 X - - - -") == ALARM
    assert decided("0 X - - -") == OK


def test_a_fine_point_among_too_few_is_ok_however_old_the_breaching_one():
    assert decided("0 - X - -", m=3) == OK


def test_what_left_the_range_is_forgotten():
    assert decided("X X X - - - - -") == INSUFFICIENT
    assert decided("X - - - -", n=1, m=1) == INSUFFICIENT


@pytest.mark.parametrize(("statistic", "needed"), [("p99", 1000), ("p95", 200), ("p50", 20), ("p10", 100), ("Sum", 0)])
def test_a_percentile_needs_samples(statistic, needed):
    assert samples_needed(statistic) == needed
