"""Test-firing an alarm of a real (embedded) CloudWatch."""

import pytest

from tests.actions.alarms.conftest import an_alarm
from tests.personas import OPERATOR
from webapp.actions.alarms import firing
from webapp.store.jobs import JobState

QUIET, RINGING = an_alarm("email-sender errors"), an_alarm("checkout-api error rate")


def test_a_test_says_in_cloudwatch_that_it_is_one_and_who_made_it(acting, do, cloudwatch):
    assert do(firing.plan(acting, OPERATOR, QUIET)).state is JobState.DONE
    answer = cloudwatch.describe_alarms(AlarmNames=[QUIET.name])["MetricAlarms"][0]
    assert answer["StateValue"] == "ALARM"
    assert answer["StateReason"] == "Test by omar with lambda-oncall: nothing is wrong."


def test_the_plan_says_who_will_be_told(acting):
    assert "catalog-alerts" in firing.plan(acting, OPERATOR, QUIET).steps[1]


def test_an_alarm_that_fires_already_is_not_tested(acting):
    assert "fires already" in firing.plan(acting, OPERATOR, RINGING).refusals[0]


def test_nothing_is_tested_where_it_began_to_fire_since_the_plan(acting, do, cloudwatch):
    plan = firing.plan(acting, OPERATOR, QUIET)
    cloudwatch.set_alarm_state(AlarmName=QUIET.name, StateValue="ALARM", StateReason="for real")
    assert "was 'not firing' and is 'firing'" in do(plan).result["error"]


@pytest.mark.parametrize("action", ["arn:aws:lambda:eu-west-1:111122223333:function:restart"])
def test_an_action_that_does_more_than_tell_is_warned_of(acting, cloudwatch, action):
    body = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
    cloudwatch.put_metric_alarm(
        AlarmName="acts", Threshold=9e9, ComparisonOperator="GreaterThanThreshold", AlarmActions=[action], **body
    )
    assert "does more than tell" in firing.plan(acting, OPERATOR, an_alarm("acts")).warnings[0]
