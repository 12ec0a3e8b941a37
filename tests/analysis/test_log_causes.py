"""Causes from the records that name a message, or the request that did; never a guess."""

import json

from webapp.analysis.log_causes import MOST_NAMED, by_request, naming, told_of

ONE, TWO = "1f0c8d7e-2b6a-4c3d-9e8f-aa1122334455", "2f0c8d7e-2b6a-4c3d-9e8f-aa1122334455"
REQUEST = "7fff3a52-6d1c-4b8e-9a77-51d0e8c2b4f1"


def a_record(level, message, **more):
    return json.dumps({"level": level, "message": message, "request_id": REQUEST} | more)


def test_an_error_that_names_the_message_is_its_cause():
    said = a_record("error", "no address", message_id=ONE, error={"type": "AddressMissing", "message": "no address"})
    assert told_of([ONE, TWO], [said]).causes == {ONE: "AddressMissing: no address"}


def test_the_newest_error_counts():
    said = [a_record("error", f"{ONE}: second try"), a_record("error", f"{ONE}: first try")]
    assert told_of([ONE], said).causes == {ONE: f"{ONE}: second try"}


def test_a_record_that_only_names_it_leads_to_its_request():
    told = told_of([ONE], [a_record("info", f"message {ONE} received")])
    assert (told.causes, told.requests) == ({}, {REQUEST: frozenset({ONE})})
    raised = json.dumps(
        {"timestamp": "", "level": "ERROR", "requestId": REQUEST, "errorType": "KeyError", "message": "'vat'"}
    )
    assert by_request(told.requests, [raised]) == {ONE: "KeyError: 'vat'"}


def test_a_request_whose_message_is_known_is_not_asked_about():
    said = [a_record("error", f"{ONE} is wrong"), a_record("info", f"message {ONE} received")]
    assert told_of([ONE], said).requests == {}


def test_a_report_tells_what_ended_the_request():
    line = (
        f"REPORT RequestId: {REQUEST}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 40 MB\tStatus: error\tError Type: Sandbox.Timedout"
    )
    assert by_request({REQUEST: frozenset({ONE})}, [line]) == {ONE: "Sandbox.Timedout"}


def test_what_nobody_names_stays_unknown():
    assert told_of([ONE], ["[ERROR] KeyError: 'vat'", "", "{"]).causes == {}


def test_only_ids_reach_the_query():
    text = naming([ONE, "x/ | delete", TWO])
    assert f"/{ONE}|{TWO}/" in text
    assert "delete" not in text
    assert len(naming([f"{at:08x}-2b6a-4c3d-9e8f-aa1122334455" for at in range(200)])) < 10_000
    assert MOST_NAMED == 100
