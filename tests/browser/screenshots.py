"""Pictures of every page for people to look at: python -m tests.browser.screenshots [FOLDER]

Wide and narrow, light and dark, with a company's data, with none, and with what goes wrong.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import fleets
from tests.browser.chromium import ADVICE, ARGUMENTS, find
from tests.browser.serving import served
from tests.factories import an_identity
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store

NOW = 1_793_534_400
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def normal(store: Store) -> None:
    fleets.save_rows(store, *fleets.a_company(NOW))
    fleets.save_looking(store, NOW, history_days=3.1)
    fleets.save_change(store, an_identity("checkout-api"), NOW - 47 * 60)


def well(store: Store) -> None:
    fleets.save_rows(store, *(row for row in fleets.a_company(NOW) if row.verdict.state in ("OK", "IDLE")))
    fleets.save_looking(store, NOW)


def empty(store: Store) -> None:
    """Nothing at all: the first second after the start."""


def broken(store: Store) -> None:
    stale = NOW - 1_800
    fleets.save_rows(store, *fleets.a_company(stale))
    fleets.save_looking(store, stale, fleets.an_outcome(fleets.LAB, "functions", stale, failures=(fleets.a_denial(),)))


STATES: dict[str, Callable[[Store], None]] = {"normal": normal, "well": well, "empty": empty, "broken": broken}
PAGES = {
    "fleet": "/",
    "filtered": "/?state=WARN",
    "nothing": "/?text=zzz",
    "collection": "/collection",
    "lost": "/nothing-here",
}


def main(folder: Path) -> None:
    """Take them all."""
    path = find()
    if path is None:
        raise SystemExit(ADVICE)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for state, fill in STATES.items():
            with tempfile.TemporaryDirectory() as temporary:
                store = Store.open(f"sqlite:///{temporary}/oncall.db")
                fill(store)
                with served(create_app(fleets.a_config(), store, SetClock(NOW))) as address:
                    take(browser, address, state, folder)
                store.close()
        browser.close()


def take(browser: Browser, address: str, state: str, folder: Path) -> None:
    """Every page of one state of the store."""
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport=viewport, color_scheme=scheme, timezone_id="Europe/Berlin", locale="en-GB"
            )
            page = context.new_page()
            page.clock.install(time=NOW)
            for name, path in PAGES.items() if state == "normal" else [("fleet", "/"), ("collection", "/collection")]:
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{state}-{size}-{scheme}.png", full_page="--whole" in sys.argv)
            context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
