"""What every test may ask for: a clock that stands still, and the embedded AWS."""

from collections.abc import Iterator

import pytest

from tests.embedded import EmbeddedAws
from webapp.clock import SetClock

NOON = 1_793_534_400
"""2026-11-01 12:00 UTC: a whole hour, so that windows are easy to read."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws("--now", str(NOON)) as aws:
        yield aws


@pytest.fixture
def embedded_aws(running_aws: EmbeddedAws) -> EmbeddedAws:
    """The embedded AWS as it starts: at noon, nothing wrong, nothing counted."""
    running_aws.reset()
    return running_aws
