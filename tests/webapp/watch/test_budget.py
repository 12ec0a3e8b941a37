from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOON
from webapp.watch.budget import DAY, pace

MIDNIGHT = NOON - NOON % DAY


def test_within_the_budget_nothing_is_stretched():
    assert pace(0.0, 10.0, 9.0 / DAY, MIDNIGHT).stretch == 1.0


def test_half_the_money_left_for_the_whole_day_makes_intervals_twice_as_long():
    assert pace(5.0, 10.0, 10.0 / DAY, MIDNIGHT).stretch == 2.0


def test_money_left_late_in_the_day_need_not_be_saved():
    assert pace(5.0, 10.0, 10.0 / DAY, MIDNIGHT + DAY // 2).stretch == 1.0


def test_without_money_nothing_that_costs_is_done_until_midnight():
    assert pace(10.0, 10.0, 1.0, NOON).stretch == float("inf")
    assert pace(0.0, 10.0, 0.0, MIDNIGHT + DAY).stretch == 1.0


def test_history_takes_at_most_half_of_a_day():
    assert pace(4.9, 10.0, 0.0, NOON).may_read_history
    assert not pace(5.0, 10.0, 0.0, NOON).may_read_history


@given(st.floats(0.01, 100), st.floats(1e-7, 0.1), st.integers(60, 3600))
def test_a_day_never_costs_more_than_its_budget_and_one_look(usd_a_day, usd_a_look, every):
    spent, now = 0.0, MIDNIGHT
    while now < MIDNIGHT + DAY:
        stretch = pace(spent, usd_a_day, usd_a_look / every, now).stretch
        if stretch == float("inf"):
            break
        spent += usd_a_look
        now += max(every, int(every * stretch))
    assert spent <= usd_a_day + usd_a_look
