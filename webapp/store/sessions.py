"""Sessions of browsers. Only the hash of the token in the cookie is kept: who reads the store cannot come in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, Table, Text, delete, select, update

from webapp.person import How, Reach, Role
from webapp.store.people import people
from webapp.store.rights import reach_in, right_columns, rights_row, role_in
from webapp.store.schema import FreeText, Seconds, metadata


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's session. Role and reach are those of the sign-in; a local user's are read anew each time."""

    token_hash: str
    person: str
    how: How
    role: Role
    reach: Reach
    address: str
    browser: str
    created_at: int
    seen_at: int


sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person", FreeText, nullable=False),
    Column("how", Text, nullable=False),
    *right_columns(),
    Column("address", Text, nullable=False),
    Column("browser", FreeText, nullable=False),
    Column("created_at", Seconds, nullable=False),
    Column("seen_at", Seconds, nullable=False),
)
Index("ix_sessions_person", sessions.c.person)


def start_session(conn: Connection, session: Session) -> None:
    """Keep a new session."""
    row = {
        "token_hash": session.token_hash,
        "person": session.person,
        "how": session.how.value,
        "address": session.address,
        "browser": session.browser,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
    }
    conn.execute(sessions.insert().values(row | rights_row(session.role, session.reach)))


def session_of(conn: Connection, token_hash: str) -> Session | None:
    """The session with a local user's rights as they are now; None where it was ended or its user disabled."""
    row = conn.execute(select(sessions).where(sessions.c.token_hash == token_hash)).first()
    if row is None or row.how != How.PASSWORD:
        return _session(row, row) if row else None
    enabled = (people.c.name == row.person, people.c.disabled_at.is_(None))
    user = conn.execute(select(people).where(*enabled)).first()
    return _session(row, user) if user else None


def all_sessions(conn: Connection) -> list[Session]:
    """Every session that is kept, the one seen last first."""
    return [_session(row, row) for row in conn.execute(select(sessions).order_by(sessions.c.seen_at.desc()))]


def mark_seen(conn: Connection, token_hash: str, now: int) -> None:
    """Note that a session is in use."""
    conn.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now))


def end_session(conn: Connection, token_hash: str) -> bool:
    """End a session; False where there was none."""
    return conn.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount == 1


def end_sessions_of(conn: Connection, person: str, how: How) -> int:
    """End all sessions of a person; how many there were."""
    theirs = (sessions.c.person == person, sessions.c.how == how.value)
    return conn.execute(delete(sessions).where(*theirs)).rowcount


def forget_old(conn: Connection, created_before: int, seen_before: int) -> None:
    """Forget the sessions that are over."""
    over = (sessions.c.created_at <= created_before) | (sessions.c.seen_at <= seen_before)
    conn.execute(delete(sessions).where(over))


def _session(row: Row[*tuple[Any, ...]], rights: Row[*tuple[Any, ...]]) -> Session:
    return Session(
        row.token_hash,
        row.person,
        How(row.how),
        role_in(rights),
        reach_in(rights),
        row.address,
        row.browser,
        row.created_at,
        row.seen_at,
    )
