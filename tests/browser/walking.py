"""A way from the fleet page to an answer, click by click, on a phone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.opening import fits, is_ready

MOST_CLICKS = 3


class Walk:
    """Begins on the fleet page; no page on the way scrolls sideways."""

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
        is_ready(self.page)
        assert fits(self.page), self.page.url

    def reads(self, where: Locator, *words: str) -> None:
        """The answer stands there and can be read where one would look for it."""
        where.scroll_into_view_if_needed()
        expect(where).to_be_in_viewport()
        for each in words:
            expect(where).to_contain_text(re.compile(each))
