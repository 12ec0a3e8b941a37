"""A redrive in a real browser, AWS and the collector beside it: cancelled, stopped by its canary, resumed."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.actions.redriving import EU, SHOP, arn
from tests.actions.redriving import Redriving as Orders
from tests.browser.conftest import PHONE
from tests.browser.opening import go, serious
from tests.embedded import ROOT
from tests.fleets import a_config
from webapp.app import create_app
from webapp.clock import SystemClock
from webapp.config.model import Redriving

QUEUE = f"/queues/{SHOP}/{EU}/orders-dlq"
POISON = json.dumps({"poison": True})


@pytest.fixture
def clock():
    """Redrives of the embedded AWS take time: ours."""
    return SystemClock()


@pytest.fixture
def orders(embedded_aws, store, monkeypatch):
    for name, value in embedded_aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    embedded_aws.clock(now=SystemClock().now(), speed=1)
    return Orders(embedded_aws, store)


@pytest.fixture
def app(orders, store, clock):
    config = a_config(targets=orders.acting.config.targets, demo=True, redrive=Redriving(hide_s=2))
    return create_app(config, store, clock)


@pytest.fixture
def phone(page):
    page.set_viewport_size(PHONE)
    return page


@contextmanager
def collecting(orders):
    """The collector, which performs what the page asks for."""

    def perform():
        working = orders.working()
        while not over.is_set():
            working.tick()
            over.wait(0.1)
        working.close()

    over = threading.Event()
    thread = threading.Thread(target=perform)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def begun(page, address, **fields):
    """From the queue's page over the plan to the redrive's page."""
    go(page, address + QUEUE)
    for name, value in fields.items():
        page.locator(f"input[name={name}]").fill(str(value))
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan for orders-dlq")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Redrive \d+"))


def told(page, name):
    return page.locator(".facts__item", has=page.get_by_text(name, exact=True)).locator("dd").first


def test_a_cancel_ends_it_and_says_what_was_and_was_not_moved(orders, phone, address):
    orders.fill(120)
    with collecting(orders):
        begun(phone, address, canary=0, rate=4)
        expect(told(phone, "Moved")).not_to_have_text("0")
        phone.reload()
        phone.get_by_role("button", name="Cancel").click()
        expect(phone.locator(".badge", has_text="cancelled")).to_be_visible()
    moved = int(told(phone, "Moved").inner_text())
    assert 0 < moved < 120
    assert len(orders.drained(orders.alive)) == moved
    assert not serious(phone)


def test_changing_a_body_starts_from_the_body_and_opening_the_editor_changes_nothing(orders, phone, address):
    orders.fill(2, body=lambda at: json.dumps({"vat": "wrong"}))
    go(phone, address + QUEUE)
    phone.get_by_role("button", name="Look", exact=True).click()
    for editor in phone.get_by_text("Change its body").all():
        editor.click()
    body = phone.get_by_label("New body of").first
    expect(body).to_have_value('{"vat": "wrong"}')
    body.fill('{"vat": "right"}')
    phone.get_by_role("button", name="Show the plan").click()
    expect(phone.get_by_text("1 message is sent with the body that was edited")).to_be_visible()
    assert not serious(phone)


def test_a_canary_of_poison_stops_by_itself_and_shows_why(orders, phone, address, monkeypatch):
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 20)
    monkeypatch.setattr("webapp.actions.redrive.ASK_S", 1)
    orders.sqs.set_queue_attributes(QueueUrl=orders.alive, Attributes={"VisibilityTimeout": "1"})
    orders.watch("orders")
    orders.aws.client("lambda").create_event_source_mapping(
        FunctionName="stock-reservation-worker", EventSourceArn=arn("orders")
    )
    orders.fill(20, body=lambda at: POISON)
    with collecting(orders):
        begun(phone, address, canary=4, rate=0)
        expect(phone.locator(".badge", has_text="stopped")).to_be_visible(timeout=60_000)
    expect(phone.locator("#story + ol")).to_contain_text(re.compile(r"of 4 messages came back .* stopped"))
    expect(told(phone, "Moved")).to_have_text("4")
    expect(phone.get_by_text("known by our mark")).to_be_visible()
    assert not serious(phone)


def test_a_killed_redrive_goes_on_where_it_was(orders, phone, address, store, monkeypatch):
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 0)
    sent = orders.fill(60)
    command = [sys.executable, "-m", "tests.actions.redriving", f"sqlite:///{store.where}", orders.aws.url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        begun(phone, address, canary=0, rate=10)
        print("go", file=starter.stdin, flush=True)
        child = int(starter.stdout.readline())
        orders.moving(1)
        os.kill(child, signal.SIGKILL)
        starter.stdout.readline()
        starter.stdin.close()
    orders.let_lease_expire()
    expect(told(phone, "Moved")).not_to_have_text("0")
    before = int(told(phone, "Moved").inner_text())
    with collecting(orders):
        expect(phone.locator(".badge", has_text="done")).to_be_visible()
    assert 0 < before < 60
    assert {message["Body"] for message in orders.drained(orders.alive)} == set(sent.values())
    assert int(told(phone, "Moved").inner_text()) == 60
