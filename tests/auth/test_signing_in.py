"""Names, passwords, sessions: who gets in, for how long, and what a stranger can learn by trying."""

import re
import threading

import pytest

from tests.conftest import NOON
from tests.fleets import a_config
from tests.personas import ADMIN, PASSWORD, VIEWER, form_token, post, save_people, signed_in
from webapp.app import create_app
from webapp.auth import attempts, passwords
from webapp.config.model import SignIn
from webapp.person import How
from webapp.store import journal, people, sessions


@pytest.fixture(scope="module")
def kept():
    """Hashing takes a moment, so once is enough."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def with_password(app, store, kept):
    """Ada can sign in with her password."""
    with store.write() as conn:
        people.set_password(conn, "ada", kept)
    return app


def sign_in(client, name="ada", password=PASSWORD, **fields):
    return post(client, "/sign-in", {"name": name, "password": password, **fields})


def test_the_right_password_opens_a_session_and_leads_back(with_password, stranger):
    answer = sign_in(stranger, next="/queues?state=BAD")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/queues?state=BAD")
    assert stranger.get("/queues").status_code == 200
    assert "ada" in stranger.get("/").text


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(with_password, stranger):
    (cookie,) = [each for each in sign_in(stranger).headers.getlist("Set-Cookie") if each.startswith("oncall=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_away_from_this_machine_cookies_travel_over_tls_only(store, clock, kept):
    save_people(store, NOON, ADMIN)
    with store.write() as conn:
        people.set_password(conn, "ada", kept)
    from webapp.config.model import Bind

    app = create_app(a_config(bind=Bind(host="0.0.0.0", names=("oncall.example",))), store, clock)
    client = app.test_client()
    at = {"base_url": "https://oncall.example", "headers": {"Referer": "https://oncall.example/sign-in"}}
    token = re.search(r'"X-CSRFToken": "([^"]+)"', client.get("/sign-in", **at).text)[1]
    answer = client.post("/sign-in", data={"name": "ada", "password": PASSWORD, "csrf_token": token}, **at)
    cookies = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(("__Host-oncall=", "oncall_"))]
    assert len(cookies) == 2
    assert all("Secure" in each for each in cookies)


def test_a_token_known_before_signing_in_is_worth_nothing_after(with_password, store, stranger):
    stranger.set_cookie("oncall", "chosen by somebody else", domain="localhost")
    sign_in(stranger)
    assert stranger.get_cookie("oncall").value != "chosen by somebody else"
    first = stranger.get_cookie("oncall").value
    sign_in(stranger)
    with store.read() as conn:
        assert len(sessions.all_sessions(conn)) == 1
    assert stranger.get_cookie("oncall").value != first


def test_the_store_holds_no_token_that_opens_anything(with_password, store, stranger):
    sign_in(stranger)
    with store.read() as conn:
        (session,) = sessions.all_sessions(conn)
    assert stranger.get_cookie("oncall").value not in repr(session)


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("", ""), ("ADA", PASSWORD)])
def test_a_refusal_never_says_whether_the_name_exists(with_password, stranger, name, password):
    answer = sign_in(stranger, name, password)
    assert answer.status_code == 401
    assert "Name or password is wrong" in answer.text
    assert stranger.get("/").status_code == 401


def test_after_a_refusal_only_the_password_is_typed_again(with_password, stranger):
    page = sign_in(stranger, "ada", "wrong pass").text
    assert 'name="name" value="ada"' in page
    assert "wrong pass" not in page


def test_a_name_that_nobody_has_costs_the_same_work(with_password, stranger, monkeypatch):
    verified = []
    monkeypatch.setattr(passwords._hasher.__class__, "verify", lambda self, *what: verified.append(what[1]) and False)
    sign_in(stranger, "ada", "wrong")
    sign_in(stranger, "nobody", "wrong")
    assert verified == ["wrong", "wrong"]


def test_what_was_typed_as_a_name_is_written_nowhere(with_password, store, stranger):
    sign_in(stranger, "my-secret-password", "x")
    with store.read() as conn:
        (entry,) = [journal.entry_in(row) for row in journal.rows_in_order(conn)]
    assert (entry.person, entry.action, entry.result) == ("(unknown name)", "sign in", "refused")
    assert "my-secret-password" not in repr(entry)


def test_signing_in_and_out_are_in_the_journal(with_password, store, stranger):
    sign_in(stranger)
    post(stranger, "/sign-out")
    with store.read() as conn:
        entries = [journal.entry_in(row) for row in journal.rows_in_order(conn)]
    assert [(entry.person, entry.action, entry.result) for entry in entries] == [
        ("ada", "sign in", "done"),
        ("ada", "sign out", "done"),
    ]
    assert entries[0].address == "127.0.0.1"


def test_signing_out_ends_the_session_in_the_store(app, store, viewer):
    assert post(viewer, "/sign-out").status_code == 303
    with store.read() as conn:
        assert sessions.all_sessions(conn) == []
    assert viewer.get("/").status_code == 401


def test_a_disabled_user_is_out_at_once(app, store, viewer):
    assert viewer.get("/").status_code == 200
    with store.write() as conn:
        people.set_disabled(conn, VIEWER.name, NOON)
    assert viewer.get("/").status_code == 401


def test_another_role_counts_at_once(app, store, admin):
    assert admin.get("/access").status_code == 200
    with store.write() as conn:
        people.set_role(conn, ADMIN.name, VIEWER.role)
    assert admin.get("/access").status_code == 403


def test_a_session_that_is_not_used_ends(app, clock, viewer):
    for _ in range(3):
        clock.advance(700 * 60)
        assert viewer.get("/healthz").status_code == 200
        assert viewer.get("/").status_code == 200
    clock.advance(720 * 60)
    assert viewer.get("/").status_code == 401


def test_a_session_ends_after_its_longest_time_however_it_is_used(app, clock, viewer):
    for _ in range(15):
        clock.advance(11 * 3_600)
        assert viewer.get("/").status_code == 200
    clock.advance(3 * 3_600)
    assert viewer.get("/").status_code == 401


def test_a_session_is_noted_as_seen_once_a_minute_at_most(app, store, clock, viewer):
    def seen():
        with store.read() as conn:
            return sessions.all_sessions(conn)[0].seen_at

    clock.advance(59)
    viewer.get("/")
    assert seen() == NOON
    clock.advance(1)
    viewer.get("/")
    assert seen() == NOON + 60


def test_guessing_becomes_slow_and_the_right_password_does_not_help_then(with_password, clock, stranger):
    statuses = [sign_in(stranger, "ada", "wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    blocked = sign_in(stranger)
    assert blocked.status_code == 429
    assert blocked.headers["Retry-After"] == "1"
    clock.advance(1)
    assert sign_in(stranger).status_code == 303


def test_a_name_that_nobody_has_is_slowed_down_just_so(with_password, stranger):
    statuses = [sign_in(stranger, "nobody", "wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_many_names_from_one_address_are_slowed_down_too(with_password, stranger):
    statuses = [sign_in(stranger, f"name{number}", "wrong").status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]


def test_the_waiting_doubles_and_has_an_end():
    patience = attempts.Patience(free=5, longest_s=60)
    waits = [patience.wait_s(failures, 0, 0) for failures in (0, 4, 5, 6, 7, 10, 11, 1_000_000)]
    assert waits == [0, 0, 1, 2, 4, 32, 60, 60]
    assert patience.wait_s(7, 100, 103) == 1
    assert patience.wait_s(7, 100, 104) == 0


def test_failures_are_forgotten_after_a_quiet_hour(with_password, clock, stranger):
    for _ in range(6):
        sign_in(stranger, "ada", "wrong")
    clock.advance(3_600)
    assert sign_in(stranger, "ada", "wrong").status_code == 401


def test_many_tries_at_the_same_moment_gain_nothing(store):
    heard = []

    def attempt():
        with store.write() as conn:
            heard.append(attempts.claim(conn, "ada", "10.0.0.1", NOON) == 0)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(heard) == 5


def test_passwords_open_nothing_where_they_are_switched_off(store, clock):
    save_people(store, NOON, ADMIN)
    client = create_app(a_config(sign_in=SignIn(local_users=False)), store, clock).test_client()
    assert sign_in(client).status_code == 403
    assert 'name="password"' not in client.get("/sign-in").text


def test_signing_in_needs_the_token_of_the_form(with_password, stranger):
    assert stranger.post("/sign-in", data={"name": "ada", "password": PASSWORD}).status_code == 400


def test_the_form_leads_nowhere_else(with_password, stranger):
    assert 'value="/"' in stranger.get("/sign-in?next=//evil.example").text
    assert sign_in(stranger, next="https://evil.example/").headers["Location"] == "/"


def test_a_session_of_one_way_in_does_not_answer_for_a_local_user_of_that_name(app, store):
    client = signed_in(app, store, NOON, VIEWER)
    with store.write() as conn:
        assert sessions.end_sessions_of(conn, VIEWER.name, How.OIDC) == 0
    assert client.get("/").status_code == 200


def test_the_form_token_changes_with_the_person(with_password, stranger):
    before = form_token(stranger)
    sign_in(stranger)
    assert stranger.post("/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_on_this_machine_cookies_need_no_tls_whatever_it_is_called(app, host):
    answer = app.test_client().get("/sign-in", base_url=f"http://{host}")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "Secure" not in cookie
