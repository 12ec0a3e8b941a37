"""A real Chromium on a real server over a real store; every test also asserts that the page broke no rule."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import ADVICE, ARGUMENTS, find
from tests.browser.opening import go
from tests.browser.serving import served
from tests.fleets import a_config
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store

NETWORK = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")
"""What a browser says of an answer that is an error or that never came: for a test that makes one."""

expect.set_options(timeout=30_000)
"""What is expected is waited for by itself: only a test that fails takes longer where a slow machine may take long."""

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Every test has its own address; pytest-base-url's own fixture is written in a way that pytest deprecates."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = find()
    if path is None:
        pytest.skip(ADVICE)
    return {**browser_type_launch_args, "executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def size(request: pytest.FixtureRequest) -> dict:
    """Both widths, for the tests that ask for it."""
    return request.param


@pytest.fixture
def app(store: Store, clock: SetClock) -> Flask:
    return create_app(a_config(), store, clock)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as url:
        yield url


@pytest.fixture
def page(context: BrowserContext, address: str, clock: SetClock) -> Iterator[Page]:
    """A tab whose clock is the application's; what a page logs as an error (a policy broken, a script failed) fails."""
    page = context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NETWORK):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.clock.install(time=clock.now())
    yield page
    page.close()
    assert not complaints


@pytest.fixture
def open_page(page: Page, address: str) -> Callable[..., None]:
    """Opens a path and waits until its behaviours are bound."""

    def opened(path: str = "/") -> None:
        go(page, address + path)

    return opened
