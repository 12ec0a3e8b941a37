"""CloudWatch alarms as boto3 meets them: put, found, fired at the right minute, told in the history."""

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from botocore.exceptions import ClientError

from demo.world.fleet import FLEET
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

SHOP, EU = "111122223333", "eu-west-1"
BOTH = ["MetricAlarm", "CompositeAlarm"]
MINUTE, HOUR = 60, 3600


@pytest.fixture
def cloudwatch(aws):
    return aws.client("cloudwatch")


def an_alarm(name="made", **changes):
    return {
        "AlarmName": name,
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "checkout-api"}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
    } | changes


def the(cloudwatch, name):
    answer = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=BOTH)
    return (answer["MetricAlarms"] + answer["CompositeAlarms"])[0]


def transitions(cloudwatch, **asked):
    asked = {"HistoryItemType": "StateUpdate", "ScanBy": "TimestampAscending", "AlarmTypes": BOTH} | asked
    return all_pages(cloudwatch, "describe_alarm_history", "AlarmHistoryItems", **asked)


def test_metric_alarms_come_alone_unless_both_types_are_asked_for(cloudwatch):
    wanted = [a for a in FLEET.alarms if (a.account, a.region) == (SHOP, EU)]
    answer = cloudwatch.describe_alarms()
    assert (len(answer["MetricAlarms"]), answer["CompositeAlarms"]) == (len([a for a in wanted if not a.rule]), [])
    both = cloudwatch.describe_alarms(AlarmTypes=BOTH)
    assert {a["AlarmName"] for a in both["MetricAlarms"] + both["CompositeAlarms"]} == {a.name for a in wanted}


def test_alarms_come_page_by_page(aws, cloudwatch):
    pages = list(
        cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=BOTH, PaginationConfig={"PageSize": 4})
    )
    counts = [len(p["MetricAlarms"]) + len(p["CompositeAlarms"]) for p in pages]
    assert counts[:-1] == [4] * (len(counts) - 1)
    assert sum(counts) == len([a for a in FLEET.alarms if (a.account, a.region) == (SHOP, EU)])


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"AlarmNamePrefix": "checkout-api"}, {"checkout-api error rate", "checkout-api p99 duration"}),
        ({"AlarmNames": ["price-sync runs", "nobody"]}, {"price-sync runs"}),
        ({"ChildrenOfAlarmName": "shop is unwell"}, {"checkout-api error rate", "stock-level-api p90 duration"}),
        ({"ParentsOfAlarmName": "checkout-api error rate", "AlarmTypes": BOTH}, {"shop is unwell"}),
    ],
)
def test_alarms_are_found_by(cloudwatch, asked, names):
    answer = cloudwatch.describe_alarms(**asked)
    assert {a["AlarmName"] for a in answer["MetricAlarms"] + answer["CompositeAlarms"]} == names


def test_alarms_are_found_by_state(cloudwatch):
    found = cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]
    assert {a["StateValue"] for a in found} == {"ALARM"}
    assert "checkout-api error rate" in {a["AlarmName"] for a in found}


def test_alarms_are_found_by_metric_but_not_those_of_metric_math(cloudwatch):
    asked = {"Namespace": "AWS/Lambda", "Dimensions": [{"Name": "FunctionName", "Value": "checkout-api"}]}
    found = cloudwatch.describe_alarms_for_metric(MetricName="Duration", ExtendedStatistic="p99", **asked)
    assert [a["AlarmName"] for a in found["MetricAlarms"]] == ["checkout-api p99 duration"]
    assert cloudwatch.describe_alarms_for_metric(MetricName="Errors", **asked)["MetricAlarms"] == []


def test_the_incidents_alarms_fired_when_they_began(cloudwatch):
    checkout = the(cloudwatch, "checkout-api error rate")
    (deploy,) = [d for d in FLEET.function(SHOP, EU, "checkout-api").deploys if -HOUR < d.at <= 0]
    assert checkout["StateValue"] == "ALARM"
    assert 0 < checkout["StateTransitionedTimestamp"].timestamp() - NOON - deploy.at < 10 * MINUTE
    assert checkout["StateReason"].startswith("Threshold Crossed: 2 out of the last 3 datapoints [")


def test_an_alarm_had_not_fired_before_its_incident(aws, cloudwatch):
    aws.clock(now=NOON - 3 * HOUR)
    assert the(cloudwatch, "checkout-api error rate")["StateValue"] == "OK"
    aws.clock(now=NOON)
    assert the(cloudwatch, "checkout-api error rate")["StateValue"] == "ALARM"


def test_a_composite_alarm_follows_its_children(cloudwatch):
    composite, child = the(cloudwatch, "shop is unwell"), the(cloudwatch, "stock-level-api p90 duration")
    assert composite["StateValue"] == child["StateValue"] == "ALARM"
    assert composite["StateUpdatedTimestamp"] == child["StateUpdatedTimestamp"]


