"""Alarm mute rules as the embedded AWS keeps them."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from demo.cloudwatch.alarms.schedules import schedule_of
from tests.conftest import NOON

ALARM = "order-intake-dlq not empty"


def put(cloudwatch, expression="at(2026-11-01T12:00)", duration="PT1H", names=(ALARM,)):
    schedule = {"Expression": expression, "Duration": duration}
    targets = {"AlarmNames": list(names)}
    cloudwatch.put_alarm_mute_rule(Name="quiet", Rule={"Schedule": schedule}, MuteTargets=targets)


def status(cloudwatch):
    return cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName="quiet")["Status"]


@pytest.fixture
def cloudwatch(aws):
    return aws.client("cloudwatch")


def test_a_rule_is_active_for_its_time_and_then_expired(cloudwatch, embedded_aws):
    put(cloudwatch)
    assert status(cloudwatch) == "ACTIVE"
    listed = cloudwatch.list_alarm_mute_rules(AlarmName=ALARM, Statuses=["ACTIVE"])["AlarmMuteRuleSummaries"]
    assert [rule["AlarmMuteRuleArn"].rpartition(":")[2] for rule in listed] == ["quiet"]
    embedded_aws.clock(now=NOON + 3_600)
    assert status(cloudwatch) == "EXPIRED"


def test_a_muted_alarm_changes_its_state_and_tells_nobody(cloudwatch, embedded_aws):
    put(cloudwatch)
    cloudwatch.set_alarm_state(AlarmName=ALARM, StateValue="OK", StateReason="a test")
    embedded_aws.clock(now=NOON + 600)
    assert cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"][0]["StateValue"] == "ALARM"
    since = datetime.fromtimestamp(NOON + 30, UTC)
    items = cloudwatch.describe_alarm_history(AlarmName=ALARM, StartDate=since)["AlarmHistoryItems"]
    assert [item["HistoryItemType"] for item in items] == ["StateUpdate"]


def test_a_deleted_rule_mutes_no_more_and_deleting_it_again_succeeds(cloudwatch, embedded_aws):
    put(cloudwatch)
    embedded_aws.clock(now=NOON + 60)
    cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="quiet")
    cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="quiet")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        status(cloudwatch)


@pytest.mark.parametrize(
    "wrong",
    [{"expression": "now"}, {"duration": "PT0M"}, {"duration": "P16D"}, {"names": ("nobody",)},
     {"expression": "cron(61 * * * *)"}],
)  # fmt: skip
def test_what_cloudwatch_would_refuse_is_refused(cloudwatch, wrong):
    with pytest.raises(ClientError, match="ValidationError"):
        put(cloudwatch, **wrong)


@pytest.mark.parametrize(
    ("at", "on"), [("2026-11-02T02:30", True), ("2026-11-02T03:00", False), ("2026-11-01T02:30", False)]
)
def test_a_recurring_rule_mutes_on_its_days_alone(at, on):
    nightly = schedule_of("cron(0 2 * * MON-FRI)", "PT1H", "")
    assert nightly.is_on(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()) is on
