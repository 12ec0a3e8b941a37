"""Signing in at an identity provider: a real one, in a process of its own, asked over HTTP."""

import json
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.embedded import ROOT
from tests.fleets import a_config
from tests.oidc_provider import CLIENT, SECRET
from tests.personas import post
from webapp.app import create_app
from webapp.config.model import Oidc, Rights, SignIn
from webapp.store import journal, sessions

ROLES = (
    Rights("sre", "admin"),
    Rights("payments", "operator", functions=("payments-*",)),
    Rights("staff", "viewer"),
)
OMAR = {"email": "omar@example.com", "email_verified": True, "groups": ["payments", "staff"]}


@pytest.fixture(scope="module")
def issuer():
    command = [sys.executable, "-m", "tests.oidc_provider"]
    given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, **given) as process:
        yield json.loads(process.stdout.readline())["issuer"]


@pytest.fixture
def sign_in(issuer):
    oidc = Oidc(issuer, CLIENT, SECRET)
    return SignIn(url="http://localhost", oidc=oidc, roles=ROLES)


@pytest.fixture
def browser(store, clock, sign_in):
    return create_app(a_config(sign_in=sign_in), store, clock).test_client()


def through_the_provider(browser, issuer, claims=OMAR, back_to="/queues", **told):
    """What a browser does: there, back with a code, and where it is led then."""
    requests.post(f"{issuer}/_next", json={"claims": claims} | told, timeout=60)
    return browser.get(way_back(browser, back_to))


def way_back(browser, back_to="/queues"):
    there = browser.get(f"/sign-in/oidc?next={back_to}").headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=60).headers["Location"]
    return back.removeprefix("http://localhost")


def test_a_person_with_a_group_is_let_in_with_its_role_and_limits(browser, issuer, store):
    answer = through_the_provider(browser, issuer)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/queues")
    assert browser.get("/queues").status_code == 200
    assert browser.get("/access").status_code == 403
    with store.read() as conn:
        (session,) = sessions.all_sessions(conn)
        (entry,) = [journal.entry_in(row) for row in journal.rows_in_order(conn)]
    assert (session.person, session.role, session.reach.functions) == ("omar@example.com", "operator", ("payments-*",))
    assert (entry.person, entry.how, entry.action, entry.result) == ("omar@example.com", "oidc", "sign in", "done")


def test_the_request_uses_pkce_state_and_nonce(browser, issuer):
    asked = parse_qs(urlsplit(browser.get("/sign-in/oidc").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/sign-in/oidc/back"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["state"][0] != asked["nonce"][0]


@pytest.mark.parametrize("wrong", ["signature", "nonce", "audience", "issuer", "expired", "none"])
def test_an_identity_that_cannot_be_trusted_opens_nothing(browser, issuer, store, wrong):
    answer = through_the_provider(browser, issuer, wrong=wrong)
    assert answer.status_code == 403
    assert "cannot be trusted" in answer.text
    assert browser.get("/queues").status_code == 401
    with store.read() as conn:
        assert sessions.all_sessions(conn) == []


def test_a_code_opens_nothing_twice_nor_in_another_browser(browser, issuer, store, clock, sign_in):
    requests.post(f"{issuer}/_next", json={"claims": OMAR}, timeout=60)
    back = way_back(browser)
    other = create_app(a_config(sign_in=sign_in), store, clock).test_client()
    assert other.get(back).status_code == 403
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_a_code_without_the_verifier_of_this_browser_opens_nothing(browser, issuer):
    requests.post(f"{issuer}/_next", json={"claims": OMAR}, timeout=60)
    stolen = parse_qs(urlsplit(way_back(browser)).query)["code"][0]
    state = parse_qs(urlsplit(browser.get("/sign-in/oidc").headers["Location"]).query)["state"][0]
    assert browser.get(f"/sign-in/oidc/back?code={stolen}&state={state}").status_code == 403


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (OMAR | {"groups": ["sales"]}, "You have no role here"),
        (OMAR | {"groups": None}, "You have no role here"),
        ({"groups": ["sre"]}, "there is no claim email"),
        (OMAR | {"email": 7}, "there is no claim email"),
        (OMAR | {"email_verified": False}, "has not verified"),
    ],
)
def test_somebody_without_role_or_name_is_told_why_not(browser, issuer, claims, said):
    answer = through_the_provider(browser, issuer, claims)
    assert answer.status_code == 403
    assert said in answer.text


def test_the_first_group_of_the_file_counts(browser, issuer):
    assert through_the_provider(browser, issuer, OMAR | {"groups": ["staff", "sre"]}).status_code == 303
    assert browser.get("/access").status_code == 200


def test_one_group_may_come_as_a_text(browser, issuer):
    assert through_the_provider(browser, issuer, OMAR | {"groups": "staff"}).status_code == 303


def test_a_refusal_of_the_provider_is_shown_as_text(browser, issuer):
    answer = through_the_provider(browser, issuer, denied="<script>alert(1)</script>")
    assert answer.status_code == 403
    assert "The identity provider says: &lt;script&gt;" in answer.text


def test_signing_out_ends_the_session(browser, issuer):
    through_the_provider(browser, issuer)
    assert post(browser, "/sign-out").status_code == 303
    assert browser.get("/queues").status_code == 401


def test_nobody_is_led_to_another_site_afterwards(browser, issuer):
    assert through_the_provider(browser, issuer, back_to="//evil.example").headers["Location"] == "/"


def test_a_provider_that_is_away_lets_the_sign_in_page_stand(store, clock, sign_in):
    gone = replace(sign_in, oidc=replace(sign_in.oidc, issuer="http://127.0.0.1:9"))
    answer = create_app(a_config(sign_in=gone), store, clock).test_client().get("/sign-in/oidc")
    assert answer.status_code == 403
    assert "cannot be reached" in answer.text


def test_a_provider_that_calls_itself_otherwise_is_not_believed(store, clock, sign_in, issuer):
    other = replace(sign_in, oidc=replace(sign_in.oidc, issuer=issuer.replace("127.0.0.1", "localhost")))
    assert create_app(a_config(sign_in=other), store, clock).test_client().get("/sign-in/oidc").status_code == 403


def test_without_a_provider_that_way_is_closed(store, clock):
    answer = create_app(a_config(), store, clock).test_client().get("/sign-in/oidc")
    assert answer.status_code == 403
    assert "No identity provider" in answer.text


def test_the_app_starts_without_the_library_of_the_protocol():
    program = "import sys, webapp.app; sys.exit('authlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
