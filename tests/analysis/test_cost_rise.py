"""Why it rose: the parts sum to the difference, and each cause is found by its name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.costs import a_pool, a_usage
from webapp.analysis.cost_rise import Period, rises
from webapp.analysis.prices import Item

PLACE = {"region": "eu-west-1"}
PRICES = {
    a_pool(Item.COMPUTE, **PLACE): Decimal("0.0000166667"),
    a_pool(Item.COMPUTE, architecture="arm64", **PLACE): Decimal("0.0000133334"),
    a_pool(Item.REQUESTS, **PLACE): Decimal("0.0000002"),
    a_pool(Item.REQUESTS, architecture="arm64", **PLACE): Decimal("0.0000002"),
    a_pool(Item.PROVISIONED, **PLACE): Decimal("0.000004646"),
}
CAUSES = ("traffic", "duration", "memory", "price", "others")
BASE = a_usage()


def risen(before, after):
    return rises(Period(before, PRICES), Period(after, PRICES))[BASE.identity]


def causes(rise):
    return {name for name in CAUSES if abs(getattr(rise, name)) > Decimal("1e-9")}


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (a_usage(requests=2_000_000, duration_ms=200_000_000), "traffic"),
        (a_usage(duration_ms=150_000_000), "duration"),
        (a_usage(memory_mb=1024), "memory"),
        (a_usage(architecture="arm64"), "price"),
        (a_usage(provisioned_mb_s=10**9), "others"),
    ],
)
def test_one_cause_alone_explains_all(after, cause):
    rise = risen([BASE], [after])
    assert causes(rise) == {cause}
    assert getattr(rise, cause) == pytest.approx(rise.usd)
    assert (rise.usd < 0) == (cause == "price")


def test_a_new_function_is_traffic():
    rise = risen([], [BASE])
    assert causes(rise) == {"traffic"}
    assert rise.usd == rise.after_usd == rise.traffic


def test_a_function_that_ended_is_traffic_that_went():
    assert risen([BASE], []).traffic == -risen([], [BASE]).traffic


def test_nothing_new_is_no_rise():
    rise = risen([BASE], [BASE])
    assert rise.usd == 0
    assert causes(rise) == set()


numbers = st.integers(1, 10**9)
usages = st.builds(
    lambda requests, ms, memory, arch: a_usage(requests=requests, duration_ms=ms, memory_mb=memory, architecture=arch),
    numbers,
    numbers,
    st.sampled_from([128, 512, 10_240]),
    st.sampled_from(["x86_64", "arm64"]),
)


@given(st.lists(usages, max_size=2), st.lists(usages, min_size=1, max_size=2))
def test_the_parts_sum_to_the_difference_and_turn_round_with_time(before, after):
    there, back = risen(before, after), risen(after, before)
    assert sum(getattr(there, name) for name in CAUSES) == pytest.approx(there.usd)
    for name in CAUSES:
        assert getattr(there, name) == pytest.approx(-getattr(back, name), abs=Decimal("1e-6"))


def test_rises_add_up():
    one = risen([BASE], [a_usage(memory_mb=1024)])
    assert one.plus(one).memory == 2 * one.memory
