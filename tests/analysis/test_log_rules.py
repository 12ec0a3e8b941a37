"""Rules on the logs: caught errors, memory near its limit, slower cold starts; silence when the logs are unread."""

from collectors.records import ReportBucket
from tests.analysis.cases import judged, points, rules, steady
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.case import Told
from webapp.analysis.verdict import State

HOUR = 3600
BUCKETS = range(NOON - 2 * HOUR, NOON, 300)


def errors(each, until=NOON, since=NOON - 2 * HOUR):
    return Told(errors=tuple((ts, each) for ts in BUCKETS if ts >= since), until=until)


def reports(until=NOON, **fields):
    return Told(reports=tuple(ReportBucket(an_identity(), "7", ts, 100, **fields) for ts in BUCKETS), until=until)


def test_errors_that_the_handler_catches_are_bad_though_none_failed():
    verdict = judged(points(invocations=steady(20), errors=steady(0)), told=errors(40))
    assert verdict.state is State.BAD
    assert rules(verdict) == ["logged_errors"]
    assert "40 % of 100 invocations logged an error" in verdict.reasons[0].text
    assert verdict.reasons[0].since == NOON - 2 * HOUR


def test_errors_that_failed_anyway_are_told_once():
    verdict = judged(points(invocations=steady(20), errors=steady(8)), told=errors(40))
    assert "logged_errors" not in rules(verdict)


def test_a_few_logged_errors_are_fine():
    assert judged(points(invocations=steady(200)), told=errors(4)).state is State.OK


def test_five_minutes_whose_logs_are_not_read_yet_do_not_count_as_clean():
    verdict = judged(points(invocations=steady(20)), told=errors(40, until=NOON - 600))
    assert verdict.state is State.BAD


def test_what_the_logs_said_last_is_unknown_once_they_cannot_be_read():
    before = judged(points(invocations=steady(20)), told=errors(40))
    verdict = judged(points(invocations=steady(20)), told=Told(until=None), before=before)
    assert (verdict.state, rules(verdict)) == (State.UNKNOWN, ["logged_errors"])
    assert verdict.reasons[0].text.startswith("When last read: ")


def test_a_function_whose_logs_were_never_read_is_judged_by_its_metrics():
    assert judged(points(invocations=steady(20)), told=Told()).state is State.OK


def test_memory_near_its_limit_warns_and_at_its_limit_is_bad():
    assert judged(points(invocations=steady(20)), told=reports(memory_mb=512, max_memory_mb=470)).state is State.WARN
    assert judged(points(invocations=steady(20)), told=reports(memory_mb=512, max_memory_mb=511)).state is State.BAD
    assert judged(points(invocations=steady(20)), told=reports(memory_mb=512, max_memory_mb=200)).state is State.OK
    assert judged(points(invocations=steady(20)), told=reports(memory_mb=None, max_memory_mb=200)).state is State.OK


def test_an_invocation_killed_for_want_of_memory_is_bad():
    verdict = judged(points(invocations=steady(20)), told=reports(out_of_memory=1))
    assert (verdict.state, rules(verdict)) == (State.BAD, ["memory"])
    assert verdict.reasons[0].text == "12 invocations ran out of memory in the last hour."


def cold(before, now):
    found = (
        ReportBucket(an_identity(), "7", ts, 100, inits=3, init_p95_ms=now if ts >= NOON - HOUR else before)
        for ts in BUCKETS
    )
    return Told(reports=tuple(found), until=NOON)


def test_cold_starts_that_take_twice_as_long_warn():
    verdict = judged(points(invocations=steady(20)), told=cold(400, 1_200))
    assert (verdict.state, rules(verdict)) == (State.WARN, ["cold_starts"])
    assert "1,200 ms" in verdict.reasons[0].text
    assert judged(points(invocations=steady(20)), told=cold(400, 700)).state is State.OK
    assert judged(points(invocations=steady(20)), told=cold(50, 150)).state is State.OK
