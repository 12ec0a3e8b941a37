"""Functions and queues by a part of their name: to choose one of ten thousand."""

from sqlalchemy import Connection, func, select

from collectors.records import Identity, Kind
from webapp.store.identities import PARTS, identities, identity_in

Found = tuple[tuple[Identity, ...], int]


def things(conn: Connection, kind: Kind, text: str, most: int) -> Found:
    """The first `most` by name of those that are there and have `text` in their name, and how many there are."""
    here = [identities.c.kind == kind, identities.c.gone_at.is_(None)]
    if text:
        here.append(func.lower(identities.c.name).contains(text.lower(), autoescape=True))
    names = select(*PARTS).where(*here).order_by(identities.c.name, identities.c.id).limit(most)
    total = conn.execute(select(func.count()).select_from(identities).where(*here)).scalar_one()
    return tuple(identity_in(row) for row in conn.execute(names)), total
