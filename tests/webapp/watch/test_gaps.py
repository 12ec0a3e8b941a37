from itertools import pairwise

import pytest

from collectors.durations import DAY, HOUR
from collectors.records import Coverage, Window
from tests.conftest import NOON
from webapp.store.coverage import NEW, save_coverage
from webapp.watch import gaps


@pytest.fixture
def cover(store):
    def save(start, end, period=60, result="ok", subject="", asked_at=NOON):
        with store.write() as conn:
            save_coverage(conn, "prod", "metrics", [Coverage(period, start, end, asked_at, result, subject)])

    return save


@pytest.fixture
def gap(store):
    def read(what, *more):
        with store.read() as conn:
            return what(conn, "prod", "metrics", NOON, *more)

    return read


def test_the_first_poll_reads_three_hours(gap):
    assert gap(gaps.live) == Window(NOON - 3 * HOUR, NOON, 60)


def test_a_poll_goes_on_where_the_last_one_ended(gap, cover):
    cover(NOON - 3 * HOUR, NOON - 300)
    assert gap(gaps.live) == Window(NOON - 300, NOON, 60)


def test_a_second_poll_in_the_same_minute_reads_the_newest_minute_again(gap, cover):
    cover(NOON - 3 * HOUR, NOON)
    assert gap(gaps.live) == Window(NOON - 60, NOON, 60)


def test_a_poll_that_failed_is_made_up_for_by_the_next(gap, cover):
    cover(NOON - 3 * HOUR, NOON - 600)
    cover(NOON - 600, NOON - 300, result="throttled")
    assert gap(gaps.live) == Window(NOON - 600, NOON, 60)


def test_one_function_that_failed_takes_the_poll_back_with_it(gap, cover):
    cover(NOON - 3 * HOUR, NOON - 300)
    cover(NOON - 900, NOON - 600, result="unexpected", subject="a", asked_at=NOON + 1)
    assert gap(gaps.live) == Window(NOON - 900, NOON, 60)


def test_history_is_read_newest_first_in_days_at_most(gap, cover):
    cover(NOON - 5 * DAY, NOON - 3 * DAY)
    pieces = gap(gaps.history, 15)
    assert pieces[0].end == NOON - 3 * HOUR
    assert all(piece.end - piece.start <= DAY for piece in pieces)
    assert all(newer.start >= older.end for newer, older in pairwise(pieces))
    assert not any(piece.start < NOON - 3 * DAY and piece.end > NOON - 5 * DAY for piece in pieces)
    assert pieces[-1].start == NOON - 15 * DAY + HOUR


def test_history_ends_where_everything_is_read(gap, cover):
    cover(NOON - 20 * DAY, NOON)
    assert gap(gaps.history, 15) == []


def test_an_hour_is_asked_for_when_it_has_settled(gap, cover):
    (window,) = gap(gaps.hours, 1)
    assert window == Window(NOON - DAY + HOUR, NOON - HOUR, HOUR)
    cover(window.start, window.end, period=HOUR)
    assert gap(gaps.hours, 1) == []


def test_a_new_function_has_its_history_read_alone(gap, cover):
    cover(NOON - 20 * DAY, NOON)
    cover(NOON - 20 * DAY, NOON, result=NEW, subject="new", asked_at=NOON)
    window, names = gap(gaps.behind, 15)
    assert names == {"new"}
    assert window.end == NOON - 3 * HOUR


def test_history_that_was_refused_is_left_alone_for_an_hour(gap, cover):
    cover(NOON - 20 * DAY, NOON, asked_at=NOON - DAY)
    cover(NOON - 2 * DAY, NOON - DAY, result="denied", subject="a", asked_at=NOON - 600)
    assert gap(gaps.behind, 15) is None
    cover(NOON - 2 * DAY, NOON - DAY, result="denied", subject="a", asked_at=NOON - HOUR - 1)
    assert gap(gaps.behind, 15) is not None
