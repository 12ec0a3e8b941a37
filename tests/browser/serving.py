"""The application in a thread on the loopback, and a Chromium for it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from webapp.serve import listen

NEEDED = "Install Chromium: `apt-get install chromium`, or `python -m playwright install chromium`."
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve until the block ends; gives the address."""
    server = listen(app, "127.0.0.1", 0, threads=8)
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=10)


def chromium() -> str | None:
    """Where a Chromium is: the system's, else Playwright's own, else None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    own = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(own[-1]) if own else None
