"""The web application over a real store."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fleets import a_config
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store


@pytest.fixture
def app(store: Store, clock: SetClock) -> Flask:
    return create_app(a_config(), store, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
