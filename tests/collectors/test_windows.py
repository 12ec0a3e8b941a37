from itertools import pairwise
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from collectors.durations import DAY, HOUR
from collectors.records import FUNCTION_METRICS, Window
from collectors.windows import Question, aligned, groups, reread, retained, slices
from tests.conftest import NOON
from tests.factories import an_identity

sizes = st.lists(st.tuples(st.integers(1, 16), st.integers(1, 900)), min_size=1, max_size=400)


def questions(sizes):
    return [
        Question(an_identity(f"f{number}"), FUNCTION_METRICS[:metrics], reread(timeout))
        for number, (metrics, timeout) in enumerate(sizes)
    ]


def everything_asked(made):
    return [
        (group.questions[question].identity.name, metric)
        for group in made
        for call in group.calls
        for question, metric in call.slots
    ]


def test_a_window_ends_with_the_last_whole_minute():
    assert aligned(NOON - 299, NOON + 59, 60) == Window(NOON - 300, NOON, 60)


def test_two_minutes_are_read_again_at_least():
    assert reread(3) == 120


def test_a_long_function_is_read_again_as_far_back_as_it_may_run():
    assert reread(601) == 660


@given(sizes)
def test_every_metric_of_every_function_is_asked_exactly_once(sizes):
    asked = everything_asked(groups(questions(sizes), Window(NOON - 300, NOON, 60)))
    assert sorted(asked) == sorted((f"f{n}", m) for n, (metrics, _) in enumerate(sizes) for m in range(metrics))


@given(sizes, st.integers(1, 180))
def test_calls_are_as_good_as_full(sizes, minutes):
    made = list(groups(questions(sizes), Window(NOON - 60 * minutes, NOON, 60)))
    calls = sum(len(group.calls) for group in made)
    assert calls <= 1.05 * ceil(sum(metrics for metrics, _ in sizes) / 500)


def test_calls_of_ten_thousand_functions_are_as_good_as_full():
    made = groups(questions([(9, 3)] * 5_000 + [(14, 900)] * 5_000), Window(NOON - 300, NOON, 60))
    assert sum(len(group.calls) for group in made) <= 1.05 * ceil(115_000 / 500)


@given(sizes, st.integers(1, 21_600))
def test_no_call_asks_more_than_cloudwatch_answers(sizes, minutes):
    for group in groups(questions(sizes), Window(NOON - 60 * minutes, NOON, 60)):
        for call in group.calls:
            points = (call.window.end - call.window.start) // 60 * len(call.slots)
            assert len(call.slots) <= 500
            assert points <= 100_800


@given(sizes)
def test_every_function_is_read_again_far_enough_back(sizes):
    for group in groups(questions(sizes), Window(NOON - 300, NOON, 60)):
        assert group.window.end == NOON
        assert all(group.window.start <= NOON - 300 - question.reread_s for question in group.questions)


def test_an_answer_belongs_to_the_query_whose_id_it_carries():
    (group,) = groups(questions([(3, 3), (2, 3)]), Window(NOON - 300, NOON, 60))
    (call,) = group.calls
    assert [call.slot_of(call.id_of(slot)) for slot in range(5)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]


def test_an_answer_to_an_id_that_nobody_asked_belongs_to_nobody():
    (group,) = groups(questions([(3, 3)]), Window(NOON - 300, NOON, 60))
    assert [group.calls[0].slot_of(stray) for stray in ("q3", "x1", "q", "", "q-1")] == [None] * 5


def test_history_is_asked_at_the_finest_period_that_is_still_kept():
    windows = retained(NOON - 70 * DAY, NOON, NOON)
    assert [window.period for window in windows] == [60, 300, 3600]
    assert windows[0].end == NOON
    assert windows[-1].start == NOON - 70 * DAY


@given(st.integers(1, 500), st.integers(0, HOUR))
def test_history_has_no_gap_and_no_overlap_and_is_aligned(days, odd):
    now = NOON + odd
    windows = retained(now - days * DAY, now, now)
    assert windows[0].end > now - 60
    assert windows[-1].start <= max(now - days * DAY, now - 455 * DAY + HOUR)
    assert all(newer.start == older.end for newer, older in pairwise(windows))
    assert all(w.start % w.period == 0 and w.end % w.period == 0 and w.start < w.end for w in windows)
    assert all(now - w.start <= {60: 15, 300: 63, 3600: 455}[w.period] * DAY for w in windows)


@given(st.integers(1, 5_000))
def test_pieces_of_a_window_are_newest_first_and_leave_nothing_out(minutes):
    window = Window(NOON - 60 * minutes, NOON, 60)
    pieces = slices(window, DAY)
    assert pieces[0].end == window.end
    assert pieces[-1].start == window.start
    assert all(newer.start == older.end for newer, older in pairwise(pieces))
    assert all(piece.end - piece.start <= DAY for piece in pieces)
