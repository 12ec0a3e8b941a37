"""Tokens for the API: hashed, with a role of their own, expiring, revocable."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, Table, Text, select, update

from webapp.person import EVERYWHERE, Reach, Role
from webapp.store.rights import reach_in, right_columns, rights_row, role_in
from webapp.store.schema import FreeText, Seconds, metadata


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of a token; the token itself is shown once and kept nowhere."""

    id: int
    name: str
    role: Role
    created_by: str
    created_at: int
    expires_at: int
    reach: Reach = EVERYWHERE
    used_at: int | None = None
    revoked_at: int | None = None


api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("name", FreeText, nullable=False),
    *right_columns(),
    Column("created_by", FreeText, nullable=False),
    Column("created_at", Seconds, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    Column("used_at", Seconds),
    Column("revoked_at", Seconds),
)


def add_token(conn: Connection, token: ApiToken, token_hash: str) -> int:
    """Keep a token (its `id` is not looked at) and return its id."""
    row = {
        "token_hash": token_hash,
        "name": token.name,
        "created_by": token.created_by,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    added = conn.execute(
        api_tokens.insert().values(row | rights_row(token.role, token.reach)).returning(api_tokens.c.id)
    )
    return int(added.scalar_one())


def valid_token(conn: Connection, token_hash: str, now: int) -> ApiToken | None:
    """The token of this hash, None where it does not exist, has expired or was revoked."""
    valid = (api_tokens.c.token_hash == token_hash, api_tokens.c.revoked_at.is_(None), api_tokens.c.expires_at > now)
    row = conn.execute(select(api_tokens).where(*valid)).first()
    return _token(row) if row else None


def tokens(conn: Connection) -> list[ApiToken]:
    """Every token that was ever made, newest first."""
    return [_token(row) for row in conn.execute(select(api_tokens).order_by(api_tokens.c.id.desc()))]


def mark_used(conn: Connection, key: int, now: int) -> None:
    """Note that a token is in use."""
    conn.execute(update(api_tokens).where(api_tokens.c.id == key).values(used_at=now))


def revoke(conn: Connection, key: int, now: int) -> bool:
    """Let a token open nothing any more; False where there was none to revoke."""
    open_ = (api_tokens.c.id == key, api_tokens.c.revoked_at.is_(None))
    return conn.execute(update(api_tokens).where(*open_).values(revoked_at=now)).rowcount == 1


def _token(row: Row[*tuple[Any, ...]]) -> ApiToken:
    return ApiToken(
        row.id,
        row.name,
        role_in(row),
        row.created_by,
        row.created_at,
        row.expires_at,
        reach_in(row),
        row.used_at,
        row.revoked_at,
    )
