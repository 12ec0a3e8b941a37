import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.durations import DAY
from tests.conftest import NOON
from webapp.watch.budget import NEVER, WIDEST, Burn, pace

MIDNIGHT = NOON - NOON % DAY
ORDER = ("history", "trouble", "metrics")


def a_day(**usd):
    """What tasks cost in a day when nothing is stretched."""
    return {name: Burn(dollars / DAY) for name, dollars in usd.items()}


def paced(spent, budget, now=MIDNIGHT, order=ORDER, **usd):
    return pace(spent, budget, a_day(**usd), order, now)


def test_within_the_budget_nothing_is_stretched():
    assert paced(0.0, 10.0, metrics=9.0).stretches == {}
    assert paced(0.0, 10.0, metrics=9.0).stretch == 1.0


def test_half_the_money_left_for_the_whole_day_makes_intervals_twice_as_long():
    assert paced(5.0, 10.0, metrics=10.0).stretches == {"metrics": 2.0}


def test_money_left_late_in_the_day_need_not_be_saved():
    assert paced(5.0, 10.0, MIDNIGHT + DAY // 2, metrics=10.0).stretch == 1.0


def test_what_is_dropped_first_is_slowed_first():
    assert paced(0.0, 10.0, metrics=8.0, trouble=4.0).stretches == pytest.approx({"trouble": 2.0})
    assert paced(0.0, 10.0, order=("metrics", "trouble"), metrics=8.0, trouble=4.0).stretches == pytest.approx(
        {"metrics": 8 / 6}
    )


def test_everything_is_slowed_before_anything_is_given_up():
    slow = paced(0.0, 3.0, metrics=10.0, trouble=6.0).stretches
    assert slow == pytest.approx({"trouble": WIDEST, "metrics": 5.0})


def test_what_is_dropped_first_is_given_up_before_the_next_is_slowed_further():
    assert paced(0.0, 2.0, metrics=10.0, trouble=6.0).stretches == pytest.approx({"trouble": 18.0, "metrics": WIDEST})
    assert paced(0.0, 1.0, metrics=10.0, trouble=6.0).stretches == pytest.approx({"trouble": NEVER, "metrics": 10.0})


def test_what_the_order_does_not_name_goes_last():
    assert paced(0.0, 10.0, metrics=8.0, unheard_of=4.0).stretches == pytest.approx({"metrics": 8 / 6})


def test_without_money_nothing_that_costs_is_done_until_midnight():
    assert paced(10.0, 10.0, NOON, metrics=1.0).stretches == {"metrics": NEVER}
    assert paced(0.0, 10.0, MIDNIGHT + DAY, metrics=1.0).stretch == 1.0


def test_a_round_that_would_go_beyond_the_cap_waits_for_midnight():
    burning = {"metrics": Burn(1e-9, 0.30), "tripwire": Burn(1e-9, 0.01)}
    assert pace(9.8, 10.0, burning, ORDER, NOON).stretches == {"metrics": NEVER}


def test_history_takes_at_most_half_of_a_day():
    assert paced(4.9, 10.0, NOON).may_read_history
    assert not paced(5.0, 10.0, NOON).may_read_history


rates = st.dictionaries(st.sampled_from(["history", "trouble", "metrics", "queues"]), st.floats(0, 1e-2), min_size=1)


@given(st.floats(0, 50), st.floats(0.01, 50), rates, st.integers(0, DAY - 1))
def test_what_is_left_always_lasts_until_midnight(spent, budget, usd_a_second, second):
    burning = {name: Burn(usd) for name, usd in usd_a_second.items()}
    found = pace(spent, budget, burning, ORDER, MIDNIGHT + second)
    a_second = sum(usd / found.stretches.get(name, 1.0) for name, usd in usd_a_second.items())
    assert a_second * (DAY - second) <= max(0.0, budget - spent) * 1.000001 + 1e-9
    assert all(stretch > 1 for stretch in found.stretches.values())


@given(st.floats(0.01, 100), st.floats(1e-7, 0.1), st.integers(60, 3600))
def test_a_day_never_costs_more_than_its_budget(usd_a_day, usd_a_look, every):
    spent, now = 0.0, MIDNIGHT
    while now < MIDNIGHT + DAY:
        stretch = pace(spent, usd_a_day, {"metrics": Burn(usd_a_look / every, usd_a_look)}, ORDER, now).stretch
        if stretch == NEVER:
            break
        spent += usd_a_look
        now += max(every, int(every * stretch))
    assert spent <= usd_a_day * 1.000001
