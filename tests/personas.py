"""The people of the tests: who they are, and clients that are signed in as them."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.auth.passwords import hash_password
from webapp.auth.secret_texts import hash_of, new_secret
from webapp.person import EVERYWHERE, How, Person, Reach, Role
from webapp.store import Store
from webapp.store.people import User, add_user
from webapp.store.sessions import Session, start_session

PASSWORD = "a few words are good"
VIEWER = Person("vera", Role.VIEWER, How.PASSWORD, "127.0.0.1")
OPERATOR = Person("omar", Role.OPERATOR, How.PASSWORD, "127.0.0.1")
OPERATOR_ELSEWHERE = Person("elsa", Role.OPERATOR, How.PASSWORD, "127.0.0.1", Reach(("payments-*",)))
ADMIN = Person("ada", Role.ADMIN, How.PASSWORD, "127.0.0.1")
EVERYBODY = (VIEWER, OPERATOR, OPERATOR_ELSEWHERE, ADMIN)


def save_people(store: Store, now: int, *people: Person, password: str = "") -> None:
    """Make local users of them; `password` where they are to sign in themselves (hashing takes a moment)."""
    kept = hash_password(password) if password else ""
    with store.write() as conn:
        for person in people:
            add_user(conn, User(person.name, person.role, now, person.reach), kept)


def signed_in(app: Flask, store: Store, now: int, person: Person) -> FlaskClient:
    """A browser in which `person` has signed in just now."""
    save_people(store, now, person)
    token = new_secret()
    session = Session(hash_of(token), person.name, person.how, person.role, EVERYWHERE, "127.0.0.1", "a test", now, now)
    with store.write() as conn:
        start_session(conn, session)
    client = app.test_client()
    client.set_cookie("oncall", token, domain="localhost")
    return client


def form_token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The token that a form on the page would send."""
    found = re.search(r'"X-CSRFToken": "([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def post(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    """Send a form as a page of ours would."""
    return client.post(path, data={"csrf_token": form_token(client)} | (data or {}), **options)
