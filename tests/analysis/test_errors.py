"""Error and throttle rates: limits, low traffic, agreeing minutes, margins."""

from collectors.records import AccountLimits
from tests.analysis.cases import a_look, judged, points, rules, steady
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.analysis.limits import Limits
from webapp.analysis.verdict import State


def failing(each, of=100, minutes=180, before=0):
    return points(invocations=steady(of), errors=[before] * (180 - minutes) + [each] * minutes)


def test_the_sentence_says_what_how_much_and_which_limit():
    reason = judged(failing(12.4)).reasons[0]
    assert reason.text == "12.4 % of 500 invocations failed in the last 5 min (limit 10 %)."
    assert (reason.rule, reason.state, reason.limit, reason.unit) == ("error_rate", State.BAD, 10, "percent")
    assert round(reason.observed, 6) == 12.4


def test_one_percent_warns_and_less_does_not():
    assert judged(failing(1)).state is State.WARN
    assert judged(failing(0.99)).state is State.OK


def test_one_of_three_failed_at_night_warns_at_most_and_says_that_it_is_little():
    verdict = judged(points(invocations=[1, None, 1, 1, None], errors=[0, None, 1, 0, None]))
    assert verdict.state is State.WARN
    assert (
        verdict.reasons[0].text == "1 of 3 invocations failed in the last 60 min, too few to call it bad (limit 1 %)."
    )


def test_a_single_failure_among_samples_enough_is_no_rate():
    for before_it in (60, 5):
        errors = [0] * (180 - before_it) + [1] + [0] * (before_it - 1)
        assert judged(points(invocations=steady(1), errors=errors)).state is State.OK
        assert judged(points(invocations=steady(10), errors=errors)).state is State.OK


def test_a_low_rate_is_believed_when_an_hour_confirms_it():
    assert judged(failing(1, minutes=5)).state is State.OK
    assert judged(failing(1, minutes=60)).state is State.WARN
    assert judged(failing(3, minutes=5)).state is State.WARN


def test_little_traffic_is_judged_over_a_longer_time():
    verdict = judged(points(invocations=steady(2, 60), errors=steady(1, 60)))
    assert verdict.state is State.BAD
    assert "of 30 invocations failed in the last 15 min" in verdict.reasons[0].text


def test_one_bad_minute_among_busy_ones_only_warns():
    assert judged(failing(100, minutes=1)).state is State.WARN
    assert judged(failing(100, minutes=3)).state is State.BAD


def test_a_batch_that_runs_in_one_minute_an_hour_can_be_bad():
    measured = points(invocations=[None] * 20 + [500] + [None] * 30, errors=[None] * 20 + [250] + [None] * 30)
    assert judged(measured).state is State.BAD


def test_bad_is_left_only_a_fifth_below_its_limit():
    bad = judged(failing(11))
    assert judged(failing(9), before=bad).state is State.BAD
    assert judged(failing(7.9), before=bad).state is State.WARN
    assert judged(failing(9)).state is State.WARN


def test_a_warning_lasts_until_the_wider_window_is_calm_too():
    warned = judged(failing(5))
    calm_for = [
        judged(points(invocations=steady(100), errors=[5] * (180 - n) + [0] * n), before=warned) for n in (4, 10, 15)
    ]
    assert [verdict.state for verdict in calm_for] == [State.WARN, State.WARN, State.OK]
    assert "in the last 15 min" in calm_for[1].reasons[0].text


def test_errors_without_counted_invocations_are_errors_all_the_same():
    assert judged(points(errors=steady(10))).state is State.BAD


def test_throttles_are_a_share_of_attempts():
    verdict = judged(points(invocations=steady(50), throttles=steady(50)))
    assert verdict.reasons[0].text.startswith("50 % of 500 attempts to invoke it were throttled in the last 5 min")


def test_a_function_of_which_every_attempt_is_throttled_is_bad_and_not_idle():
    assert judged(points(throttles=steady(50))).state is State.BAD


def test_throttles_are_explained_by_the_reservation_or_by_a_full_account():
    throttled = points(invocations=steady(50), throttles=steady(50))
    reserved = judged(throttled, function=a_function(reserved_concurrency=5)).reasons[0].text
    assert "its reserved concurrency is 5" in reserved
    account = AccountLimits(an_identity("", kind="account"), 1000, 900)
    crowded = judged(throttled, account=account, account_concurrency=990.0).reasons[0].text
    assert "the account uses 990 of its 1,000 concurrent executions" in crowded
    assert "account" not in judged(throttled, account=account, account_concurrency=20.0).reasons[0].text


def test_limits_are_the_callers():
    strict = Limits(error_rate_percent=(0.1, 0.5))
    assert judged(failing(1), limits=strict).state is State.BAD
    assert rules(judged(failing(1), limits=Limits(error_rate_percent=(5, 50)))) == []


def test_rates_end_where_reading_ended():
    read_until = NOON - 400
    measured = points(read_until, invocations=steady(100), errors=[0] * 170 + [50] * 10)
    assert judged(measured, metrics=a_look(read_at=read_until)).state is State.BAD
