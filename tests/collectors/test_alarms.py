"""The alarms collector: definitions, states, what is watched, transitions."""

import json
from pathlib import Path

import pytest

from collectors import alarms
from collectors.alarms import FIRST_LOOK_S, action_failure_of, metric_alarm, transition_of
from collectors.records import Alarm, AlarmAction, AlarmMetric, AlarmTransition, FailureKind, Kind, Listed
from tests.answering import an_aws
from tests.collecting import collected, only
from tests.conftest import NOON
from tests.factories import an_identity

SAMPLES = json.loads((Path(__file__).parent.parent / "aws" / "alarms.json").read_text())
ACCOUNT = an_identity("", Kind.ACCOUNT)
DATA = {"oldState": {"stateValue": "OK"}, "newState": {"stateValue": "ALARM", "stateReason": "2 errors"}}
TOPIC = "arn:aws:sns:eu-west-1:111122223333:pager"
DIMENSIONS = (("FunctionName", "checkout-api"),)
ITEM = {
    "AlarmName": "a",
    "Timestamp": NOON - 30,
    "HistoryItemType": "StateUpdate",
    "HistorySummary": "Alarm updated from OK to ALARM",
    "HistoryData": json.dumps(DATA),
}


class CloudWatch:
    """Answers one alarm a page, and one transition; notes what it was asked."""

    def __init__(self):
        self.pages = [{"MetricAlarms": [alarm]} for alarm in SAMPLES["MetricAlarms"]]
        self.pages += [{"CompositeAlarms": [alarm]} for alarm in SAMPLES["CompositeAlarms"]]
        self.denied = ()
        self.asked = {}

    def __call__(self, action, body):
        self.asked[action] = body
        if action in self.denied:
            return 403, {"__type": "AccessDenied", "message": "no"}
        if action == "DescribeAlarmHistory":
            return 200, {"AlarmHistoryItems": [ITEM]}
        index = int(body.get("NextToken", 0))
        following = {"NextToken": str(index + 1)} if index + 1 < len(self.pages) else {}
        return 200, self.pages[index] | following


@pytest.fixture
def collect(monkeypatch):
    def run(cloudwatch, **ask):
        with an_aws(cloudwatch, monkeypatch) as aws:
            return collected(alarms, aws, **ask)

    return run


def by_name(records):
    return {alarm.identity.name: alarm for alarm in only(Alarm, records)}


def test_a_metric_alarm_is_read_whole(collect):
    _, records = collect(CloudWatch())
    alarm = by_name(records)["checkout/errors <b>"]
    assert (alarm.alarm_type, alarm.state, alarm.state_since) == ("MetricAlarm", "ALARM", 1_793_490_000)
    assert (alarm.namespace, alarm.metric, alarm.statistic, alarm.period) == ("AWS/Lambda", "Errors", "Sum", 60)
    assert (alarm.threshold, alarm.evaluation_periods, alarm.datapoints_to_alarm) == (5.0, 3, 2)
    assert (alarm.treat_missing_data, alarm.comparison) == ("notBreaching", "GreaterThanThreshold")
    assert alarm.actions == (AlarmAction("ALARM", "arn:aws:sns:eu-west-1:111122223333:pager"),)
    assert alarm.watches == (an_identity("checkout-api"),)
    assert alarm.updated_at == 1_793_000_000


def test_a_math_alarm_has_its_lines_and_watches_what_they_name(collect):
    _, records = collect(CloudWatch())
    alarm = by_name(records)["checkout-error-rate"]
    assert alarm.metric == ""
    assert alarm.metrics[0] == AlarmMetric("rate", expression="IF(i > 0, e * 100 / i, 0)")
    assert alarm.metrics[1] == AlarmMetric("e", "AWS/Lambda", "Errors", "Sum", 60, dimensions=DIMENSIONS)
    assert alarm.watches == (an_identity("checkout-api"), an_identity("capture", account="444455556666"))
    assert (alarm.evaluation_state, alarm.treat_missing_data) == ("PARTIAL_DATA", "missing")


