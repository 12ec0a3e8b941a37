"""What every test may ask for: a clock that stands still, a store, and the embedded AWS."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

from tests.embedded import EmbeddedAws
from webapp.clock import SetClock
from webapp.store.database import Store

NOON = 1_793_534_400
"""2026-11-01 12:00 UTC: a whole hour, so that windows are easy to read."""

settings.register_profile(
    "suite", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
"""The same examples on every run, however slow the machine is."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store, migrated once: copying it is faster than migrating again."""
    path = tmp_path_factory.mktemp("store") / "oncall.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store in a real SQLite file."""
    path = shutil.copy(migrated_file, tmp_path / "oncall.db")
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def hasty_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 tries again as often as ever, but at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws("--now", str(NOON)) as aws:
        yield aws


@pytest.fixture
def embedded_aws(running_aws: EmbeddedAws) -> EmbeddedAws:
    """The embedded AWS as it starts: at noon, nothing wrong, nothing counted."""
    running_aws.reset()
    return running_aws
