"""What can be wrong with a store: each is refused with what it is and what to do about it."""

import os
import sys
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.factories import an_identity
from tests.store.opening import opened, refusal
from webapp.store.errors import StoreError
from webapp.store.functions import functions
from webapp.store.identities import ids_of

NOBODY = 65534


@contextmanager
def as_somebody_without_rights():
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_store_of_a_newer_version_is_refused(filled):
    with opened(f"sqlite:///{filled}") as store, store.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    error = refusal(f"sqlite:///{filled}")
    assert "schema 9999" in error.message
    assert "newer lambda-oncall" in error.advice


def test_a_file_that_is_something_else_is_refused(path):
    path.write_text("This is a shopping list. " * 1000)
    error = refusal(f"sqlite:///{path}")
    assert "is not a database" in error.message
    assert "store.url" in error.advice
    assert path.read_text().startswith("This is a shopping list")


def test_a_corrupt_file_is_named_as_such(filled):
    with filled.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)
    error = refusal(f"sqlite:///{filled}")
    assert "is corrupt" in error.message
    assert ".recover" in error.advice


@pytest.mark.parametrize(("mode", "what"), [(0o444, "file"), (0o000, "file"), (0o555, "folder")])
def test_a_store_that_cannot_be_written_is_refused(filled, mode, what):
    (filled if what == "file" else filled.parent).chmod(mode)
    with as_somebody_without_rights():
        error = refusal(f"sqlite:///{filled}")
    assert "cannot be" in error.message
    assert "cannot be made" not in error.message
    assert "permission" in error.advice or "may write" in error.advice


def test_a_file_that_is_read_only_in_a_folder_that_is_not_is_refused_before_anything_starts(filled):
    filled.parent.chmod(0o777)
    filled.chmod(0o444)
    with as_somebody_without_rights():
        error = refusal(f"sqlite:///{filled}")
    assert "cannot be written" in error.message


def test_a_folder_that_cannot_be_made_is_refused(path):
    path.parent.chmod(0o555)
    with as_somebody_without_rights():
        error = refusal(f"sqlite:///{path.parent}/new/oncall.db")
    assert "cannot be made (Permission denied)" in error.message


def test_a_full_disk_keeps_what_was_there_and_goes_on_when_there_is_room(filled):
    with opened(f"sqlite:///{filled}") as store:
        many = [an_identity(f"{'long' * 50}-{number}") for number in range(5000)]
        with store.write() as conn:
            conn.exec_driver_sql("PRAGMA max_page_count = 100")
        with pytest.raises(StoreError, match="no room left"), store.write() as conn:
            ids_of(conn, many)
        with store.write() as conn:
            assert len(functions(conn)) == 500
            conn.exec_driver_sql("PRAGMA max_page_count = 1000000")
            assert len(ids_of(conn, many)) == 5000


def test_a_lock_held_too_long_is_named_as_such(filled, monkeypatch):
    monkeypatch.setattr("webapp.store.database.WAIT_S", 0.1)
    monkeypatch.setattr("webapp.store.database._PRAGMAS", ("busy_timeout=100",))
    with opened(f"sqlite:///{filled}") as one, opened(f"sqlite:///{filled}") as other, one.write():
        started = time.monotonic()
        with pytest.raises(StoreError, match="is locked"), other.write():
            pass
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("not a url", "sqlite:///path"),
        ("mysql://user@host/db", "sqlite:///path"),
        ("sqlite://", "sqlite:///path"),
        ("postgresql://nobody@127.0.0.1:1/oncall", "Check host, port"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(url, advice):
    assert advice in refusal(url).advice


def test_a_password_is_never_shown():
    error = refusal("postgresql://somebody:s3cret@127.0.0.1:1/oncall")
    assert "s3cret" not in str(error)


@pytest.mark.postgres
def test_a_postgres_without_the_database_says_so(postgres_server):
    assert "createdb" in refusal(postgres_server.replace("/postgres?", "/missing?")).advice


def test_a_store_is_healthy_until_it_cannot_be_read(filled):
    with opened(f"sqlite:///{filled}") as store:
        assert not store.problem()
        with store.write() as conn:
            conn.execute(text("DROP TABLE alembic_version"))
        assert store.problem()
        assert "alembic_version" in store.problem()


def test_a_missing_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install -e '.[postgres]'" in refusal("postgresql://somebody@127.0.0.1:1/oncall").advice
