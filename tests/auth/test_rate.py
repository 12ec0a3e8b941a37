"""One who asks too often waits, and nobody else."""

import pytest

from tests.conftest import NOON
from tests.fleets import a_config
from tests.personas import ADMIN, OPERATOR, save_people, signed_in
from webapp.app import create_app
from webapp.config.model import SignIn


@pytest.fixture
def app(store, clock):
    save_people(store, NOON, ADMIN)
    return create_app(a_config(sign_in=SignIn(api_requests_a_minute=3)), store, clock)


def test_too_many_requests_in_a_minute_wait_for_the_next(app, clock, admin):
    statuses = [admin.get("/api/v1/collection").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    clock.advance(60)
    assert admin.get("/api/v1/collection").status_code == 200


def test_others_and_pages_are_answered_meanwhile(app, store, admin):
    for _ in range(4):
        refused = admin.get("/api/v1/collection")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert refused.json["detail"] == "At most 3 requests a minute are answered: try again in 60 s."
    assert admin.get("/collection").status_code == 200
    assert signed_in(app, store, NOON, OPERATOR).get("/api/v1/collection").status_code == 200
