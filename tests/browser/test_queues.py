"""The queues in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.opening import fits_everybody, go, open_drawn, opened
from tests.conftest import NOON
from tests.fleets import a_denial, an_outcome, save_looking
from tests.stories import HOSTILE, a_bad_deploy

ONE = "/queues/111122223333/eu-west-1/orders-dlq.fifo"


@pytest.fixture
def story(store):
    return a_bad_deploy(store, NOON)


@pytest.mark.usefixtures("story")
def test_the_list_fits_and_shuts_nobody_out(page, address, size):
    opened(page, f"{address}/queues", size)
    expect(page.get_by_role("heading", level=1)).to_have_text("4,924 dead letters wait")
    assert fits_everybody(page)


@pytest.mark.usefixtures("story")
def test_a_queue_is_one_click_from_the_list_and_its_charts_are_drawn(page, address, size):
    opened(page, f"{address}/queues", size)
    page.locator("[data-row-link]", has_text="orders-dlq.fifo").click()
    open_drawn(page, page.url, 3)
    assert page.locator("#chart-depth .scatterlayer .trace").count() >= 3
    assert fits_everybody(page)


def test_hostile_text_is_text(store, page, address):
    a_bad_deploy(store, NOON, text=HOSTILE)
    for path in ("/queues", ONE):
        go(page, address + path)
        assert page.locator("main img, main script").count() == 0


def test_without_queues_the_page_explains_itself(store, page, address, size):
    opened(page, f"{address}/queues", size)
    expect(page.get_by_role("heading", name="The queues were not read yet")).to_be_visible()
    save_looking(store, NOON, an_outcome(collector="queues", now=NOON, records=0, failures=(a_denial(),)))
    opened(page, f"{address}/queues", size)
    expect(page.get_by_role("heading", name="The queues could not be read")).to_be_visible()
    assert fits_everybody(page)
