"""Roll-ups: sums are added, maxima compared, percentiles left to CloudWatch."""

import pytest

from collectors.records import Kind, Points
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store.points import save_points, series
from webapp.store.rollup import roll_up

CHECKOUT = an_identity("checkout-api")
COLUMNS = ("invocations", "concurrency_max", "duration_p95_ms")


def saved(store, rows, period=60, columns=COLUMNS):
    with store.write() as conn:
        save_points(conn, [Points(CHECKOUT, period, columns, rows)])


def rolled(store, period, start=0, end=3600, touched=None):
    with store.write() as conn:
        roll_up(conn, Kind.FUNCTION, NOON + (touched or (start, end))[0], NOON + (touched or (start, end))[1])
        return list(series(conn, CHECKOUT, NOON + start, NOON + end, period, COLUMNS).rows)


@pytest.fixture
def an_hour_of_minutes(store):
    saved(store, [(NOON + minute * 60, (1.0, float(minute), 90.0)) for minute in range(60)])


def test_five_minutes_are_added_up_from_minutes(store, an_hour_of_minutes):
    assert rolled(store, 300, end=600) == [(NOON, (5.0, 4.0, None)), (NOON + 300, (5.0, 9.0, None))]


def test_an_hour_is_added_up_from_its_five_minutes(store, an_hour_of_minutes):
    assert rolled(store, 3600) == [(NOON, (60.0, 59.0, None))]


def test_rolling_up_again_changes_nothing(store, an_hour_of_minutes):
    assert rolled(store, 3600) == rolled(store, 3600)


def test_touching_a_minute_rolls_up_all_that_it_belongs_to(store, an_hour_of_minutes):
    assert rolled(store, 300, touched=(61, 62)) == [(NOON, (5.0, 4.0, None))]
    assert rolled(store, 3600, touched=(61, 62)) == [(NOON, (5.0, 4.0, None))]


def test_a_late_minute_corrects_the_longer_periods(store, an_hour_of_minutes):
    rolled(store, 3600)
    saved(store, [(NOON + 60, (101.0, 500.0, 90.0))])
    assert rolled(store, 3600, touched=(60, 120)) == [(NOON, (160.0, 500.0, None))]


def test_a_percentile_that_was_asked_for_is_never_overwritten(store, an_hour_of_minutes):
    saved(store, [(NOON, (123.0,))], period=3600, columns=("duration_p95_ms",))
    assert rolled(store, 3600) == [(NOON, (60.0, 59.0, 123.0))]


def test_what_no_minute_knows_stays_as_it_was_asked_for(store):
    saved(store, [(NOON, (60.0, None, None))], period=3600)
    saved(store, [(NOON, (None, 7.0, None))])
    assert rolled(store, 3600) == [(NOON, (60.0, 7.0, None))]


def test_no_minutes_make_no_longer_points(store):
    assert rolled(store, 300) == rolled(store, 3600) == []
