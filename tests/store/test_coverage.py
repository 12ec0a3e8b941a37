"""Coverage: never says that an interval was looked at that was not."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collectors.records import Coverage, Window
from tests.conftest import NOON
from webapp.store.coverage import covered, read_seconds, save_coverage, uncovered
from webapp.store.intervals import painted

HOUR = 3600


def looked(start, end, result="ok", asked_at=None, subject="", period=60):
    return Coverage(period, NOON + start, NOON + end, NOON + (end if asked_at is None else asked_at), result, subject)


def known(store, *verdicts, start=0, end=HOUR, subject=""):
    with store.write() as conn:
        for verdict in verdicts:
            save_coverage(conn, "prod", "metrics", [verdict])
        return covered(conn, "prod", "metrics", 60, NOON + start, NOON + end, subject)


def gaps(store, start=0, end=HOUR, subject=""):
    with store.read() as conn:
        found = uncovered(conn, "prod", "metrics", 60, NOON + start, NOON + end, subject)
    return [(window.start - NOON, window.end - NOON) for window in found]


def test_neighbours_that_agree_become_one(store):
    assert known(store, looked(0, 300), looked(600, 900), looked(300, 600)) == [looked(0, 900)]


def test_what_is_saved_last_holds(store):
    assert known(store, looked(0, 600), looked(300, 600, "denied")) == [
        looked(0, 300, asked_at=600),
        looked(300, 600, "denied"),
    ]


def test_a_failure_in_the_middle_leaves_both_sides_as_they_were(store):
    pieces = known(store, looked(0, 900), looked(300, 600, "throttled", asked_at=1000))
    assert [(each.start - NOON, each.end - NOON, each.result) for each in pieces] == [
        (0, 300, "ok"),
        (300, 600, "throttled"),
        (600, 900, "ok"),
    ]


def test_gaps_are_what_was_not_read_or_not_well_newest_first(store):
    known(store, looked(300, 600), looked(900, 1200, "denied"), looked(1200, HOUR))
    assert gaps(store) == [(600, 1200), (0, 300)]


def test_nothing_known_is_one_gap(store):
    assert gaps(store) == [(0, HOUR)]
    with store.read() as conn:
        assert uncovered(conn, "prod", "metrics", 60, NOON, NOON + 60) == [Window(NOON, NOON + 60, 60)]


def test_an_answer_is_cut_to_the_window_that_was_asked(store):
    assert known(store, looked(0, HOUR), start=60, end=120) == [looked(60, 120, asked_at=HOUR)]


def test_targets_collectors_and_periods_are_kept_apart(store):
    with store.write() as conn:
        save_coverage(conn, "staging", "metrics", [looked(0, HOUR)])
        save_coverage(conn, "prod", "queues", [looked(0, HOUR)])
        save_coverage(conn, "prod", "metrics", [looked(0, HOUR, period=3600)])
    assert gaps(store) == [(0, HOUR)]


def test_an_empty_interval_covers_nothing(store):
    assert known(store, looked(300, 300), looked(600, 300)) == []


def test_a_function_that_failed_alone_is_a_gap_for_itself_only(store):
    known(store, looked(0, HOUR), looked(600, 900, "denied", asked_at=HOUR, subject="checkout-api"))
    assert gaps(store) == []
    assert gaps(store, subject="checkout-api") == [(600, 900)]
    assert gaps(store, subject="order-worker") == []


def test_a_newer_look_at_everything_covers_the_function_that_had_failed(store):
    known(store, looked(0, 900, "denied", subject="checkout-api"), looked(0, HOUR))
    assert gaps(store, subject="checkout-api") == []


def test_reading_everything_on_from_there_does_not_cover_what_one_function_lacks(store):
    with store.write() as conn:
        save_coverage(conn, "prod", "metrics", [looked(600, 900, "denied", subject="checkout-api"), looked(0, 900)])
        save_coverage(conn, "prod", "metrics", [looked(840, HOUR)])
    assert gaps(store) == []
    assert gaps(store, subject="checkout-api") == [(600, 840)]


def test_what_is_saved_together_is_painted_in_its_order_and_each_subject_for_itself(store):
    news = [looked(0, 900), looked(300, 600, "denied"), looked(300, 450), looked(0, 60, "throttled", subject="worker")]
    with store.write() as conn:
        save_coverage(conn, "prod", "metrics", news)
    assert gaps(store, end=900) == [(450, 600)]
    assert gaps(store, end=900, subject="worker") == [(450, 600), (0, 60)]
    assert gaps(store, end=900, subject="other") == [(450, 600)]


MINUTES = st.integers(0, 30)
LOOKS = st.lists(st.tuples(MINUTES, MINUTES, st.sampled_from(["ok", "denied", "throttled"])), max_size=12)


@given(LOOKS)
def test_every_minute_says_what_was_painted_on_it_last(looks):
    expected, pieces = {}, []
    for at, (start, end, result) in enumerate(looks):
        expected |= dict.fromkeys(range(start, end), result)
        if start < end:
            pieces = painted(pieces, Coverage(60, start, end, at, result))
    said = [(minute, piece.result) for piece in pieces for minute in range(piece.start, piece.end)]
    assert said == sorted(expected.items())
    together = pairwise(pieces)
    assert not any(left.end == right.start and left.result == right.result for left, right in together)


def test_what_was_read_well_is_added_up_and_cut_to_the_window(store):
    with store.write() as conn:
        save_coverage(
            conn, "prod", "metrics", [looked(-HOUR, 600), looked(600, 1_200, "denied"), looked(1_800, 9 * HOUR)]
        )
        save_coverage(conn, "prod", "metrics", [looked(600, 1_200, subject="checkout-api")])
        save_coverage(conn, "lab", "metrics", [looked(0, 60)])
        assert read_seconds(conn, "metrics", 60, NOON, NOON + HOUR) == {"prod": 600 + 1_800, "lab": 60}
        assert read_seconds(conn, "queues", 60, NOON, NOON + HOUR) == {}
