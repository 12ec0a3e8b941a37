"""Muting alarms of a real (embedded) CloudWatch: by a rule, else by their actions, and always with an end."""

import pytest

from collectors import alarms
from tests.actions.alarms.conftest import an_alarm
from tests.collecting import collected
from tests.conftest import NOON
from tests.personas import OPERATOR
from webapp.actions.alarms import muting, unmuting
from webapp.actions.alarms.muting import BadMute
from webapp.actions.alarms.reading import find_one
from webapp.pages.muting import muted_now
from webapp.store.jobs import JobState
from webapp.store.journal import entry_in, rows_in_order
from webapp.store.mutes import Way, mutes_now
from webapp.watch.saving import save_records

HOUR = 3_600
ALARM = an_alarm("order-intake-dlq not empty")
NO_RULES = "deny:cloudwatch:PutAlarmMuteRule"


@pytest.fixture
def mute(acting, do):
    def press(seconds=HOUR, reason="load test"):
        return do(muting.plan(acting, OPERATOR, ALARM, seconds, reason))

    return press


@pytest.fixture
def go(acting, embedded_aws):
    """Let the time pass, here and there."""
    return lambda seconds: embedded_aws.clock(now=acting.clock.advance(seconds))


def held(acting):
    with acting.store.read() as conn:
        return mutes_now(conn, acting.clock.now())


def enabled(acting):
    return find_one(acting, ALARM).alarm.actions_enabled


def test_an_alarm_is_muted_by_a_rule_that_ends_by_itself(acting, mute, cloudwatch, go):
    job = mute()
    [kept] = held(acting)
    assert (kept.way, kept.reason, kept.person, kept.until) == (Way.RULE, "load test", "omar", NOON + HOUR)
    rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)
    assert (rule["Status"], rule["MuteTargets"]["AlarmNames"]) == ("ACTIVE", [ALARM.name])
    assert job.result["alarms"] == {ALARM.name: "muted by a mute rule"}
    assert enabled(acting)
    go(HOUR)
    assert held(acting) == []
    assert cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)["Status"] == "EXPIRED"


@pytest.mark.parametrize("seconds", [15 * 60, 24 * HOUR, 15 * 24 * HOUR - 60])
def test_a_mute_lasts_as_long_as_was_asked(acting, mute, cloudwatch, seconds):
    mute(seconds)
    [kept] = held(acting)
    rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)
    assert rule["Status"] == "ACTIVE"
    assert muting._iso(seconds) == rule["Rule"]["Schedule"]["Duration"]


def test_where_no_rule_may_begin_in_the_past_it_begins_with_the_coming_minute(
    acting, mute, cloudwatch, go, embedded_aws
):
    embedded_aws.faults("past:cloudwatch:PutAlarmMuteRule")
    go(20)
    job = mute()
    assert job.result["alarms"] == {ALARM.name: "muted by a mute rule, which begins at 12:01 UTC"}
    [kept] = held(acting)
    assert cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)["Status"] == "SCHEDULED"
    go(40)
    assert cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)["Status"] == "ACTIVE"
    go(HOUR)
    assert held(acting) == []
    assert cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)["Status"] == "EXPIRED"


def test_the_longest_mute_is_no_longer_than_cloudwatch_takes(acting, mute, cloudwatch, go):
    go(30)
    mute(15 * 24 * HOUR)
    [kept] = held(acting)
    rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=kept.rule)
    assert (rule["Status"], rule["Rule"]["Schedule"]["Duration"]) == ("ACTIVE", "P15D")


def test_where_rules_are_denied_the_actions_are_disabled_and_enabled_again_when_it_is_over(
    acting, mute, work, embedded_aws, go
):
    embedded_aws.faults(NO_RULES)
    job = mute()
    assert "disabling its actions" in job.result["alarms"][ALARM.name]
    assert [each.way for each in held(acting)] == [Way.ACTIONS]
    assert not enabled(acting)
    go(HOUR - 1)
    work()
    assert not enabled(acting)
    go(1)
    work()
    assert enabled(acting)
    assert held(acting) == []


def test_an_end_that_fails_is_said_and_tried_again_until_it_is_done(acting, mute, work, embedded_aws, go):
    embedded_aws.faults(NO_RULES)
    mute()
    embedded_aws.faults(NO_RULES, "deny:cloudwatch:EnableAlarmActions")
    go(HOUR)
    work()
    with acting.store.read() as conn:
        said = muted_now(conn, acting.clock.now() + 1)[ALARM]
    assert said.overdue
    assert "EnableAlarmActions" in said.problem
    embedded_aws.faults()
    go(60)
    work()
    assert enabled(acting)
    with acting.store.read() as conn:
        results = [entry.result for entry in map(entry_in, rows_in_order(conn)) if entry.phase == "result"]
    assert results == ["done", "failed", "done"]


def test_an_end_that_nobody_was_there_for_is_made_up_for(acting, mute, embedded_aws, go, work):
    embedded_aws.faults(NO_RULES)
    mute()
    go(2 * HOUR)
    work()
    assert enabled(acting)


@pytest.mark.parametrize("faults", [(), (NO_RULES,)])
def test_unmuting_lets_it_be_heard_at_once(acting, do, mute, embedded_aws, cloudwatch, faults, go, work):
    embedded_aws.faults(*faults)
    mute()
    go(60)
    assert do(unmuting.plan(acting, OPERATOR, ALARM)).state is JobState.DONE
    assert held(acting) == []
    assert enabled(acting)
    assert cloudwatch.list_alarm_mute_rules(AlarmName=ALARM.name, Statuses=["ACTIVE"])["AlarmMuteRuleSummaries"] == []
    go(HOUR)
    work()
    assert enabled(acting)


def test_actions_that_could_not_be_disabled_are_not_called_muted(acting, mute, embedded_aws):
    embedded_aws.faults(NO_RULES, "deny:cloudwatch:DisableAlarmActions")
    assert mute().state is JobState.FAILED
    assert held(acting) == []


def test_what_is_muted_or_silent_already_is_not_muted_again(acting, mute):
    mute()
    assert "omar has muted it already" in muting.plan(acting, OPERATOR, ALARM, HOUR, "again").refusals[0]
    silent = an_alarm("clickstream iterator age")
    assert "disabled already" in muting.plan(acting, OPERATOR, silent, HOUR, "why").refusals[0]


@pytest.mark.parametrize("wrong", [{"reason": "  "}, {"seconds": 30}, {"seconds": 16 * 24 * HOUR}])
def test_a_mute_needs_a_reason_and_an_end(mute, wrong):
    with pytest.raises(BadMute):
        mute(**wrong)


def test_what_fired_meanwhile_is_shown(acting, mute, cloudwatch, go):
    mute()
    cloudwatch.set_alarm_state(AlarmName=ALARM.name, StateValue="OK", StateReason="a test")
    go(600)
    with acting.store.read() as conn:
        aws = acting.door.aws(conn, ALARM)
    _, records = collected(alarms, aws, now=acting.clock.now())
    with acting.store.write() as conn:
        save_records(conn, aws.target.name, records, acting.clock.now())
        assert len(muted_now(conn, acting.clock.now())[ALARM].fired) == 1
