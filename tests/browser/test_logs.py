"""Errors, cold starts and log queries in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from collectors.records import ReportsRead
from tests.browser.conftest import PHONE
from tests.browser.opening import fits_everybody, go, is_ready, opened, serious
from tests.browser.serving import answered
from tests.conftest import NOON
from tests.factories import a_function
from tests.fleets import PROD, a_config, a_fleet_row, a_reason, save_looking, save_rows
from tests.webapp.test_log_pages import WINDOW, a_bucket, errors, starts
from webapp.analysis.verdict import State
from webapp.app import create_app
from webapp.store import jobs
from webapp.store.functions import save_functions
from webapp.store.log_queries import KIND
from webapp.watch.saving import save_records

PLACE = {"partition": "aws", "account": "111122223333", "region": "eu-west-1"}


@pytest.fixture
def app(store, clock):
    """The demo's visitor is an operator."""
    return create_app(a_config(demo=True), store, clock)


@pytest.fixture
def told(store):
    save_looking(store, NOON)
    read = ReportsRead((a_function().identity,), WINDOW, (a_bucket(inits=2),), starts(200.0, 300.0))
    with store.write() as conn:
        save_functions(conn, [a_function()], NOON)
        save_records(conn, PROD.name, [errors(), read], NOON)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", ["/errors", "/cold-starts", "/memory", "/logs"])
def test_each_page_fits_and_shuts_nobody_out(page, address, size, path):
    opened(page, address + path, size)
    assert fits_everybody(page)


@pytest.mark.usefixtures("told")
def test_from_the_errors_to_a_request_in_two_clicks(page, address, size):
    opened(page, f"{address}/errors", size)
    page.get_by_role("link", name="KeyError").click()
    assert not serious(page)
    page.get_by_role("link", name="r-1").first.click()
    expect(page.get_by_label("Query, in Logs Insights QL")).to_have_value('fields @timestamp, @message, @logStream\n'
        '| filter @message like "r-1"\n| sort @timestamp asc\n| limit 1000')  # fmt: skip


@pytest.mark.usefixtures("told")
def test_an_error_with_a_name_longer_than_a_phone_is_wide_fits_with_its_stack(page, address, store):
    said = {"level": "ERROR", "message": "late", "errorType": "java.util.concurrent.Very" + "Long" * 12 + "Exception"}
    with store.write() as conn:
        save_records(conn, PROD.name, [errors(json.dumps(said))], NOON)
    opened(page, f"{address}/errors", PHONE)
    page.get_by_role("link", name="java.util").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("LongException")
    assert fits_everybody(page)


@pytest.mark.parametrize("path", ["/timeline", "/journal"])
def test_filters_wrap_on_a_phone(page, address, path, told):
    opened(page, address + path, PHONE)
    fields = page.locator(".filters__fields")
    assert fields.evaluate("fields => fields.scrollWidth <= fields.clientWidth")
    assert fits_everybody(page)


@pytest.mark.usefixtures("told")
def test_from_a_red_function_to_its_exception_in_two_clicks(page, address, store):
    reason = a_reason(State.BAD, "21.0 % of invocations fail (limit 10 %).", since=NOON - 2700)
    save_rows(store, a_fleet_row("checkout-api", State.BAD, NOON - 30, reasons=(reason,)), a_fleet_row("ledger"))
    page.set_viewport_size(PHONE)
    go(page, address)
    page.get_by_role("link", name="checkout-api").click()
    group = page.get_by_label("Errors in its logs").get_by_role("link", name="KeyError")
    charts = page.locator(".charts").bounding_box()
    assert group.bounding_box()["y"] < charts["y"]
    group.click()
    expect(page.get_by_role("heading", level=1, name="KeyError")).to_be_in_viewport()
    expect(page.get_by_text("first seen 10 min ago")).to_be_in_viewport()
    request = page.get_by_role("link", name="r-1").first
    request.scroll_into_view_if_needed()
    expect(request).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_leaving_the_page_of_a_running_query_stops_it(page, address, app, store):
    asked = {"groups": ["/aws/lambda/a"], "text": "limit 1", "start": NOON - 60, "end": NOON, "person": "Demo operator"}
    with store.write() as conn:
        key = jobs.add(conn, KIND, PLACE | asked, NOON)
    go(page, f"{address}/logs/queries/{key}")
    with answered(app, f"/logs/queries/{key}/stop"):
        go(page, f"{address}/errors")
    with store.read() as conn:
        assert jobs.cancel_requested(conn, key)


def tailed(store, job, numbers):
    lines = [[n, (NOON + n) * 1000, "/aws/lambda/checkout-api", "s", f"line {n}"] for n in numbers]
    with store.write() as conn:
        jobs.progress(
            conn,
            job,
            {
                "started_at": NOON,
                "session_at": NOON,
                "seen_at": NOON,
                "paid_usd": 0.0,
                "lines": lines,
                "seen": len(lines),
                "sampled": False,
            },
            NOON,
            600,
        )


@pytest.mark.usefixtures("told")
def test_a_live_tail_goes_on_while_a_line_stays_open_and_stops_when_it_is_left(page, address, app, store, size):
    page.set_viewport_size(size)
    go(page, f"{address}/logs?function=checkout-api#live")
    page.get_by_role("button", name="Follow live").click()
    expect(page.get_by_role("heading", name="Opening…").first).to_be_visible()
    is_ready(page)
    with store.write() as conn:
        job = jobs.claim(conn, "me", NOON, 600)
    tailed(store, job, [1])
    page.clock.fast_forward(3_000)
    page.get_by_text("line 1").first.click()
    tailed(store, job, [1, 2])
    page.clock.fast_forward(3_000)
    expect(page.locator(".tail__line")).to_have_count(2)
    expect(page.locator("#line-1 details")).to_have_attribute("open", "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not serious(page)
    with answered(app, f"/logs/tails/{job.id}/stop"):
        go(page, f"{address}/errors")
    with store.read() as conn:
        assert jobs.cancel_requested(conn, job.id)
