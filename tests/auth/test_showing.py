"""What is withheld from viewers, and masked for all, on the pages and in the API."""

import pytest

from collectors.records import Change
from tests.conftest import NOON
from tests.factories import a_function
from tests.fleets import a_config, save_looking
from tests.personas import OPERATOR, VIEWER, signed_in
from tests.stories import save_function
from webapp.app import create_app
from webapp.config.model import Privacy
from webapp.store import changes

PLACE = "/functions/111122223333/eu-west-1/checkout-api"
PAGES = (PLACE, f"/api/v1{PLACE}", "/timeline?from=-3h", "/api/v1/timeline?from=-3h", "/timeline.md?from=-3h")


@pytest.fixture
def app(store, clock):
    function = a_function(
        environment=(("PAYROLL_HOST", "9f86d081"),),
        description="password=hunter2-Xy9",
        tags=(("team", "shop"), ("api_key", "hunter2-Xy9")),
    )
    save_function(store, NOON, function)
    save_looking(store, NOON)
    field = "environment.PAYROLL_HOST"
    with store.write() as conn:
        changes.save_changes(
            conn, [Change(function.identity, NOON - 600, "configuration", field, "9f86", "60303", "1", who="ada")]
        )
    return create_app(a_config(privacy=Privacy(("environment",))), store, clock)


@pytest.mark.parametrize("path", PAGES)
def test_names_in_the_environment_are_withheld_from_viewers_alone(app, store, path):
    assert "PAYROLL" in signed_in(app, store, NOON, OPERATOR).get(path).text
    withheld = signed_in(app, store, NOON, VIEWER).get(path)
    assert withheld.status_code == 200
    assert "PAYROLL" not in withheld.text
    assert "environment" in withheld.text.lower()


@pytest.mark.parametrize("path", PAGES[:2])
def test_a_secret_in_a_description_or_tag_is_masked_for_all(app, store, path):
    text = signed_in(app, store, NOON, OPERATOR).get(path).text
    assert "hunter2" not in text
    assert "password=" in text
    assert "shop" in text
