"""A proxy that has signed people in is believed, and nobody else who sends its headers."""

import pytest

from tests.fleets import a_config
from webapp.app import create_app
from webapp.config.model import Rights, SignIn, TrustedProxy
from webapp.store import sessions

ROLES = (Rights("sre", "admin"), Rights("*", "viewer"))
FROM_PROXY = {"REMOTE_ADDR": "10.0.0.7"}


@pytest.fixture
def app(store, clock):
    proxy = TrustedProxy(("10.0.0.0/24", "fd00::/8"), user_header="X-User", groups_header="X-Groups")
    return create_app(a_config(sign_in=SignIn(trusted_proxy=proxy, roles=ROLES)), store, clock)


def get(app, path, address="10.0.0.7", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(path, headers=named, environ_overrides={"REMOTE_ADDR": address})


def test_whom_the_proxy_names_is_in_with_the_role_of_their_groups(app):
    assert get(app, "/access", X_User="ada", X_Groups="staff, sre").status_code == 200
    assert get(app, "/access", X_User="vera", X_Groups="staff").status_code == 403
    assert get(app, "/", X_User="vera").status_code == 200
    assert get(app, "/", address="fd00::7", X_User="vera").status_code == 200


@pytest.mark.parametrize("address", ["10.0.1.7", "127.0.0.1", "", "::ffff:10.0.0.7", "not an address"])
def test_nobody_else_is_believed(app, address):
    assert get(app, "/", address=address, X_User="ada", X_Groups="sre").status_code == 401


def test_a_request_of_the_proxy_without_a_name_is_a_strangers(app):
    assert get(app, "/").status_code == 401
    assert get(app, "/", X_User=" ").status_code == 401


def test_the_address_is_the_one_that_the_proxy_saw(app, store):
    from webapp.auth.addresses import client_address

    seen = []
    app.add_url_rule("/where", "where", lambda: seen.append(client_address()) or "")
    get(app, "/where", X_User="vera", X_Forwarded_For="6.6.6.6, 198.51.100.4")
    get(app, "/where", X_User="vera", X_Forwarded_For="6.6.6.6, 198.51.100.4, 10.0.0.9")
    get(app, "/where", X_User="vera")
    assert seen == ["198.51.100.4", "198.51.100.4", "10.0.0.7"]
    with store.read() as conn:
        assert sessions.all_sessions(conn) == []


def test_without_a_proxy_a_forwarded_address_is_not_believed(store, clock):
    from webapp.auth.addresses import client_address

    app = create_app(a_config(), store, clock)
    with app.test_request_context(headers={"X-Forwarded-For": "6.6.6.6"}, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert client_address() == "127.0.0.1"
