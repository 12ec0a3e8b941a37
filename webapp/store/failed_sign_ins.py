"""Failed sign-ins by user and by address, so that guessing is slow whichever process is asked.

Kept by a hash: people type their password into the wrong field.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import Column, Connection, Integer, Table, Text, delete, select, update

from collectors.durations import HOUR
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import insert_into

FORGET_AFTER_S = HOUR

failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Seconds, nullable=False),
)


def failures_of(conn: Connection, whom: str, now: int) -> tuple[int, int]:
    """How often a sign-in as or from `whom` failed, and when last; (0, 0) after a quiet hour.

    Nobody else counts until this transaction ends, so that many tries at the same moment find out one after the other.
    """
    recent = (failed_sign_ins.c.key == _key(whom), failed_sign_ins.c.last_at > now - FORGET_AFTER_S)
    counted = select(failed_sign_ins.c.failures, failed_sign_ins.c.last_at).where(*recent).with_for_update()
    row = conn.execute(counted).first()
    return (row.failures, row.last_at) if row else (0, 0)


def count_failure(conn: Connection, everybody: Collection[str], now: int) -> None:
    """Count one more failure of each."""
    conn.execute(delete(failed_sign_ins).where(failed_sign_ins.c.last_at <= now - FORGET_AFTER_S))
    for whom in everybody:
        row = {"key": _key(whom), "failures": 1, "last_at": now}
        statement = insert_into(conn, failed_sign_ins).values(row)
        more = {"failures": failed_sign_ins.c.failures + 1, "last_at": now}
        conn.execute(statement.on_conflict_do_update(index_elements=["key"], set_=more))


def forget_failures(conn: Connection, whom: str) -> None:
    """Start from nothing again, after a sign-in that succeeded."""
    conn.execute(delete(failed_sign_ins).where(failed_sign_ins.c.key == _key(whom)))


def forgive_one(conn: Connection, whom: str) -> None:
    """Take back the last count."""
    counted = (failed_sign_ins.c.key == _key(whom), failed_sign_ins.c.failures > 0)
    conn.execute(update(failed_sign_ins).where(*counted).values(failures=failed_sign_ins.c.failures - 1))


def _key(whom: str) -> str:
    return hashlib.sha256(whom.encode("utf-8", "replace")).hexdigest()
