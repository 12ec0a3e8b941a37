"""The store's tests run twice: on a SQLite file and on a real PostgreSQL server."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.conftest import NOON
from tests.embedded import ROOT
from tests.factories import a_function
from tests.store.opening import opened
from webapp.store.database import Store
from webapp.store.functions import save_functions
from webapp.store.tables import metadata


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which ends when we do."""
    command = [sys.executable, "-m", "tests.store.postgres"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        told = json.loads(server.stdout.readline())
        if "url" not in told:
            pytest.skip(told["problem"])
        yield told["url"]


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[Store]:
    with opened(postgres_server) as shared:
        yield shared


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store: a new SQLite file, or the PostgreSQL database with everything taken out."""
    if request.param == "postgres":
        shared = request.getfixturevalue("postgres_store")
        with shared.write() as conn:
            for table in reversed(metadata.sorted_tables):
                conn.execute(delete(table))
        yield shared
        return
    tmp_path: Path = request.getfixturevalue("tmp_path")
    path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "oncall.db")
    with opened(f"sqlite:///{path}") as own:
        yield own


@pytest.fixture
def path() -> Iterator[Path]:
    """Where a store may be, in a folder that everybody may look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="oncall-store-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder / "oncall.db"
        folder.chmod(0o755)


@pytest.fixture
def filled(path: Path) -> Path:
    """A SQLite store with 500 functions in it."""
    with opened(f"sqlite:///{path}") as store, store.write() as conn:
        save_functions(conn, [a_function(f"function-{number}") for number in range(500)], NOON)
    return path
