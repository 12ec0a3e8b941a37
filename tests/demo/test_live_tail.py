"""Live Tail: real boto3 reads the session's events off the wire, as they are ingested."""

from contextlib import closing

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from tests.conftest import NOON
from tests.embedded import ONCE

ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:{}"
CHECKOUT = ARN.format("/aws/lambda/checkout-api")
OF_OURS = ONCE.merge(Config(inject_host_prefix=False))


@pytest.fixture
def logs(aws):
    return aws.client("logs", config=OF_OURS)


def told(logs, updates=1, groups=(CHECKOUT,), **asked):
    """The first `updates` updates of a session, behind its start."""
    answer = logs.start_live_tail(logGroupIdentifiers=list(groups), **asked)
    found = []
    with closing(answer["responseStream"]) as stream:
        for event in stream:
            found.append(event)
            if len(found) > updates:
                break
    return found


def test_a_session_begins_by_saying_what_it_follows(logs):
    (start, update) = told(logs, logEventFilterPattern="ERROR")
    assert start["sessionStart"]["logGroupIdentifiers"] == [CHECKOUT]
    assert start["sessionStart"]["logEventFilterPattern"] == "ERROR"
    assert update["sessionUpdate"] == {"sessionMetadata": {"sampled": False}, "sessionResults": []}


def test_every_second_brings_what_was_ingested_since(logs, embedded_aws):
    embedded_aws.clock(speed=20)
    _, *updates = told(logs, updates=2)
    for update in updates:
        events = update["sessionUpdate"]["sessionResults"]
        assert events
        assert all(0 < each["ingestionTime"] - each["timestamp"] < 6000 for each in events)
        assert {each["logGroupIdentifier"] for each in events} == {"111122223333:/aws/lambda/checkout-api"}


def test_what_was_ingested_is_told_once_and_nothing_is_left_out(logs, embedded_aws):
    embedded_aws.clock(speed=20)
    _, *updates = told(logs, updates=2)
    events = [each for update in updates for each in update["sessionUpdate"]["sessionResults"]]
    ingested = [each["ingestionTime"] for each in events]
    embedded_aws.clock(now=max(ingested) / 1000 + 60)
    found = logs.filter_log_events(logGroupIdentifier=CHECKOUT, startTime=(NOON - 10) * 1000)["events"]
    first, last = min(ingested), max(ingested)
    expected = [each["ingestionTime"] for each in found if first <= each["ingestionTime"] <= last]
    assert sorted(ingested) == sorted(expected)


def test_a_pattern_leaves_the_rest_out(logs, embedded_aws):
    embedded_aws.clock(speed=60)
    _, update = told(logs, logEventFilterPattern='"platform.start"')
    messages = [each["message"] for each in update["sessionUpdate"]["sessionResults"]]
    assert messages
    assert all("platform.start" in message for message in messages)


def test_more_than_five_hundred_a_second_are_sampled(logs, embedded_aws):
    embedded_aws.clock(speed=1200)
    _, update = told(logs)
    assert update["sessionUpdate"]["sessionMetadata"] == {"sampled": True}
    assert 250 < len(update["sessionUpdate"]["sessionResults"]) <= 500


@pytest.mark.parametrize(("fault", "said"), [("broken", "SessionStreaming"), ("timeout", "SessionTimeout")])
def test_a_session_that_breaks_off_says_so(logs, embedded_aws, fault, said):
    embedded_aws.faults(f"{fault}:logs:StartLiveTail")
    with pytest.raises(EventStreamError, match=said):
        told(logs)


@pytest.mark.parametrize(("groups", "said"), [
    (["/aws/lambda/checkout-api"], "InvalidParameter"),
    ([CHECKOUT + ":*"], "InvalidParameter"),
    ([CHECKOUT] * 11, "Parameter"),
    ([ARN.format("never-was")], "ResourceNotFound"),
    ([ARN.format("/aws/lambda/hr-payroll-export")], "AccessDenied"),
])  # fmt: skip
def test_a_session_that_cannot_be_is_refused(logs, groups, said):
    with pytest.raises(ClientError, match=said):
        logs.start_live_tail(logGroupIdentifiers=groups)
