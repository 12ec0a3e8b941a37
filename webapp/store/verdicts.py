"""The newest verdict on each thing, and the history of its states."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, Row, Table, Text, select, update

from collectors.records import Identity, Kind
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.store.codec import decode_kept, encode
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids, slices
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

verdicts_table = Table(
    "verdicts",
    metadata,
    identity_key("identity_id"),
    Column("state", Text, nullable=False),
    Column("since", Seconds, nullable=False),
    Column("judged_at", Seconds, nullable=False),
    Column("reasons", Text, nullable=False),
)
history = Table(
    "verdict_history",
    metadata,
    Column("identity_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("judged_at", Seconds, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("since", Seconds, nullable=False),
    Column("reasons", Text, nullable=False),
)
Index("ix_verdict_history_judged_at", history.c.judged_at)
_REASONS = tuple[Reason, ...]


def save_verdicts(conn: Connection, verdicts: Sequence[Verdict]) -> None:
    """Save the newest verdict of each thing; one whose state differs from the last is kept in its history, too."""
    ids = ids_of(conn, (verdict.identity for verdict in verdicts))
    save_verdicts_by_id(conn, {ids[verdict.identity]: verdict for verdict in verdicts})


def save_verdicts_by_id(conn: Connection, verdicts: Mapping[int, Verdict]) -> None:
    """The same, where the ids of the things are known."""
    before = _states(conn, list(verdicts))
    rows = [_row(key, verdict) for key, verdict in verdicts.items()]
    upsert(conn, history, [row for row in rows if before.get(row["identity_id"]) != row["state"]])
    upsert(conn, verdicts_table, rows)


def confirm_verdicts(conn: Connection, verdicts: Mapping[int, Verdict]) -> None:
    """These verdicts, by the ids of the things, say what those in the store say, and are newer."""
    dated: dict[int, list[int]] = defaultdict(list)
    for key, verdict in verdicts.items():
        dated[verdict.judged_at].append(key)
    for judged_at, keys in dated.items():
        again = update(verdicts_table).where(verdicts_table.c.identity_id.in_(keys))
        conn.execute(again.values(judged_at=judged_at))


def verdicts(conn: Connection, *, target: str | None = None, kind: Kind | None = None) -> dict[Identity, Verdict]:
    """The newest verdict on everything that is not gone; of one target or of all, of one kind or of any."""
    there = (identities.c.gone_at.is_(None), in_target(conn, target))
    query = select(verdicts_table, *PARTS).join(identities).where(*there)
    if kind is not None:
        query = query.where(identities.c.kind == kind)
    found = [_verdict(identity_in(row), row) for row in conn.execute(query).all()]
    return {verdict.identity: verdict for verdict in found}


def verdict_of(conn: Connection, identity: Identity) -> Verdict | None:
    """The newest verdict on one thing, None where it was never judged."""
    keys = known_ids(conn, [identity]).values()
    row = conn.execute(select(verdicts_table).where(verdicts_table.c.identity_id.in_(keys))).first()
    return None if row is None else _verdict(identity, row)


def verdicts_since(conn: Connection, start: int, end: int, identity: Identity | None = None) -> list[Verdict]:
    """The verdicts of [start, end) that changed a state, of one thing or of all, newest first."""
    within = (history.c.judged_at >= start, history.c.judged_at < end)
    query = select(history, *PARTS).join(identities).where(*within).order_by(history.c.judged_at.desc())
    if identity is not None:
        query = query.where(history.c.identity_id.in_(known_ids(conn, [identity]).values()))
    return [_verdict(identity_in(row), row) for row in conn.execute(query)]


def judged_before(conn: Connection, things: Iterable[Identity], at: int) -> frozenset[Identity]:
    """Those of the things that had been judged before `at`."""
    ids, found = known_ids(conn, things), set[int]()
    for some in slices(list(ids.values())):
        query = select(history.c.identity_id).where(history.c.identity_id.in_(some), history.c.judged_at < at)
        found.update(conn.execute(query.distinct()).scalars())
    return frozenset(identity for identity, key in ids.items() if key in found)


def _states(conn: Connection, keys: Sequence[int]) -> dict[int, str]:
    table = verdicts_table.c
    states: dict[int, str] = {}
    for some in slices(keys):
        rows = conn.execute(select(table.identity_id, table.state).where(table.identity_id.in_(some)))
        states |= {key: state for key, state in rows}
    return states


def _row(key: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "identity_id": key,
        "state": verdict.state,
        "since": verdict.since,
        "judged_at": verdict.judged_at,
        "reasons": encode(verdict.reasons, _REASONS),
    }


def _verdict(identity: Identity, row: Row[*tuple[Any, ...]]) -> Verdict:
    return Verdict(identity, State(row.state), row.since, row.judged_at, decode_kept(_REASONS, row.reasons))
