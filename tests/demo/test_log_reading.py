"""FilterLogEvents, GetLogEvents and DescribeLogStreams over the same events as Insights."""

import json

import pytest
from botocore.exceptions import ClientError

from demo.logs.filter_patterns import pattern
from demo.server.errors import AwsError
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

GROUP = "/aws/lambda/cart-api"
QUIET = "/aws/lambda/loyalty-points-api"
WINDOW = {"startTime": (NOON - 120) * 1000, "endTime": (NOON - 60) * 1000}


@pytest.fixture
def logs(aws):
    return aws.client("logs")


def test_pages_of_any_size_give_every_event_once_and_in_order(aws, logs):
    whole = logs.filter_log_events(logGroupName=GROUP, **WINDOW)["events"]
    paged = all_pages(logs, "filter_log_events", "events", logGroupName=GROUP, limit=101, **WINDOW)
    assert paged == whole
    assert [event["timestamp"] for event in whole] == sorted(event["timestamp"] for event in whole)
    assert len({event["eventId"] for event in whole}) > len(whole) * 0.99


def test_filtered_events_are_those_that_insights_counts(logs):
    found = all_pages(logs, "filter_log_events", "events", logGroupName=GROUP, filterPattern="REPORT", **WINDOW)
    query = logs.start_query(
        logGroupName=GROUP,
        startTime=NOON - 120,
        endTime=NOON - 61,
        queryString="filter @message like 'REPORT' | stats count(*) as n",
    )["queryId"]
    (row,) = [logs.get_query_results(queryId=query) for _ in range(3)][-1]["results"]
    assert row[0]["value"] == str(len(found))


def test_a_stream_is_listed_and_read_forwards_and_backwards(logs):
    stream = logs.describe_log_streams(logGroupName=QUIET, orderBy="LastEventTime", descending=True)["logStreams"][0]
    given = {"logGroupName": QUIET, "logStreamName": stream["logStreamName"]}
    last = logs.get_log_events(**given, limit=4)
    assert last["events"][-1]["timestamp"] == stream["lastEventTimestamp"]
    earlier = logs.get_log_events(**given, limit=4, nextToken=last["nextBackwardToken"])["events"]
    assert earlier[-1]["timestamp"] < last["events"][0]["timestamp"]
    first = logs.get_log_events(**given, limit=1, startFromHead=True, startTime=(NOON - 3600) * 1000)
    after = logs.get_log_events(**given, limit=1, nextToken=first["nextForwardToken"])["events"]
    assert after[0]["timestamp"] > first["events"][-1]["timestamp"]


def test_events_of_one_stream_can_be_filtered_alone(logs):
    stream = logs.filter_log_events(logGroupName=GROUP, **WINDOW)["events"][0]["logStreamName"]
    found = logs.filter_log_events(logGroupName=GROUP, logStreamNames=[stream], **WINDOW)["events"]
    assert {event["logStreamName"] for event in found} == {stream}


def test_a_group_that_is_not_there_and_a_bad_token_are_refused(logs):
    with pytest.raises(ClientError) as refused:
        logs.filter_log_events(logGroupName="/aws/lambda/nobody")
    assert code_of(refused) == "ResourceNotFoundException"
    with pytest.raises(ClientError) as refused:
        logs.filter_log_events(logGroupName=GROUP, nextToken="bogus")
    assert code_of(refused) == "InvalidParameterException"


RECORD = json.dumps({"level": "ERROR", "ms": 40, "user": {"name": "ann"}, "none": None, "tags": ["a"]})


@pytest.mark.parametrize(
    ("written", "message", "holds"),
    [
        ("", "anything", True),
        ("ERROR", "an ERROR here", True),
        ("ERROR timeout", "an ERROR here", False),
        ('"an ERROR"', "an ERROR here", True),
        ("?ERROR ?WARN", "a WARN here", True),
        ("?ERROR ?WARN", "an INFO here", False),
        ("ERROR -retry", "ERROR, will retry", False),
        ("%E[A-Z]+R%", "an ERROR here", True),
        ('{ $.level = "ERROR" }', RECORD, True),
        ('{ $.level = "INFO" }', RECORD, False),
        ('{ $.level != "INFO" && $.ms > 30 }', RECORD, True),
        ("{ $.ms < 30 || $.ms >= 40 }", RECORD, True),
        ('{ $.user.name = "a*" }', RECORD, True),
        ('{ $.tags[0] = "a" }', RECORD, True),
        ("{ $.none IS NULL }", RECORD, True),
        ("{ $.level NOT EXISTS }", RECORD, False),
        ("{ $.level EXISTS }", RECORD, True),
        ('{ ($.ms = 1 || $.ms = 40) && $.level = "ERROR" }', RECORD, True),
        ('{ $.level = "ERROR" }', "no json: ERROR", False),
    ],
)
def test_a_filter_pattern_matches_what_it_says(written, message, holds):
    assert pattern(written)(message) is holds


@pytest.mark.parametrize("written", ["{ $.a = }", "{ ($.a = 1 }", "{ }", "[a, b]", "%(%", "{ $.a = 1 ) }"])
def test_a_pattern_that_is_none_is_refused(written):
    with pytest.raises(AwsError, match="Invalid filter pattern"):
        pattern(written)
