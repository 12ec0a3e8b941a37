"""What an on-call engineer comes for: each answer is at most three clicks from the fleet page, on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import spending
from tests.browser.conftest import PHONE
from tests.conftest import NOON
from tests.factories import a_function
from tests.fleets import LAB, a_denial, a_fleet_row, a_reason, an_outcome, save_looking, save_rows
from tests.stories import MINUTE, a_bad_deploy
from webapp.analysis.verdict import State

MOST_CLICKS = 3


class Walk:
    """A way from the fleet page, click by click; no page on it scrolls sideways."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.clicks = page, 0
        page.set_viewport_size(PHONE)
        page.goto(address)
        self.arrived()

    def click(self, link: Locator) -> None:
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS
        link.click()
        self.arrived()

    def section(self, name: str) -> None:
        self.click(self.page.get_by_label("Sections").get_by_role("link", name=name))

    def arrived(self) -> None:
        self.page.wait_for_selector("html[data-js=ready]")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def reads(self, where: Locator, *words: str) -> None:
        """The answer stands there and can be read where one would look for it."""
        where.scroll_into_view_if_needed()
        expect(where).to_be_in_viewport()
        for each in words:
            expect(where).to_contain_text(re.compile(each))


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
    clock.at = NOON + 14 * spending.DAY
    spending.a_spending_company(store, clock.at)
    save_rows(store, a_fleet_row(a_function().identity.name, State.OK, clock.at))


def test_what_made_the_bill_rise(a_month, page, address):
    walk = Walk(page, address)
    walk.section("Costs")
    walk.reads(page.locator("#rise .ledger__sum"), "traffic|whole fleet", r"\$")
