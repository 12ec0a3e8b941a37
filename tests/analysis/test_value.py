"""The five states of a value are never mixed."""

import pytest

from collectors.records import Coverage
from tests.analysis.cases import points
from tests.conftest import NOON
from webapp.analysis.settling import settled_before
from webapp.analysis.value import Value, ValueState, value_at, values_of

LOOKED = Coverage(60, NOON - 3600, NOON, NOON)
DENIED = Coverage(60, NOON - 3600, NOON, NOON + 60, "denied")


@pytest.mark.parametrize(
    ("number", "look", "expected"),
    [
        (3.0, LOOKED, Value(ValueState.MEASURED, 3.0)),
        (0.0, LOOKED, Value(ValueState.ZERO, 0.0)),
        (None, LOOKED, Value(ValueState.NO_DATA)),
        (None, DENIED, Value(ValueState.COULD_NOT_LOOK, None, "denied")),
        (None, None, Value(ValueState.COULD_NOT_LOOK, None, "not read yet")),
        (3.0, DENIED, Value(ValueState.MEASURED, 3.0)),
    ],
)
def test_a_settled_value(number, look, expected):
    assert value_at(number, look, NOON - 1800, 60) == expected


@pytest.mark.parametrize("number", [3.0, 0.0, None])
def test_the_newest_minutes_are_not_settled_yet(number):
    assert value_at(number, LOOKED, NOON - 120, 60) == Value(ValueState.UNSETTLED, number)
    assert value_at(number, LOOKED, NOON - 180, 60).state is not ValueState.UNSETTLED


def test_a_long_function_settles_when_its_timeout_has_passed():
    assert value_at(1.0, LOOKED, NOON - 600, 60, timeout_s=900).state is ValueState.UNSETTLED
    assert settled_before(NOON, 900) == NOON - 900
    assert settled_before(NOON, 3) == NOON - 120


def test_a_minute_read_again_later_has_settled():
    early, late = Coverage(60, NOON - 300, NOON, NOON), Coverage(60, NOON - 300, NOON + 300, NOON + 300)
    for looks in ([early, late], [late, early]):
        assert values_of(points(invocations=[1.0]), "invocations", looks, NOON - 60, NOON, 60) == {
            NOON - 60: Value(ValueState.MEASURED, 1.0)
        }


def test_a_series_tells_each_minute_apart():
    measured = points(invocations=[4.0, None, 0.0, None, 2.0])
    looks = [Coverage(60, NOON - 300, NOON - 120, NOON + 600), Coverage(60, NOON - 60, NOON, NOON), DENIED]
    states = [value.state for value in values_of(measured, "invocations", looks, NOON - 300, NOON).values()]
    assert states == [
        ValueState.MEASURED,
        ValueState.NO_DATA,
        ValueState.ZERO,
        ValueState.COULD_NOT_LOOK,
        ValueState.UNSETTLED,
    ]


def test_a_failed_look_does_not_undo_what_an_earlier_one_saw():
    early = Coverage(60, NOON - 3600, NOON, NOON)
    (value,) = values_of(points(), "invocations", [DENIED, early], NOON - 1800, NOON - 1740).values()
    assert value.state is ValueState.NO_DATA
