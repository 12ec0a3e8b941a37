"""Pages full of hostile text in a real browser: no script runs, no policy is broken, no other host is asked."""

from urllib.parse import quote, urlsplit

import pytest

from tests.browser.opening import go
from tests.conftest import NOON
from tests.hostile import EVALUATED, STRONGEST
from tests.poison import BIG, a_story, fill

PAGES = (
    "/?limit=500",
    "/queues",
    "/alarms",
    "/collection",
    "/journal",
    "/journal?before=101",
    "/journal?before=201",
    "/costs",
    f"/functions/111122223333/eu-west-1/{BIG}?from=-1h",
)
FORMS = (
    "/?text={0}&tag={0}&runtime={0}&state={0}",
    "/journal?person={0}&target={0}",
    "/journal?from={0}",
    "/alarms?account=111122223333&region=eu-west-1&name={0}",
    "/functions/111122223333/eu-west-1/{0}?from={0}",
    "/sign-in?next={0}",
)


@pytest.fixture
def watched(page, address):
    """The tab, watched: what runs, asks or opens what it should not is written down."""
    broken = []
    page.on("dialog", lambda dialog: (broken.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: broken.append(f"popup {popup.url}"))
    page.on(
        "request", lambda asked: asked.url.startswith((address, "data:image")) or broken.append(f"asked {asked.url}")
    )
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) =>"
        " console.error('policy broken: ' + event.violatedDirective + ' ' + event.blockedURI))"
    )
    yield page
    assert not broken


def check(page, address, path):
    go(page, address + path)
    assert page.evaluate("window.pwned") is None, path
    assert urlsplit(page.url).netloc == urlsplit(address).netloc, path
    assert EVALUATED not in page.inner_text("body"), path


def test_pages_of_hostile_things_run_nothing(store, watched, address):
    fill(store, NOON)
    for path in PAGES:
        check(watched, address, path)
        watched.wait_for_load_state("networkidle")
        watched.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        watched.mouse.wheel(0, 20_000)
        assert watched.evaluate("window.pwned") is None, path


def test_charts_of_hostile_things_run_nothing(store, watched, address):
    for text in STRONGEST[:4]:
        a_story(store, NOON, text)
        check(watched, address, "/functions/111122223333/eu-west-1/checkout-api?from=-6h")
        watched.locator('[data-chart-state="drawn"]').first.wait_for()
        watched.locator(".chart").first.hover()
        assert watched.evaluate("window.pwned") is None, text


def test_what_is_typed_into_an_address_runs_nothing(watched, address):
    for form in FORMS:
        for text in STRONGEST[:8]:
            check(watched, address, form.format(quote(text, safe="")))
