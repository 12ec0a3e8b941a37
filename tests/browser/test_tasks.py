"""What an on-call engineer comes for: each answer is at most three clicks from the fleet page, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from collectors.records import Change, Coverage
from tests import spending
from tests.browser.walking import Walk
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import HOUR, LAB, PROD, a_denial, a_fleet_row, a_reason, an_outcome, save_looking, save_rows
from tests.stories import MINUTE, a_bad_deploy
from tests.trials import DAY, save_history
from tests.webapp.test_log_pages import a_bucket, errors, reports, starts
from webapp.analysis.verdict import State
from webapp.store.changes import save_changes
from webapp.store.coverage import save_coverage
from webapp.watch.saving import save_records

API = an_identity("checkout-api")


@pytest.fixture
def incident(store):
    """checkout-api fails since its deploy; one permission is missing in the other target."""
    function = a_bad_deploy(store, NOON)
    reason = a_reason(State.BAD, "21.0 % of invocations fail (limit 10 %).", since=NOON - 45 * MINUTE)
    save_rows(store, a_fleet_row("checkout-api", State.BAD, NOON - 30, reasons=(reason,)), a_fleet_row("ledger"))
    denied = an_outcome(LAB, "functions", NOON, failures=(a_denial(),))
    save_looking(store, NOON, denied)
    return function


@pytest.fixture
def walk(page, address, incident):
    return Walk(page, address)


def test_what_is_broken_and_since_when(walk):
    first = walk.page.locator("[data-row]").first
    expect(first).to_be_in_viewport()
    walk.reads(first, "checkout-api", r"21.0\s% of invocations fail", "began 45 min ago")
    assert walk.clicks == 0


def test_which_deploy_it_followed_and_who_made_it(walk):
    walk.click(walk.page.get_by_role("link", name="checkout-api"))
    change = walk.page.locator(".changes__item--suspect").first
    walk.reads(change, "Deploy", "47 min ago", "ada@example.com", "as the trouble began")


def test_what_waits_in_the_dead_letter_queue_until_when_and_who_feeds_it(walk):
    walk.click(walk.page.get_by_role("link", name="checkout-api"))
    walk.click(walk.page.locator("#queues").get_by_role("link", name="checkout-dead-events"))
    walk.reads(walk.page.locator("#queue-now"), "112", "checkout-api", "will be deleted|be lost|expire")


def test_which_alarm_tells_of_it(walk):
    walk.section("Alarms")
    walk.reads(walk.page.locator("[data-row]").first, "checkout errors", "Threshold Crossed")


def test_is_it_the_functions_or_our_looking(walk):
    walk.section("Collection")
    walk.reads(walk.page.get_by_role("heading", level=1), "cannot be read completely")
    walk.reads(walk.page.get_by_text("lambda:ListFunctions").first, "lambda:ListFunctions")


@pytest.fixture
def a_month(store, clock):
    """Half a month of a company that spends; the clock stands at its end."""
    clock.at = NOON + 14 * DAY
    spending.a_spending_company(store, clock.at)
    save_rows(store, a_fleet_row(a_function().identity.name, State.OK, clock.at))


def test_what_made_the_bill_rise(a_month, page, address):
    walk = Walk(page, address)
    walk.section("Costs")
    walk.reads(page.locator("#rise .ledger__sum"), "traffic|whole fleet", r"\$")


@pytest.fixture
def logs(store, incident):
    """What the logs of checkout-api tell: an exception, and starts that got slower after its layers changed."""
    told = [errors(), reports(a_bucket(inits=12), cold=starts(*[200.0] * 6, *[900.0] * 6))]
    layers = Change(API, NOON - 700, "configuration", "layers", "a", "b", "e-1", "mara")
    with store.write() as conn:
        for collector in ("reports", "log_errors"):
            save_coverage(conn, PROD.name, collector, [Coverage(300, NOON - 3 * HOUR, NOON, NOON)])
        save_changes(conn, [layers])
        save_records(conn, PROD.name, told, NOON)


@pytest.mark.usefixtures("logs")
def test_the_exception_with_a_requests_whole_story(walk):
    walk.click(walk.page.get_by_role("link", name="checkout-api"))
    walk.click(walk.page.get_by_role("link", name="KeyError").first)
    walk.click(walk.page.get_by_role("link", name="r-1").first)
    query = walk.page.get_by_label("Query, in Logs Insights QL")
    query.scroll_into_view_if_needed()
    expect(query).to_have_value(re.compile("r-1"))
    expect(walk.page.get_by_role("button", name="Ask").first).to_be_visible()


@pytest.mark.usefixtures("logs")
def test_which_cold_starts_got_worse_and_why(walk):
    walk.section("Cold starts")
    row = walk.page.locator("[data-row]", has_text="checkout-api").first
    walk.reads(row, "slower", r"200\sms to 900\sms", "layers", "by mara")


def test_an_alarm_for_this_is_tried_on_history(walk, store):
    save_history(store, NOON, 13, (DAY, 3 * DAY))
    walk.click(walk.page.get_by_role("link", name="checkout-api"))
    walk.click(walk.page.locator("#alarms").get_by_role("link", name="New alarm, tried on history"))
    walk.reads(walk.page.locator("#trial-title + p"), "fired|never")
