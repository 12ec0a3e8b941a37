"""The builder as somebody uses it: choosing, dragging the threshold, and taking the code away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.opening import go, serious
from tests.conftest import NOON
from tests.trials import DAY, save_history

HERE = "/alarms/new?account=111122223333&region=eu-west-1&function=checkout-api"
CODE = HERE.replace("/new", "/code") + "&pack=1"


@pytest.fixture(autouse=True)
def history(store):
    save_history(store, NOON, 13, (DAY, 3 * DAY))


@pytest.mark.parametrize("path", [f"{HERE}&threshold=5", f"{HERE}&period=45&threshold=x", CODE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen_and_has_no_serious_barrier(page, open_page, size, path, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_page(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    assert serious(page) == []


def test_a_choice_is_tried_at_once_and_the_address_can_be_shared(page, open_page):
    open_page(f"{HERE}&threshold=5")
    expect(page.locator("#trial-title + p")).to_contain_text("fired twice")
    page.get_by_label("Threshold (%)").fill("90")
    page.get_by_label("Threshold (%)").press("Enter")
    expect(page.locator("#trial-title + p")).to_contain_text("never")
    expect(page).to_have_url(re.compile("threshold=90"))
    page.get_by_label("Measure").focus()
    page.get_by_label("Measure").select_option("Throttles")
    expect(page.get_by_label("Threshold")).to_have_value("0")
    expect(page.get_by_label("Name")).to_have_attribute("placeholder", "checkout-api Throttles")


def test_the_reason_stands_beside_the_field(page, open_page):
    open_page(HERE)
    page.get_by_label("Period (s)").fill("45")
    page.get_by_label("Period (s)").press("Enter")
    expect(page.locator("#problem-period")).to_contain_text("multiple of 60")
    expect(page.get_by_label("Period (s)")).to_have_attribute("aria-invalid", "true")


def test_dragging_the_line_tries_another_threshold_and_draws_it_there(page, open_page):
    page.set_viewport_size({"width": 1440, "height": 1000})
    open_page(f"{HERE}&threshold=5")
    page.wait_for_selector('[data-chart-state="drawn"]')
    line = page.locator(".shapelayer path").last.bounding_box()
    x, y = line["x"] + line["width"] * 0.4, line["y"] + line["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=6)
    page.mouse.up()
    expect(page.get_by_label("Threshold (%)")).not_to_have_value("5")
    value = float(page.get_by_label("Threshold (%)").input_value())
    assert 5 < value < 30
    expect(page).to_have_url(re.compile(f"threshold={value:g}"))
    expect(page.locator(".annotation-text")).to_have_text(f"threshold {value:g}")
    shape = page.evaluate("document.querySelector('.js-plotly-plot').layout.shapes[0]")
    assert (shape["y0"], shape["y1"], shape["x0"], shape["x1"]) == (value, value, 0, 1)


def test_the_suggestion_is_taken_by_a_click(page, open_page):
    open_page(f"{HERE}&threshold=50")
    page.get_by_role("link", name="Take it").click()
    expect(page).not_to_have_url(re.compile("threshold=50"))
    expect(page.locator("#trial-title + p")).to_contain_text("fired")


def test_the_builder_works_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{HERE}&threshold=5")
    expect(page.locator("#trial-title + p")).to_contain_text("fired twice")
    page.get_by_label("Threshold (%)").fill("90")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#trial-title + p")).to_contain_text("never")
    context.close()


def test_the_code_can_be_copied_and_downloaded(page, open_page):
    open_page(CODE)
    expect(page.get_by_role("button", name="Copy").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="alarms.tf").click()
    assert taken.value.suggested_filename == "alarms.tf"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_audit_fits_the_screen_and_leads_to_the_builder(page, open_page, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_page("/alarms/audit")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    assert serious(page) == []
    page.get_by_role("link", name="Make this alarm").first.click()
    expect(page).to_have_url(re.compile("/alarms/new.*measure=error_rate"))


def test_a_chart_comes_and_goes_with_what_can_be_drawn(page, open_page):
    open_page(f"{HERE}&measure=Duration&statistic=p90&period=300")
    expect(page.get_by_text("so it cannot be tried yet")).to_be_visible()
    page.get_by_label("Measure").focus()
    page.get_by_label("Measure").select_option("Errors")
    expect(page.locator("[data-chart-canvas]")).to_be_visible()
    page.get_by_label("Period (s)").fill("45")
    page.get_by_label("Period (s)").press("Enter")
    expect(page.locator("[data-chart-canvas]")).to_be_hidden()


def test_the_grip_tries_another_threshold_by_thumb_and_by_keys(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    go(page, f"{address}{HERE}&threshold=5")
    grip = page.get_by_role("slider", name="Limit on the chart")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 40, steps=4)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile("threshold=5(&|$)"))
    dragged = float(page.get_by_label("Threshold (%)").input_value())
    assert 5 < dragged < 35
    expect(page.locator(".annotation-text")).to_have_text(f"threshold {dragged:g}")
    expect(grip).to_have_text(f"{dragged:g}")
    grip.press("ArrowUp")
    expect(page.get_by_label("Threshold (%)")).not_to_have_value(f"{dragged:g}")
    assert float(page.get_by_label("Threshold (%)").input_value()) > dragged
    context.close()


def test_a_name_is_searched_and_chosen(page, open_page, size):
    page.set_viewport_size(size)
    open_page("/alarms/new")
    page.get_by_label("Part of a name").press_sequentially("nobody")
    expect(page.locator("#choice-found")).to_contain_text("None of that name.")
    page.get_by_label("Part of a name").fill("check")
    page.get_by_role("link", name="checkout-api").click()
    expect(page.get_by_role("heading", name="New alarm for checkout-api")).to_be_visible()


def test_several_topics_are_ticked_for_several_states(page, open_page):
    open_page(HERE)
    page.get_by_label("pager").first.check()
    expect(page).to_have_url(re.compile("alarm_actions=arn"))
    page.get_by_label("deaf").first.check()
    expect(page).to_have_url(re.compile("deaf"))
    page.get_by_text("When it is over, or has no data").click()
    page.get_by_role("group", name="When it is over (OK)").get_by_label("pager").check()
    expect(page).to_have_url(re.compile("ok_actions=arn"))
    expect(page.get_by_label("deaf").first).to_be_checked()
    page.get_by_label("pager").first.uncheck()
    expect(page).not_to_have_url(re.compile("alarm_actions=[^&]*pager"))