def test_a_composite_alarm_watches_what_its_children_watch_even_in_a_circle(collect):
    _, records = collect(CloudWatch())
    watched = {an_identity("checkout-api"), an_identity("checkout-dlq", Kind.QUEUE)}
    down, inner = by_name(records)["checkout-is-down"], by_name(records)["inner"]
    assert (down.alarm_type, down.children, down.actions_enabled) == (
        "CompositeAlarm",
        ("checkout/errors <b>", "inner"),
        False,
    )
    assert set(down.watches) == set(inner.watches) == watched


def test_every_alarm_is_listed_also_those_that_watch_nothing_of_ours(collect):
    outcome, records = collect(CloudWatch())
    assert only(Listed, records)[0].names == set(by_name(records))
    assert by_name(records)["cpu"].watches == ()
    assert outcome.calls["cloudwatch:DescribeAlarms"] == 8


def test_both_types_of_alarm_are_asked_for(collect):
    cloudwatch = CloudWatch()
    collect(cloudwatch)
    assert cloudwatch.asked["DescribeAlarms"]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm"]
    assert cloudwatch.asked["DescribeAlarmHistory"]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm"]


@pytest.mark.parametrize(("since", "start"), [(None, NOON - FIRST_LOOK_S), (NOON - 60, NOON - 120)])
def test_the_history_is_asked_from_a_little_before_the_last_look(collect, since, start):
    cloudwatch = CloudWatch()
    _, records = collect(cloudwatch, since=since)
    assert cloudwatch.asked["DescribeAlarmHistory"]["StartDate"] == start
    assert only(AlarmTransition, records) == [
        AlarmTransition(an_identity("a", Kind.ALARM), NOON - 30, "OK", "ALARM", "2 errors")
    ]


def test_a_denied_history_keeps_the_alarms(collect):
    cloudwatch = CloudWatch()
    cloudwatch.denied = ("DescribeAlarmHistory",)
    outcome, records = collect(cloudwatch)
    assert len(by_name(records)) == 8
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.DENIED, "cloudwatch:DescribeAlarmHistory")]


def test_denied_alarms_tell_nothing_of_what_exists(collect):
    cloudwatch = CloudWatch()
    cloudwatch.denied = ("DescribeAlarms",)
    outcome, records = collect(cloudwatch)
    assert records == []
    assert not outcome.ok


@pytest.mark.parametrize("data", ["", "{", "null", '{"oldState": null}', "[]"])
def test_a_history_without_readable_data_still_has_its_summary(data):
    transition = transition_of(ITEM | {"HistoryData": data}, ACCOUNT)
    assert (transition.before, transition.after, transition.reason) == ("OK", "ALARM", "")


def test_an_item_that_does_not_say_from_what_to_what_is_left_out():
    assert transition_of({"AlarmName": "a", "Timestamp": NOON, "HistorySummary": "created"}, ACCOUNT) is None


def test_windows_of_the_wall_clock_warm_up_and_low_samples_are_read():
    answer = SAMPLES["MetricAlarms"][0] | {
        "EvaluationWindow": {"WallClockWindow": {}},
        "WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 10},
        "EvaluateLowSampleCountPercentile": "ignore",
    }
    alarm = metric_alarm(answer, ACCOUNT)
    assert (alarm.zone, alarm.warm_up_minutes, alarm.warm_up_whole, alarm.low_samples) == ("UTC", 10, False, "ignore")
    assert metric_alarm(SAMPLES["MetricAlarms"][0], ACCOUNT).zone == ""


@pytest.mark.parametrize(
    ("data", "arn"),
    [
        ({"actionState": "Failed", "notificationResource": TOPIC, "error": "topic is gone"}, TOPIC),
        ({}, TOPIC),
        ({"actionState": "Succeeded", "notificationResource": TOPIC}, None),
    ],
)
def test_an_action_that_failed_is_told_and_one_that_succeeded_is_not(data, arn):
    words = "Successfully executed" if data.get("actionState") == "Succeeded" else "Failed to execute"
    item = ITEM | {
        "HistoryItemType": "Action",
        "HistorySummary": f"{words} action {TOPIC}",
        "HistoryData": json.dumps(data),
    }
    found = action_failure_of(item, ACCOUNT)
    assert (found.arn if found else None) == arn
