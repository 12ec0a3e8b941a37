"""The alarms in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.opening import fits_everybody, go, open_drawn, opened
from tests.conftest import NOON
from tests.fleets import save_looking
from tests.stories import HOSTILE, a_bad_deploy


@pytest.fixture
def story(store):
    return a_bad_deploy(store, NOON)


@pytest.mark.usefixtures("story")
def test_the_list_fits_and_shuts_nobody_out(page, address, size):
    opened(page, f"{address}/alarms", size)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 alarms fires")
    assert fits_everybody(page)


@pytest.mark.usefixtures("story")
def test_an_alarm_is_one_click_from_the_list_and_drawn_with_its_threshold(page, address, size):
    opened(page, f"{address}/alarms", size)
    page.get_by_role("link", name="checkout errors").click()
    open_drawn(page, page.url, 1)
    expect(page.locator("#chart-watched")).to_contain_text("threshold 5")
    assert fits_everybody(page)


def test_a_hostile_name_opens_its_own_page(store, page, address):
    a_bad_deploy(store, NOON, text=HOSTILE)
    go(page, f"{address}/alarms")
    page.locator("[data-row-link]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.locator("main img, main script").count() == 0


def test_without_alarms_the_page_explains_itself(store, page, address, size):
    save_looking(store, NOON)
    opened(page, f"{address}/alarms", size)
    expect(page.get_by_text("None of the accounts looked at")).to_be_visible()
    assert fits_everybody(page)
