"""What every test may ask for: a clock that stands still."""

import pytest

from webapp.clock import SetClock

NOON = 1_793_534_400
"""2026-11-01 12:00 UTC: a whole hour, so that windows are easy to read."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)
