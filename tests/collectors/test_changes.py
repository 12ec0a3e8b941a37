"""Who changed what, from CloudTrail's events."""

import json
from pathlib import Path

import pytest

from collectors import changes
from collectors.changes import FIRST_LOOK_S, OVERLAP_S
from collectors.records import Change, FailureKind, Kind
from collectors.trail import EVENTS, change_of
from tests.answering import an_aws
from tests.collecting import collected
from tests.conftest import NOON
from tests.factories import an_identity

SAMPLES = json.loads((Path(__file__).parent.parent / "aws" / "trail.json").read_text())
EVENTS_OF_AWS = [sample | {"CloudTrailEvent": json.dumps(sample["CloudTrailEvent"])} for sample in SAMPLES]
ACCOUNT = an_identity("", Kind.ACCOUNT)


class CloudTrail:
    """Answers one event a page by its name; notes what it was asked."""

    def __init__(self):
        self.status = 200
        self.asked = []

    def __call__(self, action, body):
        self.asked.append(body)
        if self.status != 200:
            return self.status, {"__type": "AccessDeniedException", "message": "no"}
        name = body["LookupAttributes"][0]["AttributeValue"]
        events = [event for event in EVENTS_OF_AWS if event["EventName"] == name]
        index = int(body.get("NextToken", 0))
        following = {"NextToken": str(index + 1)} if index + 1 < len(events) else {}
        return 200, {"Events": events[index : index + 1]} | following


@pytest.fixture
def collect(monkeypatch):
    def run(trail, **ask):
        with an_aws(trail, monkeypatch) as aws:
            return collected(changes, aws, **ask)

    return run


def change(index):
    return change_of(EVENTS_OF_AWS[index], ACCOUNT)


def test_a_deploy_names_the_role_and_who_took_it():
    assert change(0) == Change(
        an_identity("checkout-api"),
        1_793_530_000,
        "deploy",
        "UpdateFunctionCode",
        "",
        "",
        "11111111-0000-4000-8000-000000000001",
        "deployer/gh-run-77",
        "cloudtrail",
    )


def test_an_alias_tells_where_it_was_moved():
    moved = change(1)
    assert (moved.identity, moved.what, moved.who) == (an_identity("checkout-api"), "alias", "ana")
    assert moved.after == 'name=live functionVersion=12 routingConfig={"additionalVersionWeights":{"13":0.1}}'


def test_a_mapping_names_its_function_in_the_answer():
    assert (change(2).identity, change(2).what, change(2).who) == (an_identity("worker"), "mapping", "root")
    assert change(2).after == "enabled=false"


def test_a_configuration_tells_no_environment():
    assert (change(3).after, change(3).who) == ("memorySize=512", "bo")


def test_a_call_that_failed_changed_nothing():
    assert change(4) is None


def test_a_service_may_have_done_it():
    assert (change(5).identity.name, change(5).what, change(5).who) == (
        "old",
        "deleted",
        "cloudformation.amazonaws.com",
    )


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"EventName": "Invoke", "EventTime": NOON},
        {"EventName": "DeleteFunction20150331", "EventTime": NOON, "CloudTrailEvent": "{"},
        {"EventName": "DeleteFunction20150331", "CloudTrailEvent": '{"requestParameters": {"functionName": "a"}}'},
    ],
    ids=str,
)
def test_an_event_that_names_no_function_or_time_is_left_out(event):
    assert change_of(event, ACCOUNT) is None


def test_all_events_of_all_pages_are_collected(collect):
    outcome, records = collect(CloudTrail())
    assert outcome.ok
    assert {record.event_id[-1] for record in records} == {"1", "2", "3", "4", "6"}
    assert outcome.calls["cloudtrail:LookupEvents"] == len(EVENTS) + 1


@pytest.mark.parametrize(("since", "start"), [(None, NOON - FIRST_LOOK_S), (NOON - 300, NOON - 300 - OVERLAP_S)])
def test_events_are_looked_up_from_a_while_before_the_last_look(collect, since, start):
    trail = CloudTrail()
    collect(trail, since=since)
    assert {body["StartTime"] for body in trail.asked} == {start}


def test_a_denial_is_one_failure_and_ends_the_asking(collect):
    trail = CloudTrail()
    trail.status = 400
    outcome, records = collect(trail)
    assert records == []
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.DENIED, "cloudtrail:LookupEvents")]
    assert len(trail.asked) == 1
