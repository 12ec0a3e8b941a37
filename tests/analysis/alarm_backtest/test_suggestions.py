"""Thresholds from history: quiet enough to be believed, and within what the purpose allows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.records import Kind
from tests.analysis.alarm_backtest.test_replay import a_history, a_line
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.alarm_backtest.condition import Condition
from webapp.analysis.alarm_backtest.data_points import data_points
from webapp.analysis.alarm_backtest.history import Span
from webapp.analysis.alarm_backtest.incidents import Incident, compared
from webapp.analysis.alarm_backtest.quiet import quiet_threshold, rounded
from webapp.analysis.alarm_backtest.replay import Moved, Replay, replay
from webapp.analysis.alarm_definitions.measures import measure_of
from webapp.analysis.alarm_definitions.purposes import purpose_of, usual_draft
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.analysis.alarm_definitions.suggestions import suggestion
from webapp.analysis.verdict import State

FUNCTION = Subject(an_identity(), timeout_s=30)
SPIKES = [1.0] * 20 + [50.0] * 3 + [1.0] * 20 + [30.0] * 3 + [1.0] * 20 + [10.0] * 3 + [1.0] * 20


def points(values):
    return data_points([a_line()], 60, a_history(values))


@pytest.mark.parametrize(("most", "threshold"), [(0, 50.0), (1, 30.0), (2, 10.0), (3, 1.0)])
def test_the_lowest_threshold_that_is_quiet_enough(most, threshold):
    assert quiet_threshold(points(SPIKES), Condition("GreaterThanThreshold", 0.0, 3, 3), most) == threshold


def test_a_known_incident_is_what_the_alarm_is_for():
    incident = Span(NOON + 19 * 60, NOON + 25 * 60)
    assert quiet_threshold(points(SPIKES), Condition("GreaterThanThreshold", 0.0, 3, 3), 0, [incident]) == 30.0


def test_a_spike_shorter_than_m_does_not_count():
    assert quiet_threshold(points(SPIKES), Condition("GreaterThanThreshold", 0.0, 5, 4), 0) == 1.0


def test_downwards_it_is_the_highest_threshold():
    values = [5.0] * 20 + [0.0] * 3 + [5.0] * 20
    assert quiet_threshold(points(values), Condition("LessThanThreshold", 0.0, 3, 3), 0) == 0.0
    assert quiet_threshold(points(values), Condition("LessThanThreshold", 0.0, 3, 3), 1) == 5.0


@settings(max_examples=100)
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 5.0, 9.0]), min_size=2, max_size=80), st.integers(0, 3))
def test_the_replay_agrees_that_it_is_quiet(values, most):
    condition = Condition("GreaterThanThreshold", 0.0, 3, 2)
    found = points(values)
    threshold = quiet_threshold(found, condition, most)
    tried = replay(found, Condition("GreaterThanThreshold", threshold, 3, 2), NOON, NOON + len(values) * 60)
    assert tried.fired <= most


@pytest.mark.parametrize(
    ("value", "up", "down"), [(237.4, 240.0, 230.0), (0.0, 0.0, 0.0), (8.0, 8.0, 8.0), (0.0312, 0.032, 0.031)]
)
def test_a_suggested_threshold_is_a_number_that_people_would_choose(value, up, down):
    assert rounded(value, "GreaterThanThreshold") == up
    assert rounded(value, "LessThanThreshold") == down


def suggested(key, values):
    measure = measure_of(FUNCTION, key)
    draft = usual_draft(FUNCTION, measure)
    return suggestion(draft, purpose_of(FUNCTION, measure), points(values) if values else None)


def test_a_suggestion_says_why():
    found = suggested("Errors", SPIKES)
    assert found.threshold == 30.0
    assert "at most once" in found.reason


def test_a_suggestion_below_what_is_worth_a_call_is_lifted_and_above_what_is_useful_is_lowered():
    assert suggested("error_rate", [0.0] * 50).threshold == 1.0
    assert "too late" in suggested("error_rate", [90.0] * 20 + [80.0] * 20).reason


def test_without_history_the_usual_stands():
    found = suggested("error_rate", [])
    assert (found.threshold, found.from_history) == (5.0, False)


def test_a_dead_letter_is_one_too_many_whatever_the_history_says():
    dlq = Subject(an_identity("dlq", Kind.QUEUE), dead_letters=True)
    measure = measure_of(dlq, "ApproximateNumberOfMessagesVisible")
    found = suggestion(usual_draft(dlq, measure), purpose_of(dlq, measure), points([100.0] * 50))
    assert (found.threshold, found.from_history) == (0.0, False)


def test_incidents_are_caught_early_late_or_not_and_the_rest_is_false():
    hour = 3600
    states = [(0, "OK"), (1, "ALARM"), (2, "OK"), (10, "ALARM"), (11, "OK"), (20, "ALARM"), (21, "OK")]
    tried = Replay(NOON, NOON + 30 * hour, tuple(Moved(NOON + at * hour, state) for at, state in states))
    early = Incident(Span(NOON + hour + 300, NOON + 3 * hour), State.BAD)
    late = Incident(Span(NOON + 9 * hour, NOON + 12 * hour), State.WARN)
    missed = Incident(Span(NOON + 15 * hour, NOON + 16 * hour), State.BAD)
    long_ago = Incident(Span(NOON - 5 * hour, NOON - 4 * hour), State.BAD)
    found = compared(tried, [early, late, missed, long_ago])
    assert [each.early_s for each in found.incidents] == [300, -hour, None]
    assert found.caught == 2
    assert found.false == (Span(NOON + 20 * hour, NOON + 21 * hour),)
