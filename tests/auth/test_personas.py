"""Who may do what: every persona on every route and method of the application."""

import pytest
from werkzeug.routing import Rule

from tests.conftest import NOON
from tests.fleets import a_company, a_config, save_looking, save_rows
from tests.personas import ADMIN, OPERATOR, OPERATOR_ELSEWHERE, VIEWER, form_token, save_people, signed_in
from tests.stories import a_bad_deploy
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.person import Role
from webapp.store import Store

FOR_EVERYBODY = {"/healthz", "/readyz", "/sign-in", "/sign-in/oidc", "/sign-in/oidc/back"}
FOR_ADMINS = ("/access",)
READS_FOR_OPERATORS = ("/redrives/plans/",)
"""Plans hold what only an operator may ask AWS for."""
WRITES_FOR_VIEWERS = (
    "/sign-out",
    "/functions/<account>/<region>/<name>/on-screen",
    "/logs/queries/<int:key>/stop",
    "/logs/tails/<int:key>/stop",
    "/queues/<account>/<region>/<name>/causes",
    "/api/v1/queues/<account>/<region>/<name>/causes",
)
"""A viewer with a budget for log queries asks and stops their own; whose they are, and whether the budget lasts, the
view looks at. Whoever looks at a function may say so."""

PERSONAS = {
    "stranger": None,
    "viewer": VIEWER,
    "operator": OPERATOR,
    "operator elsewhere": OPERATOR_ELSEWHERE,
    "admin": ADMIN,
}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def needed(rule: Rule, method: str) -> Role | None:
    """Whom a route is for, by the rules of this table and not by what the application declares."""
    if rule.rule in FOR_EVERYBODY:
        return None
    if rule.rule.startswith(FOR_ADMINS):
        return Role.ADMIN
    if rule.rule.startswith(READS_FOR_OPERATORS):
        return Role.OPERATOR
    if method in WRITES and not rule.rule.startswith(WRITES_FOR_VIEWERS):
        return Role.OPERATOR
    return Role.VIEWER


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store.open(f"sqlite:///{tmp_path_factory.mktemp('personas')}/oncall.db")
    save_rows(opened, *a_company(NOON))
    a_bad_deploy(opened, NOON)
    save_looking(opened, NOON)
    save_people(opened, NOON, ADMIN)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(store):
    return create_app(a_config(), store, SetClock(NOON))


def routes(app):
    """Every (rule, method, address) of the application, with things that are there where an address names one."""
    there = {"account": "111122223333", "region": "eu-west-1", "name": "checkout-api"}
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **{key: there.get(key, "1") for key in rule.arguments})
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method, address


def asked(app, store, person, method, address):
    """What a persona is answered in a browser of its own, with a form's token where it is needed."""
    client = signed_in(app, store, NOON, person) if person else app.test_client()
    data = {"csrf_token": form_token(client)} if method in WRITES else None
    with client.open(address, method=method, data=data) as answer:
        return answer


@pytest.mark.parametrize("name", PERSONAS)
def test_each_persona_gets_what_its_role_covers_and_nothing_else(app, store, name):
    person = PERSONAS[name]
    for rule, method, address in routes(app):
        role = needed(rule, method)
        answer = asked(app, store, person, method, address)
        said = f"{name}: {method} {address} answered {answer.status_code}"
        if role is None:
            assert answer.status_code < 500, said
        elif person is None:
            assert answer.status_code == 401, said
        elif not person.role.covers(role):
            assert answer.status_code == 403, said
        else:
            assert answer.status_code not in (401, 403, 500), said


@pytest.mark.parametrize("name", ["viewer", "admin"])
def test_no_write_is_done_without_the_token_of_a_form(app, store, name):
    client = signed_in(app, store, NOON, PERSONAS[name])
    for rule, method, address in routes(app):
        if method in WRITES:
            status = client.open(address, method=method).status_code
            assert status in (400, 403), f"{method} {rule.rule} answered {status}"
