"""Finds a Chromium for browser tests and screenshots; `python -m tests.browser.chromium` installs one if need be."""

import glob
import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No host of the browser's maker is looked up, and it runs as root and in a container."""

ADVICE = "Install Chromium (apt-get install chromium) or name one in ONCALL_CHROMIUM."


def find() -> str | None:
    """The path of a Chromium: ONCALL_CHROMIUM, one on the path, or one that Playwright installed."""
    named = os.environ.get("ONCALL_CHROMIUM")
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    playwrights = sorted(glob.glob(os.path.expanduser("~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome")))
    return named or on_path or (playwrights[-1] if playwrights else None)


def install() -> None:
    """Try the system's packages, then Playwright's own build; says nothing when neither works."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=environment, check=False, stdout=2)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if not find():
        print("No Chromium found; installing one.")
        install()
    print(f"Chromium: {find() or 'none. ' + ADVICE}")
    return 0 if find() else 1


if __name__ == "__main__":
    sys.exit(main())
