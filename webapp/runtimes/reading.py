"""Reads the runtimes' dates that come with the program."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from webapp.analysis.runtimes import Announced, Dates, RuntimeSupport, support_of

SHIPPED = Path(__file__).with_name("aws.toml")


@cache
def announced() -> Announced:
    """What AWS had announced when the file was written."""
    written = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    runtimes = {name: Dates(**dates) for name, dates in written["runtimes"].items()}
    return Announced(runtimes, written["as_of"], written["source"])


def supported(runtime: str | None, now: int) -> RuntimeSupport:
    """What AWS still does for a runtime at a time (epoch seconds); AWS's days are taken in UTC."""
    return support_of(runtime, announced(), datetime.fromtimestamp(now, UTC).date())
