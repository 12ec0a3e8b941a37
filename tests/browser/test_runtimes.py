"""From the fleet to the functions whose deploys Lambda refuses, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.opening import fits, serious
from tests.browser.walking import Walk
from tests.conftest import NOON
from tests.factories import a_function
from tests.fleets import a_company, a_fleet_row, save_looking, save_rows
from tests.stories import save_account, save_function


@pytest.fixture(autouse=True)
def company(store):
    save_rows(store, *a_company(NOON), a_fleet_row("ftp-import", now=NOON, runtime="python3.6"))
    save_rows(store, a_fleet_row("renderer", now=NOON, runtime=None))
    save_function(store, NOON, a_function("ftp-import", runtime="python3.6"))
    save_account(store, NOON)
    save_looking(store, NOON)


def test_why_a_deploy_is_refused_is_two_clicks_from_the_fleet_and_at_the_functions_head(page, address):
    walk = Walk(page, f"{address}/?text=ftp")
    walk.click(page.get_by_role("link", name="deprecated runtime"))
    walk.reads(page.locator("[data-row]").first, "python3.6", "Lambda has refused updates since 29 Aug 2022")
    walk.click(page.get_by_role("link", name="ftp-import"))
    walk.click(page.get_by_role("link", name="deploys refused"))
    expect(page.locator("#configuration")).to_contain_text("a deploy fails unless it names a newer runtime")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen_and_has_no_serious_barrier(page, open_page, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_page("/runtimes")
    assert fits(page)
    assert serious(page) == []
