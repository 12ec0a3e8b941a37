"""The integer ids behind identities. Nothing is deleted: what AWS no longer lists gets `gone_at`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    select,
    update,
)

from collectors.records import Identity, Kind, Listed
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import insert_new

identities = Table(
    "identities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("partition", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("gone_at", Seconds),
    UniqueConstraint("account", "region", "kind", "name", "partition"),
)
_IS_GONE = identities.c.gone_at.is_not(None)
Index("ix_identities_gone", identities.c.id, sqlite_where=_IS_GONE, postgresql_where=_IS_GONE)
PARTS = (identities.c.partition, identities.c.account, identities.c.region, identities.c.kind, identities.c.name)
_NAMES_A_QUERY = 500
T = TypeVar("T")


def ids_of(conn: Connection, wanted: Iterable[Identity]) -> dict[Identity, int]:
    """The id of each identity; those not seen before are created."""
    all_of_them = set(wanted)
    known = known_ids(conn, all_of_them)
    if missing := sorted(all_of_them - known.keys()):
        insert_new(conn, identities, [_row(identity) for identity in missing])
        known |= known_ids(conn, missing)
    return known


def known_ids(conn: Connection, wanted: Iterable[Identity]) -> dict[Identity, int]:
    """The ids of those identities that are in the store."""
    places: dict[tuple[str, str, str, Kind], list[str]] = defaultdict(list)
    for identity in wanted:
        places[identity.partition, identity.account, identity.region, identity.kind].append(identity.name)
    found: dict[Identity, int] = {}
    for place, names in places.items():
        for some in slices(names):
            there = select(identities.c.id, identities.c.name).where(*_at(*place), identities.c.name.in_(some))
            found |= {Identity(*place, name): key for key, name in conn.execute(there)}
    return found


def identity_of(conn: Connection, key: int) -> Identity:
    """The identity behind an id; KeyError where there is none."""
    row = conn.execute(select(*PARTS).where(identities.c.id == key)).first()
    if row is None:
        raise KeyError(key)
    return identity_in(row)


def identities_of(conn: Connection, kind: Kind, *those: ColumnElement[bool]) -> dict[int, Identity]:
    """Every identity of one kind by its id, gone ones too; or only `those` that meet a condition."""
    parts = (identities.c.id, identities.c.partition, identities.c.account, identities.c.region, identities.c.name)
    rows = conn.execute(select(*parts).where(identities.c.kind == kind, *those)).all()
    return {key: Identity(partition, account, region, kind, name) for key, partition, account, region, name in rows}


def identities_by_id(conn: Connection, keys: Collection[int]) -> dict[int, Identity]:
    """The identities behind those ids that there are, of whatever kind, gone ones too."""
    found: dict[int, Identity] = {}
    for some in slices(list(keys)):
        rows = conn.execute(select(identities.c.id, *PARTS).where(identities.c.id.in_(some)))
        found |= {row.id: identity_in(row) for row in rows}
    return found


def named(conn: Connection, kind: Kind, whose: Collection[Identity] | None) -> dict[int, Identity]:
    """`whose` identities by their ids, as far as they are known; every one of the kind where it is None."""
    if whose is None:
        return identities_of(conn, kind)
    return {key: identity for identity, key in known_ids(conn, whose).items()}


def find(conn: Connection, *, account: str, region: str, kind: Kind, name: str) -> int | None:
    """The id of a thing named as in a URL, or None."""
    here = (identities.c.account == account, identities.c.region == region, identities.c.kind == kind)
    return conn.execute(select(identities.c.id).where(*here, identities.c.name == name)).scalars().first()


def mark_gone(conn: Connection, listed: Listed, now: int) -> list[Identity]:
    """Note that AWS no longer lists some things: those that were there and are not among `listed.names`."""
    place = _at(listed.partition, listed.account, listed.region, listed.kind)
    rows = conn.execute(select(*PARTS, identities.c.id).where(*place, identities.c.gone_at.is_(None))).all()
    gone = [row for row in rows if row.name not in listed.names]
    for some in slices([row.id for row in gone]):
        conn.execute(update(identities).where(identities.c.id.in_(some)).values(gone_at=now))
    return [identity_in(row) for row in gone]


def mark_seen(conn: Connection, keys: Collection[int]) -> None:
    """What was gone is there again."""
    for some in slices(list(keys)):
        back = identities.c.id.in_(some) & identities.c.gone_at.is_not(None)
        conn.execute(update(identities).where(back).values(gone_at=None))


def gone_since(conn: Connection, wanted: Iterable[Identity]) -> dict[Identity, int]:
    """When those of these things were first missed that AWS did not list at the last look."""
    ids = known_ids(conn, wanted)
    found: dict[int, int] = {}
    for some in slices(list(ids.values())):
        gone = select(identities.c.id, identities.c.gone_at).where(identities.c.id.in_(some))
        found |= {key: at for key, at in conn.execute(gone.where(identities.c.gone_at.is_not(None)))}
    return {identity: found[key] for identity, key in ids.items() if key in found}


def gone_at(conn: Connection, identity: Identity) -> int | None:
    """When a thing was first missed, None while it is there or was never seen."""
    here = _at(identity.partition, identity.account, identity.region, identity.kind)
    return conn.execute(select(identities.c.gone_at).where(*here, identities.c.name == identity.name)).scalar()


def _at(partition: str, account: str, region: str, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    parts = identities.c
    return parts.partition == partition, parts.account == account, parts.region == region, parts.kind == kind


def _row(identity: Identity) -> dict[str, str]:
    return {
        "partition": identity.partition,
        "account": identity.account,
        "region": identity.region,
        "kind": identity.kind,
        "name": identity.name,
    }


def identity_in(row: Row[*tuple[Any, ...]]) -> Identity:
    """The identity in a row that was selected with `PARTS`."""
    return Identity(row.partition, row.account, row.region, Kind(row.kind), row.name)


def slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """`items` in pieces small enough for the parameters of one query."""
    for start in range(0, len(items), _NAMES_A_QUERY):
        yield items[start : start + _NAMES_A_QUERY]
