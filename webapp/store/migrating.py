"""Bringing a store to the schema of this code: all pending migrations in one transaction, one process at a time.

Alembic is imported only where something is to be done: a store that is up to date opens fast.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from webapp.store.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"
REVISIONS = tuple(sorted(path.stem.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")))
"""Every revision that this code knows, oldest first: a file `0001_what_it_does.py` is revision 0001."""
_ADVISORY_LOCK = 4_917_231
"""Any number that nobody else takes in this database."""


def migrate(engine: Engine) -> None:
    """Bring the store up to date; StoreError where newer code has written it."""
    with engine.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        version = version_of(conn)
        if version is not None and version not in REVISIONS:
            advice = "Install the newer lambda-oncall again, or restore the backup from before the upgrade."
            raise StoreError(f"The store has schema {version}, this code knows up to {REVISIONS[-1]}", advice)
        if version != REVISIONS[-1]:
            _upgrade(conn)
        else:
            conn.execute(text("UPDATE alembic_version SET version_num = version_num"))  # fails now if writing does


def version_of(conn: Connection) -> str | None:
    """The revision that the store has, None where it is empty."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(conn: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
