"""How long somebody who opens the fleet page of 10,000 functions looks at nothing, in Chromium with an empty cache."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.fleet_page import FLEET, NOW, TARGETS, fleet_store
from bench.rows import Row
from tests.browser.chromium import ADVICE, ARGUMENTS, find
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.config import Config
from webapp.config.model import Bind
from webapp.serving import listen, serving, url_of
from webapp.store import Store

SEEN = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOADED = "performance.getEntriesByType('resource').map(each => each.name)"


def measure(quick: bool) -> list[Row]:
    """Medians of a few visits; raises where there is no Chromium, or where the charts' library is loaded."""
    with _address(1 if quick else 15) as address, sync_playwright() as playwright:
        if not find():
            raise FileNotFoundError(ADVICE)
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        _visited(browser, address)  # the browser's own start, and the templates'
        visits = [_visited(browser, address) for _ in range(3 if quick else 9)]
        browser.close()
    painted, usable = (median(times) for times in zip(*visits, strict=True))
    return [
        Row("fleet_page_painted_ms", painted, "ms", 1000, f"{FLEET:,} functions, Chromium, nothing cached, no Plotly"),
        Row("fleet_page_usable_ms", usable, "ms", 1000, "keys and buttons answer"),
    ]


@contextmanager
def _address(days: int) -> Iterator[str]:
    with closing(Store.open(f"sqlite:///{fleet_store(FLEET, days)}")) as store, listen(Bind(port=0)) as socket:
        app = create_app(Config(targets=TARGETS, store_url=""), store, SetClock(NOW))
        with serving(app, socket):
            yield url_of("127.0.0.1", socket)


def _visited(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds until something is seen, and until the page's behaviours are bound."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-js=ready]", state="attached")
    usable, painted = float(page.evaluate("performance.now()")), float(page.evaluate(SEEN))
    charts = [name for name in page.evaluate(LOADED) if "plotly" in name]
    assert not charts, charts
    context.close()
    return painted, usable
