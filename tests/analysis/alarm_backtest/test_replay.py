"""The engine against the slow re-implementation, and what it does where the history has holes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.records import Kind, Points
from tests.analysis.alarm_backtest import slow
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.alarm_backtest.condition import COMPARISONS, TREATMENTS, Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints, Lacking, data_points
from webapp.analysis.alarm_backtest.history import Asked, History, Span, history_of
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_backtest.replay import Moved, replay

COLUMNS = {"Sum": ("Errors", "errors"), "Maximum": ("ConcurrentExecutions", "concurrency_max")}


def a_line(metric="Errors", statistic="Sum", **fields):
    return Line(fields.pop("id", "m1"), "AWS/Lambda", metric, statistic, **fields)


def a_history(values, column="errors", start=NOON, unknown=(), asked=(), kind=Kind.FUNCTION, **columns):
    return History(kind, start, len(values), {column: values, **columns}, unknown, asked)


def tried(values, condition, period=60, lead=0, **history):
    points = data_points([a_line()], period, a_history(values, **history))
    end = NOON + len(values) * 60
    return replay(points, condition, NOON + (lead + 1) * 60, end)


def states(found, first, last):
    """The state at each minute."""
    at, every = {moved.at: moved.state for moved in found.transitions}, []
    for moment in range(first, last + 1, 60):
        every.append(at.get(moment, every[-1] if every else found.transitions[0].state))
    return every


@st.composite
def conditions(draw):
    n = draw(st.integers(1, 5))
    return Condition(
        draw(st.sampled_from(sorted(COMPARISONS))),
        draw(st.sampled_from([0.0, 1.0, 2.0, 3.0])),
        n,
        draw(st.integers(1, n)),
        draw(st.sampled_from(TREATMENTS)),
    )


@settings(max_examples=300)
@given(
    values=st.lists(st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.0, 3.0])), min_size=1, max_size=60),
    condition=conditions(),
    minutes=st.integers(1, 4),
    how=st.sampled_from(sorted(COLUMNS)),
)
def test_the_engine_comes_to_the_states_of_the_plain_words(values, condition, minutes, how):
    lead = condition.reach * minutes
    values = [None] * (lead - 1) + values
    metric, column = COLUMNS[how]
    points = data_points([a_line(metric, how)], minutes * 60, a_history(values, column))
    start, end = NOON + lead * 60, NOON + len(values) * 60
    expected = slow.states(values, how, minutes, condition, lead - 1)
    assert states(replay(points, condition, start, end), start, end) == expected


def test_a_window_slides_by_a_minute_and_is_not_aligned_to_the_clock():
    values = [0.0] * 13 + [3.0, 3.0] + [0.0] * 15
    found = tried(values, Condition("GreaterThanThreshold", 5.0), 300, lead=14)
    assert [(m.at - NOON) // 60 for m in found.transitions if m.state == "ALARM"] == [15]
    assert found.minutes_in_alarm == 4


def test_fired_minutes_first_and_last_are_told():
    values = [0.0] * 5 + [9.0] * 3 + [0.0] * 5 + [9.0] * 2
    found = tried(values, Condition("GreaterThanThreshold", 1.0), lead=2)
    assert (found.fired, found.minutes_in_alarm) == (2, 4)
    assert [(s.start - NOON) // 60 for s in found.intervals] == [6, 14]
    assert found.intervals[-1].end == found.end


def test_what_nobody_looked_at_fires_no_alarm_even_where_missing_is_breaching():
    values = [0.0] * 10 + [None] * 10 + [0.0] * 20
    gap = Span(NOON + 600, NOON + 1200)
    condition = Condition("GreaterThanThreshold", 1.0, 3, 3, "breaching")
    assert tried(values, condition, lead=5, unknown=(gap,)).fired == 0
    assert tried(values, condition, lead=5).fired == 1


def test_a_gap_blurs_until_it_has_left_the_range():
    values = [0.0] * 40
    found = tried(values, Condition("GreaterThanThreshold", 1.0), lead=2, unknown=(Span(NOON + 600, NOON + 660),))
    assert found.unknown == (Span(NOON + 660, NOON + 660 + 180),)


def test_a_history_that_begins_with_the_evaluation_is_blurred_at_first():
    found = tried([9.0] * 10, Condition("GreaterThanThreshold", 1.0, 3, 3))
    assert found.transitions == (Moved(NOON + 60, "INSUFFICIENT_DATA"), Moved(NOON + 300, "ALARM"))


def test_math_is_computed_over_the_windows_and_not_over_minutes():
    lines = [
        a_line(id="errors", returned=False),
        a_line("Invocations", id="invocations", returned=False),
        Line("rate", expression="IF(invocations > 0, 100 * errors / invocations, 0)"),
    ]
    history = a_history([1.0, 0.0, None, 5.0], invocations=[1.0, 9.0, None, 10.0])
    found = data_points(lines, 120, history)
    assert found.values == [100.0, 10.0, 0.0, 50.0]
    assert data_points(lines, 60, history).values == [100.0, 0.0, None, 50.0]


def test_an_average_is_weighed_by_its_samples():
    history = a_history([100.0, 900.0], "duration_sum_ms", invocations=[1.0, 3.0])
    assert data_points([a_line("Duration", "Average")], 120, history).values[1] == 250.0


def test_what_the_minutes_cannot_tell_is_named():
    found = data_points([a_line("Duration", "p90")], 60, a_history([1.0]))
    assert found == Lacking((("Duration", "p90"),))


def test_a_percentile_of_minutes_is_no_percentile_of_five_minutes():
    history = a_history([1.0] * 10, "duration_p95_ms")
    assert isinstance(data_points([a_line("Duration", "p95")], 60, history), DataPoints)
    assert isinstance(data_points([a_line("Duration", "p95")], 300, history), Lacking)


def test_what_was_asked_for_is_used_at_its_own_period_and_said_to_be_approximate():
    asked = Asked("Duration", "p90", 300, NOON, [5.0, 50.0, 5.0])
    history = a_history([1.0] * 20, asked=(asked,))
    points = data_points([a_line("Duration", "p90")], 300, history)
    found = replay(points, Condition("GreaterThanThreshold", 10.0), NOON + 300, NOON + 1200)
    assert points.values == [5.0, 50.0, 5.0, None]
    assert found.approximate
    assert found.unknown == (Span(NOON + 300, NOON + 900), Span(NOON + 1200, NOON + 1500))


def test_ignoring_low_samples_keeps_the_state():
    history = a_history([1.0] * 5 + [900.0] * 5, "duration_p95_ms", invocations=[500.0] * 5 + [3.0] * 5)
    points = data_points([a_line("Duration", "p95")], 60, history)
    fired = {
        ignore: replay(points, Condition("GreaterThanThreshold", 10.0, ignore_low=ignore), NOON, NOON + 600).fired
        for ignore in (True, False)
    }
    assert fired == {True: 0, False: 1}


@pytest.mark.parametrize(("zone", "fires_at"), [("UTC", 3600), ("+05:30", 1800)])
def test_a_wall_clock_window_is_evaluated_when_its_period_is_over(zone, fires_at):
    points = data_points([a_line()], 3600, a_history([1.0] * 400, start=NOON - 240 * 60))
    found = replay(points, Condition("GreaterThanThreshold", 50.0), NOON + 60, NOON + 7200, zone)
    assert [m.at - NOON for m in found.transitions if m.state == "ALARM"] == [fires_at]


def test_rows_become_minutes_with_their_gaps():
    points = Points(an_identity(), 60, ("errors",), [(NOON, (1.0,)), (NOON + 120, (None,))])
    assert history_of(points, NOON, NOON + 180).columns == {"errors": [1.0, None, None]}
