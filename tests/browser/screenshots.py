"""Pictures of every page for people to look at: python -m tests.browser.screenshots [FOLDER]

Wide and narrow, light and dark: the embedded company as it runs, then stores in which all is well, nothing is there
yet, or nobody looks. `--whole` takes whole pages instead of the first screen.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from playwright.sync_api import Browser, sync_playwright

from tests import fleets, stories
from tests.browser.chromium import ADVICE, ARGUMENTS, find
from tests.browser.serving import served
from tests.redriven import redriven
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store

NOW = 1_793_534_400
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SHOP = "111122223333/eu-west-1"
PLACE = "account=111122223333&region=eu-west-1"
BUILDER = f"/alarms/new?{PLACE}&function=checkout-api"
DEMO_PAGES = {
    "fleet": "/",
    "filtered": "/?state=WARN",
    "nothing": "/?text=zzz",
    "function": f"/functions/{SHOP}/checkout-api",
    "queues": "/queues",
    "queue": f"/queues/{SHOP}/order-intake-dlq",
    "alarms": "/alarms",
    "costs": "/costs",
    "errors": "/errors",
    "cold-starts": "/cold-starts",
    "memory": "/memory",
    "runtimes": "/runtimes",
    "logs": "/logs",
    "mute": "/alarms/mute?account=111122223333&region=eu-west-1&name=order-intake-dlq+not+empty",
    "packs": "/alarms/packs?state=BAD",
    "audit": "/alarms/audit",
    "alarm": f"/alarms?{PLACE}&name=checkout-api+error+rate",
    "alarm-owned": f"/alarms?{PLACE}&name=team/orders/stock-reservations+age",
    "new-alarm": "/alarms/new",
    "builder": BUILDER,
    "builder-wrong": f"{BUILDER}&period=45&threshold=x&m=9",
    "builder-band": f"{BUILDER}&measure=Errors&comparison=GreaterThanUpperThreshold",
    "builder-composite": f"{BUILDER}&measure=composite&joint=any&child=checkout-api+error+rate",
    "builder-owned": f"/alarms/new?{PLACE}&alarm=team/orders/stock-reservations+age",
    "alarm-code": f"/alarms/code?{PLACE}&function=checkout-api&pack=1",
    "timeline": "/timeline?from=-24h",
    "collection": "/collection",
    "journal": "/journal",
    "sign-in": "/sign-in",
    "lost": "/nothing-here",
}
PAGES = {
    "fleet": "/",
    "queues": "/queues",
    "alarms": "/alarms",
    "audit": "/alarms/audit",
    "new-alarm": "/alarms/new",
    "packs": "/alarms/packs",
    "errors": "/errors",
    "costs": "/costs",
    "collection": "/collection",
    "redrives": "/redrives",
}


def well(store: Store) -> None:
    """Nothing is wrong and the history is complete."""
    fleets.save_rows(store, *(row for row in fleets.a_company(NOW) if row.verdict.state in ("OK", "IDLE")))
    fleets.save_looking(store, NOW)


def empty(store: Store) -> None:
    """Nothing at all: the first second after the start."""


def broken(store: Store) -> None:
    """The collector stopped half an hour ago, and was denied an action before."""
    stale = NOW - 1_800
    fleets.save_rows(store, *fleets.a_company(stale))
    fleets.save_looking(store, stale, fleets.an_outcome(fleets.LAB, "functions", stale, failures=(fleets.a_denial(),)))
    stories.a_bad_deploy(store, stale)
    redriven(store, stale)


def hostile(store: Store) -> None:
    """A bad deploy, where whatever others may write holds HTML, scripts and templates."""
    stories.a_bad_deploy(store, NOW, text=stories.HOSTILE)
    redriven(store, NOW, text=stories.HOSTILE)


STATES: dict[str, Callable[[Store], None]] = {"well": well, "empty": empty, "broken": broken, "hostile": hostile}
REDRIVES = {
    "redrive-done": "/redrives/1",
    "redrive-stopped": "/redrives/2",
    "redrive-failed": "/redrives/4",
    "redrive-running": "/redrives/5",
    "redriven-queue": f"/queues/{SHOP}/orders-dlq.fifo",
}
MORE = {
    "broken": REDRIVES,
    "hostile": REDRIVES
    | {
        "function": f"/functions/{SHOP}/checkout-api",
        "queue": f"/queues/{SHOP}/checkout-dead-events",
        "builder": BUILDER,
    },
}


def main(folder: Path, whole: bool) -> None:
    """Take them all."""
    path = find()
    if path is None:
        raise SystemExit(ADVICE)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        with demo(temporary) as address:
            wait_for_rows(browser, address)
            take(browser, address, DEMO_PAGES, folder / "demo", None, whole)
        for state, fill in STATES.items():
            store = Store.open(f"sqlite:///{temporary}/{state}.db")
            fill(store)
            with served(create_app(fleets.a_config(), store, SetClock(NOW))) as address:
                take(browser, address, PAGES | MORE.get(state, {}), folder / state, NOW, whole)
            store.close()
        browser.close()


@contextmanager
def demo(folder: str) -> Iterator[str]:
    """`oncall demo` on a free port; gives its address and ends it."""
    command = [sys.executable, "-m", "webapp.cli", "demo", "--port", "0", "--folder", folder]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://\S+[^/\s]", line) for line in process.stdout)))
            yield found[0]
        finally:
            process.terminate()


def wait_for_rows(browser: Browser, address: str) -> None:
    """Until the company's metrics were read and judged."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".fleet__row--bad", timeout=180_000)
    page.close()


def take(browser: Browser, address: str, pages: dict[str, str], folder: Path, now: int | None, whole: bool) -> None:
    """Every page, both sizes, both colours."""
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport=viewport, color_scheme=scheme, timezone_id="Europe/Berlin", locale="en-GB"
            )
            page = context.new_page()
            if now is not None:
                page.clock.install(time=now)
            for name, path in pages.items():
                page.goto(address + path)
                page.wait_for_selector("html[data-js=ready]")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=whole)
            context.close()


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    main(Path(named[0] if named else "screenshots"), "--whole" in sys.argv)
