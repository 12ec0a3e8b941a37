"""Opening a page as somebody would, and what must hold of every page that is open."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def go(page: Page, url: str) -> None:
    """Open a page and wait until its behaviours are bound: what is clicked before that is clicked on in vain."""
    page.goto(url)
    is_ready(page)


def is_ready(page: Page) -> None:
    """Behaviours are bound in what is open now."""
    expect(page.locator("html")).to_have_attribute("data-js", "ready")


def opened(page: Page, url: str, size: dict[str, Any]) -> Page:
    """The page at `url` in a window of this size."""
    page.set_viewport_size(size)
    go(page, url)
    return page


def open_drawn(page: Page, address: str, charts: int = 4) -> None:
    """Open and scroll through, so that every chart is drawn."""
    go(page, address)
    for i in range(charts):
        page.locator(".chart").nth(i).scroll_into_view_if_needed()
        expect(page.locator(".chart").nth(i)).to_have_attribute("data-chart-state", "drawn")


def serious(page: Page) -> list[str]:
    """What shuts people out, by axe-core."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    """Whether it scrolls downwards only."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def fits_everybody(page: Page) -> bool:
    """Whether it fits, and shuts nobody out."""
    assert fits(page)
    assert not serious(page)
    return True