def test_the_history_is_a_chain_of_states_and_comes_page_by_page(aws, cloudwatch):
    aws.faults("pages:2:cloudwatch:DescribeAlarmHistory")
    items = transitions(cloudwatch, AlarmName="stock-level-api p90 duration")
    states = [(json.loads(i["HistoryData"])["oldState"], json.loads(i["HistoryData"])["newState"]) for i in items]
    assert len(items) >= 2
    assert all(a[1]["stateValue"] == b[0]["stateValue"] for a, b in pairwise(states))
    assert items[-1]["HistorySummary"] == "Alarm updated from OK to ALARM"
    since = datetime.fromtimestamp(NOON - 2 * HOUR, UTC)
    assert transitions(cloudwatch, AlarmName="stock-level-api p90 duration", StartDate=since) == items[-1:]


def test_the_history_has_the_newest_first_and_metric_alarms_only_unless_asked_otherwise(cloudwatch):
    items = cloudwatch.describe_alarm_history(HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    times = [item["Timestamp"] for item in items]
    assert times == sorted(times, reverse=True)
    assert {item["AlarmType"] for item in items} == {"MetricAlarm"}


def test_a_new_alarm_knows_nothing_until_its_first_evaluation(aws, cloudwatch):
    cloudwatch.put_metric_alarm(**an_alarm())
    fresh = the(cloudwatch, "made")
    assert (fresh["StateValue"], fresh["StateReason"]) == ("INSUFFICIENT_DATA", "Unchecked: Initial alarm creation")
    assert fresh["ActionsEnabled"] is True
    aws.clock(now=NOON + MINUTE)
    assert the(cloudwatch, "made")["StateValue"] == "ALARM"
    assert [i["HistorySummary"] for i in transitions(cloudwatch, AlarmName="made")] == [
        "Alarm updated from INSUFFICIENT_DATA to ALARM"
    ]


def test_a_longer_period_slides_by_the_minute(aws, cloudwatch):
    """Five-minute windows end at each minute: the alarm fires between two clock-aligned blocks."""
    incident = the(cloudwatch, "partner-feed-api throttles")["StateTransitionedTimestamp"].timestamp()
    aws.clock(now=incident - 10 * MINUTE)
    named = [{"Name": "FunctionName", "Value": "partner-feed-api"}]
    cloudwatch.put_metric_alarm(
        **an_alarm("sliding", MetricName="Throttles", Dimensions=named, Period=300, EvaluationPeriods=1)
    )
    aws.clock(now=incident)
    fired = the(cloudwatch, "sliding")["StateTransitionedTimestamp"].timestamp()
    assert fired % 300 != 0
    assert fired < incident


def test_a_replaced_alarm_keeps_state_history_and_tags(aws, cloudwatch):
    cloudwatch.put_metric_alarm(**an_alarm(Tags=[{"Key": "team", "Value": "a"}]))
    aws.clock(now=NOON + MINUTE)
    assert the(cloudwatch, "made")["StateValue"] == "ALARM"
    cloudwatch.put_metric_alarm(**an_alarm(Threshold=10_000_000.0, Tags=[{"Key": "team", "Value": "b"}]))
    assert the(cloudwatch, "made")["StateValue"] == "ALARM"
    tags = cloudwatch.list_tags_for_resource(ResourceARN=the(cloudwatch, "made")["AlarmArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "a"}]
    aws.clock(now=NOON + 2 * MINUTE)
    assert the(cloudwatch, "made")["StateValue"] == "OK"
    assert len(transitions(cloudwatch, AlarmName="made")) == 2


def test_a_state_that_was_set_lasts_until_the_next_evaluation(aws, cloudwatch):
    cloudwatch.set_alarm_state(AlarmName="email-sender errors", StateValue="ALARM", StateReason="a drill")
    assert the(cloudwatch, "email-sender errors")["StateReason"] == "a drill"
    aws.clock(now=NOON + MINUTE)
    assert the(cloudwatch, "email-sender errors")["StateValue"] == "OK"


def test_actions_are_switched_and_tags_changed_and_the_alarm_deleted(cloudwatch):
    cloudwatch.put_metric_alarm(**an_alarm())
    arn = the(cloudwatch, "made")["AlarmArn"]
    cloudwatch.disable_alarm_actions(AlarmNames=["made"])
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "a"}])
    assert the(cloudwatch, "made")["ActionsEnabled"] is False
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["team"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
    cloudwatch.delete_alarms(AlarmNames=["made"])
    assert cloudwatch.describe_alarms(AlarmNames=["made"])["MetricAlarms"] == []


def test_an_alarm_that_a_composite_one_needs_cannot_be_deleted(cloudwatch):
    with pytest.raises(ClientError, match="shop is unwell") as refused:
        cloudwatch.delete_alarms(AlarmNames=["checkout-api error rate"])
    assert code_of(refused) == "ValidationError"


def test_a_composite_alarm_is_put_over_alarms_that_exist(cloudwatch):
    cloudwatch.put_composite_alarm(
        AlarmName="both", AlarmRule='ALARM("checkout-api error rate") AND OK("price-sync runs")'
    )
    assert the(cloudwatch, "both")["StateValue"] == "OK"
    with pytest.raises(ClientError) as refused:
        cloudwatch.put_composite_alarm(AlarmName="none", AlarmRule="ALARM(nobody)")
    assert code_of(refused) == "ValidationError"


@pytest.mark.parametrize(
    "changes",
    [
        {"EvaluationPeriods": 1441},
        {"DatapointsToAlarm": 4},
        {"Period": 45},
        {"TreatMissingData": "maybe"},
        {"AlarmActions": [f"arn:aws:sns:{EU}:{SHOP}:t{n}" for n in range(6)]},
        {"ExtendedStatistic": "p99"},
        {"Period": 3600, "EvaluationPeriods": 169},
    ],
)
def test_an_alarm_that_aws_would_not_take_is_refused(cloudwatch, changes):
    with pytest.raises(ClientError) as refused:
        cloudwatch.put_metric_alarm(**an_alarm(**changes))
    assert code_of(refused) == "ValidationError"


def test_a_week_is_allowed_for_hourly_periods(cloudwatch):
    cloudwatch.put_metric_alarm(**an_alarm(Period=3600, EvaluationPeriods=168))
    assert the(cloudwatch, "made")["EvaluationPeriods"] == 168


def a_band(width=2, comparison="GreaterThanUpperThreshold", **changes):
    named = [{"Name": "FunctionName", "Value": "checkout-api"}]
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": named}
    return {
        "AlarmName": "unusual errors",
        "ComparisonOperator": comparison,
        "ThresholdMetricId": "band",
        "EvaluationPeriods": 3,
        "Metrics": [
            {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}},
            {"Id": "band", "Expression": f"ANOMALY_DETECTION_BAND(m1, {width})"},
        ],
    } | changes


