"""Sending the good dead letters again, a canary first: within three clicks of the fleet page, on the embedded SQS."""

from dataclasses import replace

import pytest

from tests.actions.redriving import Redriving
from tests.browser.walking import Walk
from tests.collecting import use_keys
from webapp.app import create_app
from webapp.clock import SystemClock


@pytest.fixture
def orders(embedded_aws, store, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    embedded_aws.clock(now=SystemClock().now(), speed=1)
    return Redriving(embedded_aws, store)


@pytest.fixture
def app(orders, store):
    """The demo's visitor is an operator."""
    return create_app(replace(orders.acting.config, demo=True), store, SystemClock())


def test_a_canary_goes_first_and_the_plan_says_so_before_anything_is_sent(page, address, orders):
    orders.fill(12)
    walk = Walk(page, address)
    walk.section("Queues")
    walk.click(page.get_by_role("link", name="orders-dlq").first)
    page.get_by_label("Canary first").fill("3")
    walk.click(page.get_by_role("button", name="Show the plan"))
    walk.reads(page.locator("main"), "Send 3 messages first, wait until they are worked off, and stop if")
    walk.reads(page.locator("main"), "Send all messages .about 12 messages now. to orders")
    assert len(orders.drained(orders.dead)) == 12
