"""The state as a whole: what wins over what, what could not be looked at, and since when."""

import pytest

from collectors.records import FailureKind
from tests.analysis.cases import a_failure, a_look, an_alarm, judged, points, rules, steady
from tests.conftest import NOON
from webapp.analysis.verdict import State

FAILING = points(invocations=steady(100), errors=steady(50))
WELL = points(invocations=steady(100), errors=steady(0))


def test_a_function_that_runs_without_errors_is_ok():
    verdict = judged(WELL)
    assert (verdict.state, verdict.reasons, verdict.since) == (State.OK, (), NOON)


def test_a_function_without_invocations_is_idle_and_says_so():
    for nothing in (None, points()):
        verdict = judged(nothing)
        assert verdict.state is State.IDLE
        assert "not invoked" in verdict.reasons[0].text


def test_what_was_never_read_is_unknown_and_not_idle():
    verdict = judged(None, metrics=a_look(read_at=None))
    assert verdict.state is State.UNKNOWN
    assert verdict.reasons[0].text == "Its metrics were not read yet."


def test_a_denied_action_is_unknown_at_once_and_names_the_action():
    verdict = judged(WELL, metrics=a_look(failure=a_failure(advice="Grant it to the role.")))
    assert verdict.state is State.UNKNOWN
    assert verdict.reasons[0].text == (
        "Its metrics were last read less than a minute ago (every 5 min is expected):"
        " AWS denies us cloudwatch:GetMetricData."
    )
    assert verdict.reasons[0].advice == "Grant it to the role."


def test_one_throttled_look_is_no_blindness_while_the_last_one_is_fresh():
    assert judged(WELL, metrics=a_look(failure=a_failure(FailureKind.THROTTLED))).state is State.OK


def test_metrics_older_than_two_intervals_are_unknown():
    assert judged(WELL, metrics=a_look(read_at=NOON - 660)).state is State.OK
    verdict = judged(WELL, metrics=a_look(read_at=NOON - 661, failure=a_failure(FailureKind.THROTTLED)))
    assert verdict.state is State.UNKNOWN
    assert verdict.reasons[0].text.startswith("Its metrics were last read 11 min ago (every 5 min is expected)")


def test_what_was_bad_when_we_lost_sight_is_unknown_but_still_told():
    verdict = judged(FAILING, now=NOON + 1200, metrics=a_look(NOON))
    assert verdict.state is State.UNKNOWN
    assert verdict.reasons[0].text.startswith("When last read: 50 % of")


def test_a_measured_bad_stays_bad_while_another_part_could_not_be_read():
    alarms = a_look(part="alarms", read_at=None, every_s=60, failure=a_failure(action="cloudwatch:DescribeAlarms"))
    verdict = judged(FAILING, looks=(alarms,))
    assert verdict.state is State.BAD
    assert rules(verdict) == ["error_rate", "blind_alarms"]


@pytest.mark.parametrize("measured", [WELL, None])
def test_an_unread_part_beats_ok_and_idle(measured):
    assert judged(measured, looks=(a_look(part="alarms", read_at=None, every_s=60),)).state is State.UNKNOWN


def test_the_worst_reason_comes_first():
    assert rules(judged(FAILING, alarms=(an_alarm(pages=False),))) == ["error_rate", "alarm"]
    warned = points(invocations=steady(100), errors=steady(5))
    assert rules(judged(warned, alarms=(an_alarm(),))) == ["alarm", "error_rate"]


def test_a_state_that_goes_on_keeps_its_start():
    first = judged(FAILING)
    later = judged(points(NOON + 300, invocations=steady(100), errors=steady(50)), now=NOON + 300, before=first)
    assert later.since == first.since
    assert later.judged_at == NOON + 300


def test_a_start_that_is_learned_later_counts():
    first = judged(alarms=(an_alarm(state_since=NOON - 60),))
    later = judged(alarms=(an_alarm(state_since=NOON - 60), an_alarm("older", state_since=NOON - 900)), before=first)
    assert (first.since, later.since) == (NOON - 60, NOON - 900)


def test_a_new_state_starts_with_its_breach():
    broken_at = NOON - 600
    verdict = judged(points(invocations=steady(100), errors=[0] * 170 + [50] * 10))
    assert (verdict.since, verdict.reasons[0].since) == (broken_at, broken_at)


def test_a_breach_that_began_before_the_points_keeps_the_start_known_before():
    early = judged(points(NOON - 7200, invocations=steady(100), errors=steady(50)), now=NOON - 7200)
    assert judged(FAILING, before=early).reasons[0].since == early.reasons[0].since == NOON - 7200 - 180 * 60


def test_an_old_breach_that_ended_lends_its_start_to_no_new_one():
    early = judged(points(NOON - 7200, invocations=steady(100), errors=steady(50)), now=NOON - 7200)
    again = points(invocations=steady(100), errors=[0] * 160 + [50] * 20)
    assert judged(again, before=early).reasons[0].since == NOON - 1200