def test_an_alarm_on_an_anomaly_band_fires_on_the_incident_and_says_whose_model_it_was(aws, cloudwatch):
    cloudwatch.put_metric_alarm(**a_band())
    aws.clock(now=NOON + MINUTE)
    fired = the(cloudwatch, "unusual errors")
    assert (fired["StateValue"], fired["ThresholdMetricId"], fired.get("Threshold")) == ("ALARM", "band", None)
    assert "the embedded AWS's own model" in fired["StateReason"]


@pytest.mark.parametrize(
    "wrong",
    [{"ThresholdMetricId": "m1"}, {"ThresholdMetricId": "nothing"}, {"Threshold": 5.0},
     {"ComparisonOperator": "GreaterThanThreshold"}],
)  # fmt: skip
def test_what_is_no_anomaly_band_is_refused(cloudwatch, wrong):
    with pytest.raises(ClientError) as refused:
        cloudwatch.put_metric_alarm(**a_band(**wrong))
    assert code_of(refused) == "ValidationError"


def test_get_metric_data_tells_the_two_edges_of_a_band(cloudwatch):
    queries = [line | {"ReturnData": line["Id"] == "band"} for line in a_band()["Metrics"]]
    answer = cloudwatch.get_metric_data(StartTime=NOON - HOUR, EndTime=NOON, MetricDataQueries=queries)
    upper, lower = answer["MetricDataResults"]
    assert (upper["Id"], lower["Id"], len(upper["Values"])) == ("band", "band", 60)
    assert all(high >= low for high, low in zip(upper["Values"], lower["Values"], strict=True))


def test_late_data_reaches_the_alarms_from_when_it_is_late(aws, cloudwatch):
    """The newest minutes are too low then, so that an alarm on too few invocations fires though all is well."""
    named = [{"Name": "FunctionName", "Value": "cart-api"}]
    few = {"MetricName": "Invocations", "Dimensions": named, "ComparisonOperator": "LessThanThreshold"}
    aws.clock(now=NOON + 10 * MINUTE)
    whole = {"StartTime": NOON, "EndTime": NOON + 10 * MINUTE, "Period": 60, "Statistics": ["Sum"]}
    told = cloudwatch.get_metric_statistics(Namespace="AWS/Lambda", MetricName="Invocations", Dimensions=named, **whole)
    aws.clock(now=NOON)
    usual = min(point["Sum"] for point in told["Datapoints"])
    cloudwatch.put_metric_alarm(**an_alarm("too few", **few, EvaluationPeriods=1, Threshold=0.9 * usual))
    aws.clock(now=NOON + 5 * MINUTE)
    assert the(cloudwatch, "too few")["StateValue"] == "OK"
    aws.faults("late:600")
    aws.clock(now=NOON + 10 * MINUTE)
    assert the(cloudwatch, "too few")["StateValue"] == "ALARM"
    first, second = (item["Timestamp"].timestamp() for item in transitions(cloudwatch, AlarmName="too few"))
    assert first <= NOON + 5 * MINUTE < second
