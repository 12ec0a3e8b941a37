"""CloudTrail, tags, log groups and topics of the embedded AWS."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from demo.world.fleet import FLEET
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

SHOP, EU = "111122223333", "eu-west-1"


def at(seconds):
    return datetime.fromtimestamp(NOON + seconds, UTC)


@pytest.fixture
def trail(aws):
    return aws.client("cloudtrail")


def test_cloudtrail_tells_who_deployed_newest_first_and_over_pages(aws, trail):
    aws.faults("pages:3:cloudtrail:LookupEvents")
    events = all_pages(trail, "lookup_events", "Events")
    times = [event["EventTime"] for event in events]
    assert times == sorted(times, reverse=True)
    assert len(events) > 3
    deploy = next(e for e in events if e["EventName"] == "UpdateFunctionCode20150331v2")
    record = json.loads(deploy["CloudTrailEvent"])
    assert record["userIdentity"]["userName"] == deploy["Username"]
    assert record["requestParameters"]["functionName"] == deploy["Resources"][0]["ResourceName"]


def test_cloudtrail_looks_up_by_name_and_time(trail):
    asked = [{"AttributeKey": "EventName", "AttributeValue": "PutFunctionConcurrency20171031"}]
    assert len(trail.lookup_events(LookupAttributes=asked)["Events"]) == 1
    assert trail.lookup_events(LookupAttributes=asked, EndTime=at(-3600))["Events"] == []


def test_an_event_that_is_still_to_come_is_not_told(aws, trail):
    aws.clock(now=NOON - 3600)
    assert all(event["EventTime"] <= at(-3600) for event in all_pages(trail, "lookup_events", "Events"))


def test_cloudtrail_refuses_a_time_range_that_ends_before_it_starts(trail):
    with pytest.raises(ClientError) as refused:
        trail.lookup_events(StartTime=at(0), EndTime=at(-60))
    assert code_of(refused) == "InvalidTimeRangeException"


def test_the_tags_of_all_functions_come_in_one_listing(aws):
    client = aws.client("resourcegroupstaggingapi")
    found = all_pages(client, "get_resources", "ResourceTagMappingList", ResourceTypeFilters=["lambda:function"])
    specs = FLEET.functions_in(SHOP, EU)
    assert {m["ResourceARN"] for m in found} == {s.arn for s in specs}
    team = [{"Key": "team", "Values": [specs[0].team]}]
    some = all_pages(client, "get_resources", "ResourceTagMappingList", ResourceTypeFilters=["lambda"], TagFilters=team)
    assert {m["ResourceARN"] for m in some} == {s.arn for s in specs if s.team == specs[0].team}


def test_log_groups_tell_what_they_hold(aws):
    logs = aws.client("logs")
    aws.faults("pages:5:logs:DescribeLogGroups")
    groups = {g["logGroupName"]: g for g in all_pages(logs, "describe_log_groups", "logGroups")}
    busy = [s for s in FLEET.functions_in(SHOP, EU) if not s.traffic.idle]
    assert set(groups) == {s.group for s in busy}
    assert all(group["storedBytes"] > 0 for group in groups.values())
    assert groups["/aws/lambda/checkout-api"]["logGroupArn"].endswith(":log-group:/aws/lambda/checkout-api")


def test_topics_are_there_with_somebody_who_reads_them(aws):
    sns = aws.client("sns")
    topic = next(t for t in FLEET.topics if (t.account, t.region) == (SHOP, EU))
    assert topic.arn in [t["TopicArn"] for t in sns.list_topics()["Topics"]]
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=topic.arn)["Subscriptions"]
    assert subscription["Endpoint"] == f"{topic.name}@meadow.example"


def test_every_kind_of_resource_has_its_tags(aws):
    sqs, client = aws.client("sqs"), aws.client("resourcegroupstaggingapi")
    sqs.tag_queue(QueueUrl=sqs.get_queue_url(QueueName="order-intake")["QueueUrl"], Tags={"team": "orders"})
    orders = [{"Key": "team", "Values": ["orders"]}]
    found = all_pages(client, "get_resources", "ResourceTagMappingList", TagFilters=orders)
    assert {m["ResourceARN"].split(":")[2] for m in found} == {"lambda", "sqs", "cloudwatch"}
