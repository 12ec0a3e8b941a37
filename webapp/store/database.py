"""Opening the store, and its transactions: many readers that never block, one writer at a time that waits its turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from webapp.store.errors import StoreError, store_error
from webapp.store.migrating import migrate

WAIT_S = 30
"""How long a writer waits for another before it gives up."""
_LOG_LIMIT = f"journal_size_limit={64 * 1024 * 1024}"
"""The write-ahead log shrinks to this many bytes again after a burst."""
_PRAGMAS = (f"busy_timeout={WAIT_S * 1000}", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY")


class Store:
    """An open store. Threads may share it; a process that forks opens its own."""

    def __init__(self, reader: Engine, writer: Engine, where: str) -> None:
        self._reader, self._writer, self.where = reader, writer, where

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open `sqlite:///path` or `postgresql+psycopg://…`, made or migrated as need be; StoreError with advice."""
        store = _unopened(url)
        try:
            with _advised(store.where):
                migrate(store._writer)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the store, however long it is looked at. Writing in it fails."""
        with _advised(self.where), self._reader.begin() as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing where an exception leaves the block."""
        with _advised(self.where), self._writer.begin() as conn:
            yield conn

    def problem(self) -> str:
        """Why the store cannot be read just now, and what to do; empty when all is well."""
        try:
            with self.read() as conn:
                conn.execute(text("SELECT count(*) FROM alembic_version"))
        except (StoreError, DBAPIError) as error:
            return str(error)
        return ""

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()


def _unopened(url: str) -> "Store":
    advice = "Set `store.url` to sqlite:///path/to/oncall.db or postgresql+psycopg://user@host/name."
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in _OPENERS or not parsed.database:
            message = f"The store {parsed.render_as_string()} is neither a SQLite file nor a PostgreSQL database"
            raise StoreError(message, advice)
        return _OPENERS[parsed.get_backend_name()](parsed)
    except ArgumentError as error:
        raise StoreError("The store's URL cannot be read", advice) from error
    except (NoSuchModuleError, ImportError) as error:
        advice = "Install it in the folder of lambda-oncall: .venv/bin/python -m pip install -e '.[postgres]'"
        raise StoreError(f"The store's database driver is not installed ({error})", advice) from error


def _sqlite(url: URL) -> Store:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        advice = "Check that the folder above it exists and that this user may write in it."
        raise StoreError(f"The folder {path.parent} of the store cannot be made ({error.strerror})", advice) from error
    reader = create_engine(url, pool_size=16, max_overflow=64, pool_timeout=WAIT_S)
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=WAIT_S)
    _each_connection(reader, "BEGIN", *_PRAGMAS, "query_only=ON")
    _each_connection(writer, "BEGIN IMMEDIATE", *_PRAGMAS, "journal_mode=WAL", _LOG_LIMIT)
    return Store(reader, writer, str(path))


def _each_connection(engine: Engine, begin: str, *pragmas: str) -> None:
    """Take the transaction from the driver, which would begin too late and commit before DDL."""

    @event.listens_for(engine, "connect")
    def on_connect(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)


def _postgres(url: URL) -> Store:
    url = url.set(drivername="postgresql+psycopg")
    writer = create_engine(url, pool_size=8, max_overflow=24, pool_timeout=WAIT_S, pool_pre_ping=True)
    reader = create_engine(url, pool_size=16, max_overflow=64, pool_timeout=WAIT_S, pool_pre_ping=True)
    reader = reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Store(reader, writer, url.render_as_string())


_OPENERS = {"sqlite": _sqlite, "postgresql": _postgres}


@contextmanager
def _advised(where: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if advised := store_error(error, where):
            raise advised from error
        raise
