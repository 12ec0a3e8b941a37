"""Schemathesis against the whole OpenAPI document, in this process: no 5xx, no undocumented status or shape."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from tests.conftest import NOON
from tests.fleets import a_company, a_config, save_looking, save_rows
from tests.personas import ADMIN, OPERATOR, save_people
from tests.stories import a_bad_deploy
from webapp.app import create_app
from webapp.auth.secret_texts import hash_of
from webapp.clock import SetClock
from webapp.config.model import SignIn
from webapp.person import Role
from webapp.store import Store, journal
from webapp.store.api_tokens import ApiToken, add_token

TOKEN = "a token of this test"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"}
PATIENT = settings(max_examples=50, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store.open(f"sqlite:///{tmp_path_factory.mktemp('contract')}/oncall.db")
    save_people(opened, NOON, ADMIN)
    save_rows(opened, *a_company(NOON))
    a_bad_deploy(opened, NOON)
    save_looking(opened, NOON)
    with opened.write() as conn:
        add_token(conn, ApiToken(0, "test", Role.ADMIN, "ada", NOON, NOON + 60), hash_of(TOKEN))
        journal.note(conn, OPERATOR, "redrive", {"messages": 3}, NOON)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def document(store):
    app = create_app(a_config(sign_in=SignIn(api_requests_a_minute=100_000)), store, SetClock(NOON))
    return schemathesis.openapi.from_wsgi("/openapi.json", app, headers=HEADERS)


CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


def test_whatever_is_asked_the_answer_is_documented(document):
    operations = [found.ok() for found in document.get_all_operations()]
    for operation in operations:
        hold(operation)
    assert len(operations) >= 8


@pytest.mark.parametrize("name", ["checkout-api", "orders.fifo", "checkout errors"])
def test_things_that_are_there_are_answered_as_documented(document, name):
    """Writes ask AWS, which is not there: the tests of the actions hold them."""
    here = {"account": "111122223333", "region": "eu-west-1", "name": name}
    statuses = set()
    for operation in (found.ok() for found in document.get_all_operations()):
        if operation.method.upper() != "GET":
            continue
        names = {parameter.name for parameter in operation.path_parameters}
        case = operation.Case(path_parameters={key: here.get(key, "1") for key in names}, query=here)
        answer = case.call(headers=HEADERS)
        case.validate_response(answer, checks=CHECKS)
        statuses.add((operation.path, answer.status_code))
    assert [path for path, status in statuses if (status == 200 and "{name}" in path) or path.endswith("/alarm")]


def hold(operation):
    """Ask one operation for everything that its document allows."""

    @PATIENT
    @given(case=operation.as_strategy())
    def answered_as_documented(case):
        answer = case.call(headers=HEADERS)
        case.validate_response(answer, checks=CHECKS)

    answered_as_documented()


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_an_address_that_does_not_exist(document, number):
    for operation in (found.ok() for found in document.get_all_operations()):
        names = {parameter.name for parameter in operation.path_parameters}
        case = operation.Case(path_parameters=dict.fromkeys(names, number))
        answer = case.call(headers=HEADERS)
        assert answer.status_code < 500, operation.path
