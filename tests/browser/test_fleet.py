"""The fleet page as an engineer meets it, in a real browser, wide and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.opening import serious
from tests.conftest import NOON
from tests.factories import an_identity
from tests.fleets import a_company, a_fleet_row, save_change, save_looking, save_rows
from webapp.analysis.verdict import State


@pytest.fixture(autouse=True)
def company(store):
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON, history_days=3)
    save_change(store, an_identity("checkout-api"), NOON - 47 * 60)


def refresh(page: Page, seconds: int = 21) -> None:
    """Set the page's own clock forward until it asks again. A jump: while it ran there, htmx would give up waiting."""
    with page.expect_response(lambda response: response.request.headers.get("hx-request") == "true"):
        page.clock.fast_forward(1_000 * seconds)


@pytest.mark.parametrize("path", ["/", "/collection", "/?text=zzz", "/nothing-here"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_the_screen_and_has_no_serious_barrier(page, open_page, size, path, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_page(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    assert serious(page) == []


def test_on_a_phone_every_section_is_in_the_bar_at_the_thumb(page, open_page):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page()
    for link in page.locator(".sections__link").all():
        expect(link).to_be_in_viewport(ratio=1)


def test_the_worst_function_is_first_and_above_the_fold(page, open_page, size):
    page.set_viewport_size(size)
    open_page()
    first = page.locator("[data-row]").first
    expect(first).to_contain_text("checkout-api")
    expect(first).to_contain_text("12.0")
    expect(first).to_be_in_viewport()


def test_a_count_filters_on_click_and_the_address_can_be_shared(page, open_page):
    open_page()
    page.get_by_role("link", name=re.compile("Warning")).click()
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page).to_have_url(re.compile("state=WARN"))


def test_a_choice_and_a_typed_name_filter_without_a_button(page, open_page):
    open_page()
    page.locator("#filter-runtime").select_option("java21")
    expect(page).to_have_url(re.compile(r"\?runtime=java21$"))
    page.locator("#search").fill("stock")
    page.clock.run_for(400)
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile("text=stock"))
    expect(page.locator("#search")).to_be_focused()


def test_a_refresh_shows_what_changed_and_leaves_focus_and_scroll_alone(page, open_page, store):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page()
    link = page.get_by_role("link", name="mail-worker")
    link.focus()
    before = page.evaluate("window.scrollY")
    assert before > 0
    save_rows(store, a_fleet_row("mail-worker", State.OK, NOON, invocations=777_777.0))
    refresh(page)
    expect(page.locator("[data-row]", has_text="mail-worker")).to_contain_text("778k")
    expect(link).to_be_focused()
    assert page.evaluate("window.scrollY") == before


def test_nothing_is_asked_while_nobody_looks(page, open_page):
    open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    page.clock.run_for(120_000)
    page.evaluate("delete document.hidden")
    refresh(page, seconds=1)
    assert len(asked) == 1


def test_a_dashboard_that_does_not_answer_is_said_and_the_rows_stay(page, open_page):
    open_page()
    page.route("**/*", lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_())
    page.clock.fast_forward(21_000)
    expect(page.locator("#refresh-notice")).to_contain_text("does not answer")
    expect(page.locator("[data-row]").first).to_contain_text("checkout-api")


def test_keys_find_move_and_help(page, open_page):
    open_page()
    page.keyboard.press("q")  # a section's letter leads there only after g
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="checkout-api")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="checkout-api")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_the_chosen_colours_and_zone_are_there_again_on_the_next_page(page, open_page):
    open_page()
    theme = page.locator('[data-behaviour="theme-toggle"]')
    theme.click()
    theme.click()
    page.locator('[data-behaviour="zone-toggle"]').click()
    open_page("/collection")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    expect(page.locator("time").first).to_have_attribute("title", re.compile("UTC"))


def test_times_go_on_by_themselves(page, open_page):
    open_page()
    when = page.locator("[data-row]").first.locator("time").first
    expect(when).to_have_text("45 min ago")
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    page.clock.run_for(120_000)
    expect(when).to_have_text("47 min ago")


def test_the_page_can_be_read_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("[data-row]")).to_have_count(42)
    page.locator("#filter-runtime").select_option("java21")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("runtime=java21"))
    context.close()


def test_nothing_but_style_sheets_is_waited_for_before_the_page_is_painted_and_no_charts_library_comes(
    context, address
):
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map(each => [each.name, each.renderBlockingStatus])"
    )
    blocking = [name for name, status in loaded if status == "blocking"]
    assert blocking
    assert all(name.endswith(".css") for name in blocking)
    assert not [name for name, _ in loaded if "plotly" in name]
