from collectors.records import Kind, Points
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.watch.trips import tripped

ACCOUNT = an_identity("", Kind.ACCOUNT)


def account(*errors, throttles=0.0):
    rows = [(NOON - 60 * (len(errors) - n), (value, throttles)) for n, value in enumerate(errors)]
    return Points(ACCOUNT, 60, ("errors", "throttles"), rows)


def test_errors_that_jump_trip_it():
    assert tripped(account(1, 0, 2, 1, 1, 0, 12))


def test_errors_that_jumped_two_minutes_ago_still_trip_it_though_the_newest_minute_is_not_complete():
    assert tripped(account(1, 0, 2, 1, 12, 14, 0))


def test_errors_as_usual_do_not():
    assert not tripped(account(20, 25, 22, 18, 30, 25, 24))


def test_a_few_errors_after_silence_do_not():
    assert not tripped(account(0, 0, 0, 0, 0, 0, 4))


def test_errors_after_nothing_at_all_do():
    assert tripped(account(50))


def test_throttles_trip_it_too():
    rows = [(NOON - 600, (0.0, 0.0)), (NOON - 60, (0.0, 40.0))]
    assert tripped(Points(ACCOUNT, 60, ("errors", "throttles"), rows))


def test_no_points_do_not():
    assert not tripped(account())
