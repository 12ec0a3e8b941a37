"""A list that could not be read never looks like one that is empty."""

import pytest

from tests.conftest import NOON
from tests.factories import a_queue, an_alarm, an_identity
from tests.fleets import LAB, PROD, a_config, a_denial, an_outcome, save_looking
from tests.markup import text_of
from webapp.pages.sight import ALARMS, QUEUES, never_read, sight_of
from webapp.store import alarms, queues, runs

PAGES = (
    ("queues", "/queues", "No queues"),
    ("alarms", "/alarms", "No alarms"),
    ("events", "/timeline", "Nothing happened"),
)
READS = {"queues": "queues", "alarms": "alarms", "events": "alarms"}


def save(store, *outcomes):
    with store.write() as conn:
        for outcome in outcomes:
            runs.save_outcome(conn, outcome)


def seen(store, part=QUEUES):
    with store.read() as conn:
        return sight_of(conn, a_config(), part, NOON)


@pytest.mark.parametrize(("things", "path", "nothing"), PAGES)
def test_a_denied_list_names_the_action_and_does_not_look_empty(client, store, things, path, nothing):
    denied = a_denial(action="x:Describe", advice="Allow x:Describe.")
    save_looking(store, NOON, an_outcome(LAB, READS[things], NOON, records=0, failures=(denied,)))
    text = text_of(client.get(path).text)
    assert "x:Describe denied in lab/us-east-1. Allow x:Describe." in text
    assert f"The {things} could not be read" in text
    assert nothing not in text


@pytest.mark.parametrize(("things", "path", "nothing"), PAGES)
def test_the_first_minute_says_that_it_is_reading(client, store, things, path, nothing):
    save(store, an_outcome(PROD, "functions", NOON))
    text = text_of(client.get(path).text)
    assert f"Reading the {things}" in text
    assert nothing not in text


@pytest.mark.parametrize(("things", "path", "nothing"), PAGES)
def test_what_was_read_and_is_not_there_is_called_empty(client, store, things, path, nothing):
    save_looking(store, NOON)
    assert nothing in text_of(client.get(path).text)


@pytest.mark.parametrize(("things", "path", "nothing"), PAGES)
def test_without_a_collector_nothing_is_called_empty(client, things, path, nothing):
    text = text_of(client.get(path).text)
    assert "AWS was not looked at yet" in text
    assert f"The {things} were not read yet" in text
    assert nothing not in text


def test_calm_is_claimed_only_as_far_as_was_read(client, store):
    dlq = a_queue("orders-dlq", visible=0, read_at=NOON, sources=("arn:aws:sqs:eu-west-1:111122223333:orders",))
    with store.write() as conn:
        queues.save_queues(conn, [dlq])
        alarms.save_alarms(conn, [an_alarm("calm", state="OK")], NOON)
    save_looking(store, NOON)
    assert "No dead letters wait 1 dead-letter queue" in text_of(client.get("/queues").text)
    assert "No alarm fires Audit" in text_of(client.get("/alarms").text)
    failed = {"records": 0, "failures": (a_denial(),)}
    save(store, *(an_outcome(LAB, name, NOON, **failed) for name in ("queues", "alarms")))
    assert "No dead letters wait, as far as was read" in text_of(client.get("/queues").text)
    assert "No alarm fires, as far as was read" in text_of(client.get("/alarms").text)


def test_the_json_says_how_well_they_could_be_read(client, store):
    save_looking(store, NOON, an_outcome(LAB, "alarms", NOON, records=0, failures=(a_denial(),)))
    assert client.get("/api/v1/alarms").json["looking"]["unread"] == [LAB.name]
    assert client.get("/api/v1/queues").json["looking"]["unread"] == []
    assert client.get("/api/v1/timeline").json["looking"]["alive"] is True


def test_what_concerns_one_thing_alone_leaves_the_rest_read(store):
    one = a_denial(subjects=(an_identity().name,))
    save_looking(store, NOON, an_outcome(PROD, "queues", NOON, failures=(one,)))
    assert seen(store).unread == ()
    assert seen(store).narrow == (one.subject,)


def test_queues_that_no_function_could_name_are_unread_and_say_why(store):
    denied = a_denial()
    save_looking(store, NOON, an_outcome(PROD, "functions", NOON, records=0, failures=(denied,)))
    assert seen(store).unread == (PROD.name,)
    assert [problem.action for problem in seen(store).problems] == [denied.action]
    assert seen(store, ALARMS).problems == ()


def test_a_target_counts_as_never_read_until_a_run_brings_something(store):
    def unread():
        with store.read() as conn:
            return never_read(conn, a_config(), "functions")

    save(store, an_outcome(PROD, "functions", NOON, records=0, failures=(a_denial(),)))
    assert unread() == (PROD.name, LAB.name)
    save(
        store,
        an_outcome(PROD, "functions", NOON, failures=(a_denial(subjects=("x",)),)),
        an_outcome(LAB, "functions", NOON, records=0),
    )
    assert unread() == ()


@pytest.mark.parametrize(("things", "path", "nothing"), PAGES)
def test_a_collector_that_stopped_is_told_above_what_was_known(client, store, things, path, nothing):
    save_looking(store, NOON - 900)
    assert "Nobody is looking at AWS" in text_of(client.get(path).text), (things, nothing)
