"""What can go wrong with a store that is nobody's programming error, each with what to do about it.

StoreError
 ├ wrong URL, newer schema      raised by name
 └ everything else              made from what SQLite or PostgreSQL reported
"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_SQLITE = {
    "SQLITE_NOTADB": (
        "is not a database",
        "Point `store.url` at the right file, or move this one away.",
    ),
    "SQLITE_CORRUPT": (
        "is corrupt",
        "Restore a backup, rescue what can be read with `sqlite3 FILE .recover`, or move the file away.",
    ),
    "SQLITE_READONLY": ("cannot be written", "Give this user write permission on the file and on its folder."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Check that the folder exists and that this user may write in it."),
    "SQLITE_PERM": ("cannot be opened", "Give this user read and write permission on the file and on its folder."),
    "SQLITE_FULL": (
        "has no room left",
        "Free disk space or shorten `retention`; collection then goes on by itself.",
    ),
    "SQLITE_BUSY": (
        "is locked",
        "Another process writes for too long: end a second collector or a sqlite3 shell.",
    ),
    "SQLITE_IOERR": (
        "could not be read or written",
        "Check the disk, which may be full or broken; a store does not belong on a network share.",
    ),
}
_POSTGRES = {
    "28": ("refused the sign-in", "Check user and password in `store.url`."),
    "3D": ("has no such database", "Create it (`createdb`) or correct the name in `store.url`."),
    "25": ("is read-only", "Point `store.url` at the primary server, not at a standby."),
    "53": ("has no room or no connections left", "Free disk space or raise max_connections; collection goes on then."),
    "55": ("is locked", "Another session holds a lock: look at pg_stat_activity for one that idles in a transaction."),
    "57": ("is shutting down", "Start PostgreSQL again; collection goes on by itself then."),
    "42501": ("denies access", "Grant this user CREATE on the schema and all rights on its tables."),
    "": ("cannot be reached", "Check host, port and that PostgreSQL runs; collection goes on by itself then."),
}
_REFUSALS = {"authentication failed": "28", 'role "': "28", "pg_hba.conf": "28", "does not exist": "3D"}
"""What the server says before there is a session: psycopg hands on the words only, without the SQLSTATE."""


class StoreError(Exception):
    """The store cannot be used; `advice` says in one sentence what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message}. {advice}")
        self.message = message
        self.advice = advice


def store_error(error: DBAPIError | PoolTimeout, where: str) -> StoreError | None:
    """What a person should know about a database error, None where it is a mistake in our own statement."""
    if isinstance(error, PoolTimeout):
        return _made(_SQLITE["SQLITE_BUSY"], where)
    cause = error.orig
    if name := getattr(cause, "sqlite_errorname", None):
        return _made(next((known for key, known in _SQLITE.items() if name.startswith(key)), None), where)
    return _made(_postgres(cause), where)


def _postgres(cause: BaseException | None) -> tuple[str, str] | None:
    state = getattr(cause, "sqlstate", None)
    if state:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    if type(cause).__name__ != "OperationalError":
        return None
    return _POSTGRES[next((code for words, code in _REFUSALS.items() if words in str(cause)), "")]


def _made(known: tuple[str, str] | None, where: str) -> StoreError | None:
    return StoreError(f"The store {where} {known[0]}", known[1]) if known else None
