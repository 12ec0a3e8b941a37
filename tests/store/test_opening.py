"""Opening a store: made, migrated once whoever comes at the same time, and ready fast when there is nothing to do."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from tests.conftest import NOON
from tests.factories import a_function
from tests.store.opening import opened
from webapp.store.database import Store
from webapp.store.functions import functions, save_functions
from webapp.store.migrating import REVISIONS, version_of
from webapp.store.tables import metadata


def open_in_processes(url, count, told="not store.problem()"):
    code = "import sys; from webapp.store.database import Store; store = Store.open(sys.argv[1]); "
    code += f"print({told}); store.close()"
    run = [sys.executable, "-c", code, url]
    started = [subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    return [process.communicate(timeout=60) for process in started]


def test_what_the_migrations_make_is_what_the_code_expects(store):
    with store.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        assert version_of(conn) == REVISIONS[-1]


def test_a_store_is_made_with_its_folder_and_opens_again_with_what_was_in_it(tmp_path):
    url = f"sqlite:///{tmp_path}/new/folder/oncall.db"
    with opened(url) as store, store.write() as conn:
        save_functions(conn, [a_function()], NOON)
    with opened(url) as store, store.read() as conn:
        assert functions(conn) == [a_function()]
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o077 == 0


def test_a_store_that_is_up_to_date_opens_without_alembic(filled):
    assert open_in_processes(f"sqlite:///{filled}", 1, "'alembic' in sys.modules") == [("False\n", "")]


def test_processes_that_open_a_new_store_at_once_migrate_it_once(tmp_path):
    assert open_in_processes(f"sqlite:///{tmp_path}/oncall.db", 4) == [("True\n", "")] * 4


@pytest.mark.postgres
def test_processes_that_open_a_new_postgres_at_once_migrate_it_once(postgres_server):
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("CREATE DATABASE fresh"))
    engine.dispose()
    assert open_in_processes(postgres_server.replace("/postgres?", "/fresh?"), 3) == [("True\n", "")] * 3


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Store.open(f"sqlite:///{tmp_path}/oncall.db")
    engine = create_engine(f"sqlite:///{tmp_path}/oncall.db")
    with engine.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    engine.dispose()
