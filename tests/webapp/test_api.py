"""The API as a whole: documented, valid, and what it documents is what it answers."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.conftest import NOON
from tests.fleets import a_company, save_looking, save_rows
from webapp.api.openapi import openapi_path


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert not list(OpenAPIV31SpecValidator(document).iter_errors())


def test_every_route_of_the_api_is_in_the_document(app, document):
    routes = {openapi_path(rule.rule) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert routes == set(document["paths"])


def test_every_field_that_is_answered_is_documented(client, store, document):
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON)
    schemas = document["components"]["schemas"]
    answer = client.get("/api/v1/functions").json
    assert set(answer) == set(schemas["Functions"]["properties"])
    assert set(answer["functions"][0]) == set(schemas["FunctionRow"]["properties"])
    assert set(answer["functions"][0]["reasons"][0]) == set(schemas["Reason"]["properties"])
    assert set(client.get("/api/v1/collection").json) == set(schemas["CollectionPage"]["properties"])


def test_an_answer_that_has_not_changed_is_not_sent_again(client, store):
    save_rows(store, *a_company(NOON))
    first = client.get("/api/v1/functions")
    assert client.get("/api/v1/functions", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_nothing_can_be_written_by_the_api(client):
    for method in (client.post, client.put, client.delete, client.patch):
        answer = method("/api/v1/functions")
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


def test_the_metrics_tell_states_runs_and_costs(client, store):
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON)
    text = client.get("/metrics").text
    assert 'oncall_functions{state="BAD"} 3.0' in text
    assert 'oncall_run_failures{collector="metrics",target="prod/eu-west-1"} 0.0' in text
    assert "oncall_collector_alive 1.0" in text
