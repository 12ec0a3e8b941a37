"""Exactly one collector works on a target: a row says who, until when, and with which fencing token.

The token grows with every new holder. Who was paused past its expiry finds out by `holds` in the transaction that it
is about to write in, and writes nothing.
"""

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, Integer, Table, Text, case, select, update

from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import insert_into

FAR_S = 600
"""Nobody takes a lease for so long: one that ends later was taken while a clock was ahead, and holds nobody back."""

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    Column("token", Integer, nullable=False),
    Column("taken_at", Seconds, nullable=False, default=0, server_default="0"),
    Column("taken_from", Text, nullable=False, default="", server_default=""),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """`owner` (host:process:…) holds a lease since `since` and until `until`, 0 where it was given back.

    `taken_from` is who let it expire without giving it back: killed, cut off from the store, or with a wrong clock.
    """

    owner: str
    since: int
    until: int
    taken_from: str

    def holds(self, now: int) -> bool:
        """Whether it is held now."""
        return now < self.until <= now + FAR_S


def lease_of(target: str) -> str:
    """The name of the lease on a target."""
    return f"target:{target}"


def take(conn: Connection, name: str, owner: str, now: int, seconds: int) -> int | None:
    """Take a lease that is free, expired or one's own; return its token, None while somebody else holds it."""
    taken = {"owner": owner, "expires_at": now + seconds, "taken_at": now}
    fresh = insert_into(conn, leases).values(name=name, token=1, **taken)
    free = ~_runs(now) | (leases.c.owner == owner)
    lost = case((leases.c.expires_at == 0, ""), (leases.c.owner == owner, leases.c.taken_from), else_=leases.c.owner)
    again = taken | {"token": leases.c.token + 1, "taken_from": lost}
    statement = fresh.on_conflict_do_update(index_elements=["name"], set_=again, where=free)
    return conn.execute(statement.returning(leases.c.token)).scalar()


def is_free(conn: Connection, name: str, owner: str, now: int) -> bool:
    """Whether `take` would get it: to look each second without keeping anybody from writing."""
    others = (leases.c.name == name, leases.c.owner != owner, _runs(now))
    return conn.execute(select(leases.c.name).where(*others)).first() is None


def renew(conn: Connection, name: str, token: int, now: int, seconds: int) -> bool:
    """Hold on to it for `seconds` from now; False where it is lost."""
    statement = update(leases).where(*_held(name, token, now)).values(expires_at=now + seconds)
    return conn.execute(statement).rowcount == 1


def holds(conn: Connection, name: str, token: int, now: int) -> bool:
    """Whether the lease is still held, and stays so until this transaction ends."""
    return conn.execute(select(leases.c.name).where(*_held(name, token, now)).with_for_update()).first() is not None


def release(conn: Connection, name: str, token: int) -> None:
    """Give it back, so that the next one need not wait for its expiry."""
    conn.execute(update(leases).where(leases.c.name == name, leases.c.token == token).values(expires_at=0))


def holders(conn: Connection) -> dict[str, Holder]:
    """Who holds each lease, or held it last, by the lease's name."""
    rows = conn.execute(select(leases))
    return {row.name: Holder(row.owner, row.taken_at, row.expires_at, row.taken_from) for row in rows}


def _runs(now: int) -> ColumnElement[bool]:
    return leases.c.expires_at.between(now + 1, now + FAR_S)


def _held(name: str, token: int, now: int) -> tuple[ColumnElement[bool], ...]:
    return leases.c.name == name, leases.c.token == token, leases.c.expires_at > now
