"""Muting, the builder's plan, a pack and its undo in a real browser, on the embedded CloudWatch."""

import os

import pytest
from playwright.sync_api import expect

from collectors.records import Alarm, Kind, Topic
from tests.browser.opening import fits, go, serious
from tests.collecting import an_embedded_target, use_keys
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import a_config, a_fleet_row
from webapp.actions.door import Door
from webapp.actions.kinds import job_kinds
from webapp.actions.plans import Acting
from webapp.app import create_app
from webapp.jobs import Jobs
from webapp.store.alarms import save_alarms
from webapp.store.fleet import save_fleet
from webapp.store.functions import save_functions
from webapp.store.targets import save_target
from webapp.store.topics import save_topics

ALARM = an_identity("order-intake-dlq not empty", Kind.ALARM)
PAGES = Topic(an_identity("oncall-pages", Kind.TOPIC), "arn:aws:sns:eu-west-1:111122223333:oncall-pages")
HERE = "account=111122223333&region=eu-west-1"


@pytest.fixture
def acting(store, clock, embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    target = an_embedded_target(embedded_aws)
    with store.write() as conn:
        save_target(conn, target.name, an_identity("", Kind.ACCOUNT))
        save_functions(conn, [a_function()], NOON)
        save_fleet(conn, [a_fleet_row(now=NOON)])
        save_topics(conn, [PAGES], NOON)
        save_alarms(conn, [Alarm(ALARM, "arn", "MetricAlarm", "ALARM", NOON - 600, "1 of 1")], NOON)
    return Acting(a_config(targets=(target,), demo=True), store, clock, Door([target]))


@pytest.fixture
def app(acting):
    return create_app(acting.config, acting.store, acting.clock)


@pytest.fixture
def work(acting):
    def run():
        jobs = Jobs(acting.store, acting.clock, job_kinds(acting), "me")
        jobs.tick()
        jobs.close()

    return run


def picture(page, name):
    """For people who want to look: ONCALL_PICTURES names a folder."""
    if folder := os.environ.get("ONCALL_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{folder}/{name}-{width}-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")


def confirm_and_wait(page, work, button="Do it"):
    """Press the button, and perform the job once the page says that it waits."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    work()
    expect(page.get_by_role("status").get_by_text("Done", exact=True)).to_be_visible()


def test_an_alarm_is_muted_for_an_hour_in_three_clicks_from_the_fleet_page(page, address, size, work):
    page.set_viewport_size(size)
    go(page, f"{address}/")
    page.get_by_role("link", name="Alarms").first.click()
    picture(page, "alarms")
    page.get_by_role("link", name="Mute…").first.click()
    page.get_by_label("Why").fill("load test, OPS-12")
    picture(page, "mute")
    assert fits(page)
    assert not serious(page)
    confirm_and_wait(page, work, "Mute")
    go(page, f"{address}/alarms")
    expect(page.get_by_text("load test, OPS-12")).to_be_visible()
    picture(page, "muted")
    assert fits(page)
    assert not serious(page)


def test_the_builder_ends_in_a_plan_that_is_shown_done_and_undone(page, address, size, work, embedded_aws):
    page.set_viewport_size(size)
    go(page, f"{address}/alarms/new?{HERE}&function=checkout-api&measure=Throttles&name=made&alarm_actions={PAGES.arn}")
    page.get_by_role("button", name="Plan this alarm…").click()
    expect(page.get_by_role("rowheader", name="MetricName")).to_be_visible()
    picture(page, "plan")
    assert fits(page)
    assert not serious(page)
    confirm_and_wait(page, work)
    cloudwatch = embedded_aws.client("cloudwatch")
    assert cloudwatch.describe_alarms(AlarmNames=["made"])["MetricAlarms"][0]["AlarmActions"] == [PAGES.arn]
    page.get_by_role("button", name="Undo…").click()
    page.get_by_label("to confirm").fill("made")
    confirm_and_wait(page, work, "Delete")
    assert cloudwatch.describe_alarms(AlarmNames=["made"])["MetricAlarms"] == []


def test_a_pack_is_one_plan(page, address, size, work, embedded_aws):
    page.set_viewport_size(size)
    go(page, f"{address}/alarms/packs?{HERE}&function=checkout-api")
    page.get_by_label("Whom they tell").select_option(label="oncall-pages")
    picture(page, "pack")
    assert fits(page)
    assert not serious(page)
    page.get_by_role("button", name="Plan").click()
    picture(page, "pack-plan")
    confirm_and_wait(page, work)
    made = embedded_aws.client("cloudwatch").describe_alarms(AlarmNames=["checkout-api Throttles"])["MetricAlarms"]
    assert made[0]["AlarmActions"] == [PAGES.arn]
    there = embedded_aws.client("cloudwatch").describe_alarms(AlarmNames=["checkout-api error rate"])["MetricAlarms"]
    assert there[0]["AlarmDescription"] == "Runbook: wiki/checkout-errors"


def test_the_timeline_is_drawn_and_fits(page, address, size, work, clock):
    page.set_viewport_size(size)
    go(page, f"{address}/alarms/mute?{HERE}&name={ALARM.name.replace(' ', '+')}")
    page.get_by_label("Why").fill("a test")
    confirm_and_wait(page, work, "Mute")
    clock.advance(60)
    go(page, f"{address}/timeline?from=-1h")
    expect(page.locator("[data-chart-state=drawn]")).to_be_visible()
    expect(page.get_by_text("alarm mute done")).to_be_visible()
    picture(page, "timeline")
    assert fits(page)
    assert not serious(page)
