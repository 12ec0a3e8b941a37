"""The web application with people in it who must sign in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import NOON
from tests.fleets import a_config
from tests.personas import ADMIN, OPERATOR, VIEWER, save_people, signed_in
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store


@pytest.fixture
def app(store: Store, clock: SetClock) -> Flask:
    """With one admin, so that people have to sign in."""
    save_people(store, NOON, ADMIN)
    return create_app(a_config(), store, clock)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def viewer(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, NOON, VIEWER)


@pytest.fixture
def operator(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, NOON, OPERATOR)


@pytest.fixture
def admin(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, NOON, ADMIN)
