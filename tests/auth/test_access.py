"""What admins manage: users, sessions, tokens."""

import re

import pytest

from tests.conftest import NOON
from tests.personas import ADMIN, VIEWER, post, signed_in
from tests.store.opening import unwritable
from webapp.person import Role
from webapp.store import api_tokens, journal, people, sessions

DAY = 86_400


def journaled(store):
    with store.read() as conn:
        return [journal.entry_in(row).action for row in journal.rows_in_order(conn)]


def make_token(admin, **fields):
    answer = post(admin, "/access/tokens", {"name": "prometheus", "role": "viewer", "days": "90"} | fields)
    found = re.search(r"oncall_[\w-]{43}", answer.text)
    return found[0] if found else answer


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_opens_the_api_the_metrics_and_the_document_and_no_page(app, store, admin):
    token = make_token(admin)
    client = app.test_client()
    for path in ("/api/v1/functions", "/metrics", "/openapi.json"):
        assert client.get(path, headers=bearer(token)).status_code == 200, path
    for path in ("/", "/access", "/journal.csv"):
        assert client.get(path, headers=bearer(token)).status_code == 401, path
    assert "make token" in journaled(store)


def test_a_token_is_shown_once_and_kept_nowhere(store, admin):
    token = make_token(admin)
    assert token not in admin.get("/access").text
    with store.read() as conn:
        assert token not in repr(api_tokens.tokens(conn))
        assert token not in repr([tuple(row) for row in journal.rows_in_order(conn)])


def test_a_token_expires(app, clock, admin):
    token = make_token(admin, days="1")
    clock.advance(DAY - 1)
    assert app.test_client().get("/metrics", headers=bearer(token)).status_code == 200
    clock.advance(1)
    assert app.test_client().get("/metrics", headers=bearer(token)).status_code == 401


def test_a_revoked_token_opens_nothing_even_beside_a_session(app, store, admin, viewer):
    token = make_token(admin)
    assert post(admin, "/access/tokens/1/revoke").status_code == 303
    assert app.test_client().get("/metrics", headers=bearer(token)).status_code == 401
    assert viewer.get("/api/v1/functions", headers=bearer(token)).status_code == 401
    assert "revoke token" in journaled(store)
    assert post(admin, "/access/tokens/1/revoke").status_code == 409


def test_a_token_has_the_role_and_limits_that_it_was_made_with(store, admin):
    make_token(admin, role="operator", functions="payments-* refunds-*")
    with store.read() as conn:
        (token,) = api_tokens.tokens(conn)
    assert (token.role, token.reach.functions) == (Role.OPERATOR, ("payments-*", "refunds-*"))
    assert (token.created_by, token.expires_at) == ("ada", NOON + 90 * DAY)


@pytest.mark.parametrize(
    ("fields", "status"), [({"name": " "}, 409), ({"days": "0"}, 409), ({"days": "9999"}, 409), ({"role": "god"}, 400)]
)
def test_a_token_without_name_end_or_role_is_not_made(store, admin, fields, status):
    assert make_token(admin, **fields).status_code == status
    with store.read() as conn:
        assert api_tokens.tokens(conn) == []


def test_an_unknown_token_is_told_apart_from_none(app):
    answer = app.test_client().get("/metrics", headers=bearer("oncall_x"))
    assert answer.status_code == 401
    assert "An admin makes new ones" in answer.text


def test_a_session_is_ended_by_an_admin(app, store, admin, viewer):
    assert "vera" in admin.get("/access").text
    with store.read() as conn:
        (theirs,) = [each for each in sessions.all_sessions(conn) if each.person == "vera"]
    assert post(admin, f"/access/sessions/{theirs.token_hash[:16]}/end").status_code == 303
    assert viewer.get("/").status_code == 401
    assert admin.get("/").status_code == 200
    assert post(admin, f"/access/sessions/{theirs.token_hash[:16]}/end").status_code == 409


def test_a_user_gets_another_role_is_disabled_and_let_in_again(app, store, admin, viewer):
    assert post(admin, "/access/users/vera/role", {"role": "operator"}).status_code == 303
    with store.read() as conn:
        assert people.user_of(conn, "vera").role is Role.OPERATOR
    assert post(admin, "/access/users/vera/disable").status_code == 303
    assert viewer.get("/").status_code == 401
    assert post(admin, "/access/users/vera/enable").status_code == 303
    assert journaled(store) == ["change role", "disable user", "enable user"]


def test_nobody_locks_themselves_out(store, admin):
    for what in ("role", "disable", "enable"):
        answer = post(admin, f"/access/users/{ADMIN.name}/{what}", {"role": "viewer"})
        assert answer.status_code == 409, what
        assert "Another admin" in answer.text
    assert post(admin, "/access/users/nobody/disable").status_code == 409
    assert journaled(store) == []


def test_what_a_session_was_begun_with_is_shown_as_text(app, store, clock, admin):
    client = signed_in(app, store, NOON, VIEWER)
    with store.write() as conn:
        conn.execute(sessions.sessions.update().values(browser="<img src=x onerror=alert(1)>"))
    assert client.get("/").status_code == 200
    html = admin.get("/access").text
    assert "&lt;img" in html
    assert "<img" not in html


def test_a_store_that_cannot_be_written_keeps_nobody_from_reading(app, store, clock, admin):
    token = make_token(admin)
    clock.advance(120)
    with unwritable(store):
        assert app.test_client().get("/metrics", headers=bearer(token)).status_code == 200
        assert admin.get("/").status_code == 200
