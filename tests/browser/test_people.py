"""Signing in, managing access and the journal, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.opening import fits, go, is_ready, serious
from tests.browser.serving import served
from tests.conftest import NOON
from tests.factories import an_identity
from tests.fleets import a_company, a_config, save_looking, save_rows
from tests.personas import ADMIN, OPERATOR, PASSWORD, VIEWER, save_people
from webapp.app import create_app
from webapp.store import journal


@pytest.fixture
def app(store, clock):
    """Ada and Vera, who have passwords, and a fleet to look at."""
    save_people(store, NOON, ADMIN, VIEWER, password=PASSWORD)
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON)
    return create_app(a_config(), store, clock)


def sign_in(page, address, name, path="/", password=PASSWORD):
    go(page, f"{address}{path}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}{path}")
    is_ready(page)


def test_a_visitor_signs_in_comes_where_they_wanted_and_signs_out(page, address, size):
    page.set_viewport_size(size)
    sign_in(page, address, "vera", "/?state=WARN")
    page.locator(".person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert fits(page)
    assert not serious(page)


def test_a_stranger_sees_the_sign_in_page_and_nothing_else(page, address, size):
    page.set_viewport_size(size)
    go(page, address)
    expect(page).to_have_url(f"{address}/sign-in?next=/")
    assert page.get_by_role("navigation").count() == 0
    assert fits(page)
    assert not serious(page)


def test_the_demos_visitor_sees_a_badge(store, clock, page):
    with served(create_app(a_config(demo=True), store, clock)) as demo:
        go(page, demo)
        expect(page.locator(".person__badge")).to_have_text("Demo operator")
        expect(page.locator(".person__badge")).to_be_visible()


def test_an_admin_makes_a_token_sees_it_once_and_revokes_it(page, address, size):
    page.set_viewport_size(size)
    sign_in(page, address, "ada", "/access")
    page.get_by_label("Name").fill("prometheus")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).to_contain_text("oncall_")
    assert fits(page)
    assert not serious(page)
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator("#access")).to_contain_text("revoked")
    expect(page.locator(".secret")).to_have_count(0)


def test_the_journal_is_filtered_as_one_types(store, page, address, size):
    with store.write() as conn:
        journal.begin(conn, OPERATOR, "redrive", an_identity("payments-dlq"), {"messages": 12}, NOON - 60)
    page.set_viewport_size(size)
    sign_in(page, address, "ada", "/journal")
    expect(page.locator(".deeds__row")).to_have_count(2)
    assert fits(page)
    assert not serious(page)
    page.get_by_label("Who").fill("oma")
    expect(page.locator(".deeds__row")).to_have_count(1)
    expect(page.locator(".deeds__row")).to_contain_text("not ended")
