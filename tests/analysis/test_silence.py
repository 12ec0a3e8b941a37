"""Silence: who should have been invoked, and what proves that he was not."""

from tests.analysis.cases import a_look, judged, points, rules, steady
from tests.conftest import NOON
from tests.factories import a_function
from webapp.analysis.usual import Level, level_at
from webapp.analysis.verdict import State

HOUR = 3600
BUSY = Level(6000, 100, 5000, 7)
USUAL = {NOON - i * HOUR: BUSY for i in range(-1, 5)}


def quiet_for(minutes, each=100.0, then=None):
    return points(invocations=[each] * (180 - minutes) + [then] * minutes)


def silent(verdict):
    return next((r for r in verdict.reasons if r.rule == "silence"), None)


def test_a_busy_function_that_stops_is_bad_and_told_since_when():
    reason = silent(judged(quiet_for(20), usual=USUAL))
    assert reason.state is State.BAD
    assert reason.text == "No invocations in 15 min, where about 1,500 are usual at this hour."
    assert reason.since == NOON - 20 * 60


def test_a_drop_to_a_trickle_warns():
    reason = silent(judged(quiet_for(20, then=5.0), usual=USUAL))
    assert (reason.state, reason.observed) == (State.WARN, 85)


def test_the_newest_minutes_alone_are_never_silence():
    for minutes in range(16):
        assert judged(quiet_for(minutes), usual=USUAL).state is State.OK
    long = a_function(timeout_s=900)
    assert judged(quiet_for(28), usual=USUAL, function=long).state is State.OK
    assert judged(quiet_for(31), usual=USUAL, function=long).state is State.BAD


def test_minutes_that_were_not_read_are_not_silent():
    unread = a_look(unbroken_from=NOON - 600)
    assert silent(judged(quiet_for(60), usual=USUAL, metrics=unread)) is None
    assert silent(judged(quiet_for(60), usual=USUAL, metrics=a_look(unbroken_from=None))) is None


def test_a_function_of_bursts_is_not_called_silent_between_them():
    bursts = [6000.0 if minute % 60 == 0 else None for minute in range(180)]
    for late in range(60):
        assert silent(judged(points(invocations=bursts[: 180 - late]), now=NOON - late * 60, usual=USUAL)) is None


def test_a_missed_nightly_run_warns_until_it_comes_after_all():
    nightly = {NOON - HOUR: Level(1, 0, 1, 7)}
    missed = judged(None, now=NOON + 180, usual=nightly)
    reason = silent(missed)
    assert (missed.state, reason.since) == (State.WARN, NOON - HOUR)
    assert reason.text == "No invocations in an hour that saw about 1 on 7 earlier days."
    later = judged(None, now=NOON + 5 * HOUR, before=missed, usual=nightly)
    assert silent(later).since == NOON - HOUR
    ran = points(NOON + 5 * HOUR, invocations=[1])
    assert silent(judged(ran, now=NOON + 5 * HOUR + 60, before=later, usual=nightly)) is None


def test_a_silence_older_than_a_day_is_the_new_usual():
    stopped = judged(quiet_for(20), usual=USUAL)
    assert silent(judged(None, now=NOON + 10 * HOUR, before=stopped)) is not None
    assert judged(None, now=NOON + 25 * HOUR, before=stopped).state is State.IDLE


def test_silence_ends_when_invocations_come_again():
    stopped = judged(quiet_for(20), usual=USUAL)
    back = points(NOON + 600, invocations=[100.0] * 140 + [None] * 30 + [100.0] * 10)
    assert judged(back, now=NOON + 600, before=stopped, usual=USUAL).state is State.OK


def test_a_long_silence_keeps_its_start():
    first = judged(quiet_for(20), usual=USUAL)
    later = judged(quiet_for(170), now=NOON + 150 * 60, before=first, usual={h + 2 * HOUR: BUSY for h in USUAL})
    assert silent(later).since == NOON - 20 * 60


def test_a_function_that_often_rests_at_this_hour_may_rest():
    rests = {hour: Level(6000, 3000, 0, 7) for hour in USUAL}
    assert silent(judged(quiet_for(60), usual=rests)) is None


def test_the_same_weekday_counts_where_weeks_are_known():
    hours = [NOON - i * 86_400 for i in (*range(1, 8), 14, 21, 28)]
    weekday_only = {hour: 100.0 for hour in hours if hour not in (NOON - 3 * 86_400, NOON - 4 * 86_400)}
    level = level_at(NOON, weekday_only, hours)
    assert (level.weekly, level.median, level.floor) == (True, 100, 100)
    young = level_at(NOON, weekday_only, hours[:7])
    assert (young.weekly, young.floor) == (False, 0)


def test_too_few_earlier_days_say_nothing():
    assert level_at(NOON, {NOON - 86_400: 5.0}, [NOON - 86_400, NOON - 2 * 86_400]) is None


def test_one_odd_week_does_not_hide_a_silence():
    weeks = [NOON - i * 7 * 86_400 for i in range(1, 5)]
    level = level_at(NOON, dict(zip(weeks, [1000.0, 990.0, 1010.0, 0.0], strict=True)), weeks)
    assert level.floor > 900


def test_steady_traffic_is_no_silence():
    assert rules(judged(points(invocations=steady(100)), usual=USUAL)) == []


def test_a_silence_that_we_lost_sight_of_is_told_as_before_when_we_see_again():
    stopped = judged(quiet_for(20), usual=USUAL)
    lost = judged(quiet_for(20), now=NOON + 1800, metrics=a_look(NOON), before=stopped, usual=USUAL)
    assert (lost.state, silent(lost).text) == (State.UNKNOWN, f"When last read: {silent(stopped).text}")
    again = judged(None, now=NOON + 2400, before=lost)
    assert silent(again) == silent(stopped)
