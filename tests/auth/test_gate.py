"""Nobody passes unasked: what declares nothing is closed, strangers are led to the sign-in page."""

import pytest

from tests.fleets import a_config
from tests.personas import post
from webapp.app import create_app
from webapp.auth import gate
from webapp.auth.gate import needs
from webapp.auth.unknown import local_path
from webapp.config.model import Bind, SignIn, TrustedProxy
from webapp.person import Role

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def test_every_write_declares_a_role_or_the_application_does_not_start(app):
    app.add_url_rule("/opens", "opens", lambda: "", methods=["POST"])
    with pytest.raises(RuntimeError, match=r"/opens \(opens\) writes and has no @needs"):
        gate.refuse_open_writes(app)


def test_a_write_that_declares_nothing_is_for_nobody(app, admin):
    app.add_url_rule("/opens", "opens", lambda: "", methods=["POST"])
    assert post(admin, "/opens").status_code == 403


def test_only_the_short_list_is_public(app, stranger):
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "1"))
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            status = stranger.open(address, method=method).status_code
            assert (status == 401) != (rule.endpoint in gate.PUBLIC), f"{method} {address}: {status}"
    assert {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in gate.PUBLIC} <= {
        "/healthz",
        "/readyz",
        "/sign-in",
        "/sign-in/oidc",
        "/sign-in/oidc/back",
    }


def test_an_address_that_does_not_exist_tells_a_stranger_nothing(stranger):
    assert stranger.get("/nothing-here").status_code == 401
    assert stranger.post("/nothing-here").status_code == 401


def test_a_browser_is_led_to_the_sign_in_page_and_back(stranger):
    answer = stranger.get("/queues?state=BAD", headers=BROWSER)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/queues?state%3DBAD"


def test_a_page_that_refreshes_itself_after_the_session_is_led_there_too(stranger):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://localhost/queues?a=b"}
    answer = stranger.get("/queues", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/queues?a%3Db"


def test_a_machine_gets_a_problem_and_is_asked_for_a_token(stranger):
    answer = stranger.get("/api/v1/functions")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Authorization: Bearer" in answer.json["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:///evil.example/",
        "https://oncall.example/alarms",
        "/\t/evil.example",
        "/%0a\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "",
        "evil.example",
        "http://[broken",
    ],
)
def test_nobody_is_led_to_another_site(address):
    assert local_path(address) == "/"


def test_the_way_back_keeps_path_and_query_of_our_own_addresses():
    assert local_path("/queues?state=BAD&x=%2F") == "/queues?state=BAD&x=%2F"


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 200), (Role.OPERATOR, 403), (Role.ADMIN, 403)])
def test_a_role_covers_those_before_it(app, viewer, role, status):
    app.add_url_rule("/takes", "takes", needs(role)(lambda: "ok"), methods=["POST"])
    assert post(viewer, "/takes").status_code == status


def test_a_write_without_the_token_of_a_form_is_refused(app, admin):
    app.add_url_rule("/takes", "takes", needs(Role.VIEWER)(lambda: "ok"), methods=["POST"])
    assert admin.post("/takes").status_code == 400
    assert admin.post("/takes", headers={"X-CSRFToken": "wrong"}).status_code == 400


def test_a_write_that_another_site_asked_for_is_refused(app, admin):
    app.add_url_rule("/takes", "takes", needs(Role.VIEWER)(lambda: "ok"), methods=["POST"])
    assert post(admin, "/takes", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert post(admin, "/takes", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_the_token_of_one_browser_does_not_open_another(app, admin, operator):
    app.add_url_rule("/takes", "takes", needs(Role.VIEWER)(lambda: "ok"), methods=["POST"])
    from tests.personas import form_token

    assert admin.post("/takes", data={"csrf_token": form_token(operator)}).status_code == 400


def test_while_nobody_has_to_sign_in_a_visitor_of_this_machine_looks_and_changes_nothing(store, clock):
    app = create_app(a_config(), store, clock)
    app.add_url_rule("/takes", "takes", needs(Role.OPERATOR)(lambda: "ok"), methods=["POST"])
    client = app.test_client()
    assert client.get("/").status_code == 200
    refused = post(client, "/takes")
    assert refused.status_code == 403
    assert "oncall user add" in refused.text
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "10.0.0.5"}).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"bind": Bind(host="0.0.0.0", names=("localhost",))},
        {"bind": Bind(host="0.0.0.0", names=("localhost",)), "demo": True},
        {"sign_in": SignIn(trusted_proxy=TrustedProxy(("10.0.0.1",)))},
    ],
)
def test_nobody_is_let_in_unasked_where_others_can_reach_us_or_sign_in_elsewhere(store, clock, fields):
    assert create_app(a_config(**fields), store, clock).test_client().get("/").status_code == 401


def test_the_demo_makes_a_visitor_of_this_machine_its_operator_and_says_so(store, clock):
    app = create_app(a_config(demo=True), store, clock)
    app.add_url_rule("/takes", "takes", needs(Role.OPERATOR)(lambda: "ok"), methods=["POST"])
    assert "lets everybody on this machine operate" in app.test_client().get("/").text
    assert post(app.test_client(), "/takes").status_code == 200
    assert app.test_client().get("/", environ_overrides={"REMOTE_ADDR": "10.0.0.5"}).status_code == 401


def test_a_page_that_a_browser_kept_is_not_shown_to_the_next_person(app, store, viewer, admin):
    kept = viewer.get("/collection").headers["ETag"]
    assert viewer.get("/collection", headers={"If-None-Match": kept}).status_code == 304
    assert admin.get("/collection", headers={"If-None-Match": kept}).status_code == 200
