"""Local users: their role, how far they reach, and the argon2id hash of their password."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, Text, select, update

from webapp.person import EVERYWHERE, Reach, Role
from webapp.store.rights import reach_in, right_columns, rights_row, role_in
from webapp.store.schema import Seconds, metadata


@dataclass(frozen=True, slots=True)
class User:
    """One local user. A disabled one stays known, so that the journal's names keep their meaning."""

    name: str
    role: Role
    created_at: int
    reach: Reach = EVERYWHERE
    disabled_at: int | None = None
    signed_in_at: int | None = None


people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password", Text, nullable=False),
    *right_columns(),
    Column("created_at", Seconds, nullable=False),
    Column("disabled_at", Seconds),
    Column("signed_in_at", Seconds),
)


def add_user(conn: Connection, user: User, password_hash: str) -> bool:
    """Add a user; False where the name is taken."""
    if user_of(conn, user.name):
        return False
    row = {"name": user.name, "password": password_hash, "created_at": user.created_at}
    conn.execute(people.insert().values(row | rights_row(user.role, user.reach)))
    return True


def users(conn: Connection) -> list[User]:
    """Every local user by name, disabled ones too."""
    return [_user(row) for row in conn.execute(select(people).order_by(people.c.name))]


def user_of(conn: Connection, name: str) -> User | None:
    """The user of this name, None where there is none."""
    row = conn.execute(select(people).where(people.c.name == name)).first()
    return _user(row) if row else None


def password_hash_of(conn: Connection, name: str) -> str | None:
    """The hash of the password of a user who may sign in; None where there is none, or a disabled one."""
    enabled = (people.c.name == name, people.c.disabled_at.is_(None))
    return conn.execute(select(people.c.password).where(*enabled)).scalar()


def set_password(conn: Connection, name: str, password_hash: str) -> None:
    """Set the hash of a new password."""
    _change(conn, name, {"password": password_hash})


def set_role(conn: Connection, name: str, role: Role) -> None:
    """Give another role; open sessions have it at once."""
    _change(conn, name, {"role": role.value})


def set_disabled(conn: Connection, name: str, at: int | None) -> None:
    """Keep a user out from a time on, or (None) let them in again."""
    _change(conn, name, {"disabled_at": at})


def mark_signed_in(conn: Connection, name: str, now: int) -> None:
    """Note when a user last signed in."""
    _change(conn, name, {"signed_in_at": now})


def is_anybody_known(conn: Connection) -> bool:
    """Whether a local user was ever added: from then on people have to sign in."""
    return conn.execute(select(people.c.name).limit(1)).first() is not None


def has_admin(conn: Connection) -> bool:
    """Whether a local admin may sign in."""
    may = (people.c.role == Role.ADMIN, people.c.disabled_at.is_(None))
    return conn.execute(select(people.c.name).where(*may).limit(1)).first() is not None


def _change(conn: Connection, name: str, values: dict[str, Any]) -> None:
    conn.execute(update(people).where(people.c.name == name).values(values))


def _user(row: Row[*tuple[Any, ...]]) -> User:
    return User(row.name, role_in(row), row.created_at, reach_in(row), row.disabled_at, row.signed_in_at)
