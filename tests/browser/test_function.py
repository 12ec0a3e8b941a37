"""The function's page in a real browser: charts drawn, zoomed, painted, and readable without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.opening import fits_everybody, go, open_drawn
from tests.browser.serving import answered
from tests.conftest import NOON
from tests.stories import (
    DAY,
    HOSTILE,
    MINUTE,
    a_bad_deploy,
    looked,
    minutes_of,
    save_account,
    save_function,
    save_series,
)
from webapp.store.on_screen import on_screen

CHECKOUT = "/functions/111122223333/eu-west-1/checkout-api"
POINTS = "#chart-invocations .points path"


@pytest.fixture
def story(store):
    return a_bad_deploy(store, NOON)


def paint_of(page: Page) -> str:
    return page.locator(POINTS).first.evaluate("path => getComputedStyle(path).fill")


@pytest.mark.usefixtures("story")
def test_charts_are_drawn_and_nobody_is_shut_out(page, address, size):
    page.set_viewport_size(size)
    open_drawn(page, address + CHECKOUT)
    assert page.locator(POINTS).count() > 100
    assert page.locator("#chart-duration .scatterlayer .trace").count() >= 4
    assert page.locator("#chart-duration .shapelayer path").count() >= 3
    assert fits_everybody(page)


@pytest.mark.usefixtures("story")
def test_no_button_sends_the_figure_away(page, address):
    open_drawn(page, address + CHECKOUT)
    buttons = page.locator(".modebar-btn").evaluate_all("all => all.map(each => each.dataset.title)")
    assert "Download plot as a PNG" in buttons
    assert not [title for title in buttons if re.search("cloud|edit|share|studio", title, re.I)]
    assert page.locator(".modebar-btn--logo, [href*='plot.ly'], [href*='plotly.com']").count() == 0


@pytest.mark.usefixtures("story")
def test_a_chart_is_fetched_only_when_it_comes_near(page, address):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/charts/functions/" in request.url else None)
    page.set_viewport_size({"width": 390, "height": 500})
    go(page, address + CHECKOUT)
    page.wait_for_load_state("networkidle")
    assert not asked
    page.locator("#chart-invocations").scroll_into_view_if_needed()
    expect(page.locator("#chart-invocations")).to_have_attribute("data-chart-state", "drawn")
    assert not [url for url in asked if "/async" in url]


@pytest.mark.usefixtures("story")
def test_colours_follow_the_theme_at_once(page, address):
    page.emulate_media(color_scheme="light")
    open_drawn(page, address + CHECKOUT)
    by_day = paint_of(page)
    page.get_by_role("button", name=re.compile("^Colours")).click()
    page.get_by_role("button", name=re.compile("^Colours")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(POINTS).first).not_to_have_css("fill", by_day)


@pytest.mark.usefixtures("story")
def test_times_follow_the_zone(browser, address):
    context = browser.new_context(timezone_id="Europe/Berlin", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.clock.install(time=NOON)
    open_drawn(page, address + CHECKOUT, 1)
    ticks = page.locator("#chart-invocations .xtick text")
    assert "10:00" in ticks.first.text_content()
    page.get_by_role("button", name=re.compile("UTC or in the local")).click()
    expect(ticks.first).to_contain_text("09:00")
    context.close()


@pytest.mark.usefixtures("story")
def test_a_preset_changes_the_address_and_what_is_drawn(page, address):
    open_drawn(page, address + CHECKOUT, 1)
    before = page.locator(POINTS).count()
    page.get_by_role("link", name="Last 1 h").click()
    page.wait_for_url("**from=-1h&to=now")
    open_drawn(page, page.url, 1)
    assert page.locator(POINTS).count() < before / 2
    assert page.locator(".range__preset[aria-current]").text_content() == "Last 1 h"


@pytest.mark.usefixtures("story")
def test_any_other_range_can_be_typed(page, address):
    go(page, address + CHECKOUT)
    page.locator("summary", has_text="Other").click()
    page.get_by_label("From", exact=True).fill("2026-11-01T10:00Z")
    page.get_by_label("To", exact=True).fill("2026-11-01T11:00Z")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("from=2026-11-01T10%3A00Z"))
    go(page, f"{address}{CHECKOUT}?from=whenever")
    expect(page.get_by_text("“whenever” is not a time")).to_be_visible()


@pytest.mark.usefixtures("story")
def test_a_copied_link_pins_the_range(page, address, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(page, address + CHECKOUT)
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    start, end = (int(value) for value in re.findall(r"=(\d+)", copied))
    assert copied.startswith(address + CHECKOUT)
    assert end - start == 3 * 3600
    assert 0 <= end - NOON <= MINUTE


@pytest.mark.usefixtures("story")
def test_a_zoom_moves_every_chart_and_can_be_given_to_the_page(page, address):
    open_drawn(page, address + CHECKOUT)
    page.locator("#chart-invocations").scroll_into_view_if_needed()
    box = page.locator("#chart-invocations .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 60, steps=5)
    page.mouse.up()
    link = page.get_by_role("link", name="Zoom the page")
    expect(link).to_be_visible()
    ranges = "[...document.querySelectorAll('.js-plotly-plot')].map(each => each.layout.xaxis.range.join())"
    page.wait_for_function(f"() => new Set({ranges}).size === 1")
    link.click()
    page.wait_for_url("**from=*")
    start, end = (int(value) for value in re.findall(r"=(\d+)", page.url))
    assert NOON - 3 * 3600 < start < end < NOON


def test_hostile_text_is_drawn_letter_by_letter(store, page, address):
    a_bad_deploy(store, NOON, text=HOSTILE)
    open_drawn(page, address + CHECKOUT)
    assert page.locator("main img, main script, .js-plotly-plot a, .js-plotly-plot image").count() == 0
    page.locator("#chart-duration").scroll_into_view_if_needed()
    events = page.locator("#chart-duration").evaluate("each => each.querySelector('.js-plotly-plot').data[0]")
    assert any("&lt;script&gt;" in story for story in events["customdata"])
    page.evaluate("""() => {
        const plot = document.querySelector('#chart-duration .js-plotly-plot');
        Plotly.Fx.hover(plot, plot.data[0].x.map((_, i) => ({ curveNumber: 0, pointNumber: i })).slice(-1), ['xy2']);
    }""")
    hover = page.locator("#chart-duration .hoverlayer")
    expect(hover).to_contain_text("<script>alert('x')</script>")
    assert page.locator("#chart-duration .hoverlayer [style*='font-weight:bold'], .hoverlayer a").count() == 0


@pytest.mark.usefixtures("story")
def test_a_chart_that_cannot_be_fetched_says_so_and_opens_its_table(page, address):
    page.route("**/charts/functions/**", lambda route: route.fulfill(status=304))
    go(page, address + CHECKOUT)
    chart = page.locator("#chart-invocations")
    expect(chart).to_have_attribute("data-chart-state", "failed")
    expect(chart).to_contain_text("Not drawn")
    expect(chart.locator("table")).to_be_visible()


@pytest.mark.usefixtures("story")
def test_live_charts_move_on_with_the_clock(store, page, address, clock):
    open_drawn(page, address + CHECKOUT, 1)
    end = "document.querySelector('#chart-invocations .js-plotly-plot').layout.xaxis.range[1]"
    before = page.evaluate(end)
    clock.advance(5 * MINUTE)
    page.clock.fast_forward(61_000)
    page.wait_for_function(f"before => {end} !== before", arg=before)


@pytest.mark.usefixtures("story")
def test_a_refresh_brings_the_new_state_and_leaves_the_charts_drawn(store, page, address, clock):
    open_drawn(page, address + CHECKOUT, 1)
    expect(page.locator("#function-now .badge").first).to_have_text("Bad")
    save_function(store, clock.now())
    page.clock.fast_forward(21_000)
    expect(page.locator("#function-now .badge").first).to_have_text("OK")
    assert page.locator("#chart-invocations .js-plotly-plot").count() == 1
    assert page.locator("#function-around").count() == 1


@pytest.mark.usefixtures("story")
def test_without_scripts_everything_can_be_read(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHECKOUT)
    expect(page.locator("#chart-invocations table")).to_be_visible()
    expect(page.locator("#chart-invocations .chart__canvas")).to_be_hidden()
    expect(page.get_by_text("21.0 % of invocations fail")).to_be_visible()
    context.close()


def test_a_day_of_minutes_is_drawn_as_minutes(store, page, address):
    save_account(store, NOON)
    function = save_function(store, NOON)
    save_series(store, minutes_of(function.identity, NOON, 1_440))
    looked(store, NOON - DAY, NOON, NOON)
    open_drawn(page, f"{address}{CHECKOUT}?from=-24h&to=now", 3)
    traces = "document.querySelector('#chart-invocations .js-plotly-plot').data"
    assert page.evaluate(f"{traces}.map(trace => trace.y.length)")[1] == 1_440


@pytest.mark.usefixtures("story")
def test_while_it_is_open_it_counts_as_on_the_screen_each_minute(page, address, app, store):
    said = f"{CHECKOUT}/on-screen"
    with answered(app, said):
        go(page, address + CHECKOUT)
    with answered(app, said):
        page.clock.fast_forward(61_000)
    with store.read() as conn:
        assert on_screen(conn, NOON)
