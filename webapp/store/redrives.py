"""Redrives: which dead letters were sent again, how, by whom, and what came of it. At most one a queue at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, Row, Select, Table, Text, select, update

from collectors.records import Identity
from webapp.analysis.redrive_counts import Outcome
from webapp.analysis.redrive_ways import Way
from webapp.store.codec import decode, encode
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids
from webapp.store.plans import Plan
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import insert_into

OPEN = ("waiting", "running")
LISTED = 100


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was decided or happened on the way."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class CauseCount:
    """The messages of one cause: how many, and how many of them came back. Empty text: unknown."""

    text: str
    messages: int
    bounced: int


@dataclass(frozen=True, slots=True)
class Filed:
    """Where the ledger of a redrive went when its time was over: a file of gzipped JSON lines, and its sums."""

    at: int
    file: str
    sha256: str
    lines: int
    causes: tuple[CauseCount, ...]


@dataclass(frozen=True, slots=True)
class Redrive:
    """One redrive. `state`: waiting, running, done, stopped (by its canary), cancelled, failed or refused.

    `phase` says what it is at while it runs; `asked` is what the plan asked for; `total` how many messages it is
    about, None for all that are there. `error` is why it failed; `filed` where its ledger is, None while it is here.
    """

    id: int
    identity: Identity
    plan_id: str
    job_id: int
    way: Way
    person: str
    state: str
    phase: str
    started_at: int
    finished_at: int | None
    asked: Mapping[str, Any]
    total: int | None
    outcome: Outcome | None
    story: tuple[Told, ...]
    error: str
    filed: Filed | None = None

    @property
    def open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN


redrives = Table(
    "redrives",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("queue_id", Integer, ForeignKey("identities.id"), nullable=False),
    Column("busy_queue_id", Integer, unique=True),
    Column("plan_id", Text, nullable=False),
    Column("job_id", Integer, nullable=False),
    Column("way", Text, nullable=False),
    Column("person", FreeText, nullable=False),
    Column("state", Text, nullable=False),
    Column("phase", Text, nullable=False, default=""),
    Column("started_at", Seconds, nullable=False),
    Column("finished_at", Seconds),
    Column("asked", Text, nullable=False),
    Column("total", Integer),
    Column("outcome", Text, nullable=False, default=""),
    Column("story", Text, nullable=False, default="[]"),
    Column("error", FreeText, nullable=False, default=""),
    Column("filed", Text, nullable=False, default="", server_default=""),
)
Index("ix_redrives_queue_id", redrives.c.queue_id)


def begin_redrive(conn: Connection, plan: Plan, job_id: int, total: int | None, now: int) -> int | None:
    """Note a redrive that waits for its job; its id, or None while another is open on the queue."""
    queue = ids_of(conn, [plan.identity])[plan.identity]
    row = {
        "queue_id": queue,
        "busy_queue_id": queue,
        "plan_id": plan.id,
        "job_id": job_id,
        "way": Way(plan.asked["way"]).value,
        "person": plan.person.name,
        "state": "waiting",
        "started_at": now,
        "asked": orjson.dumps(dict(plan.asked)).decode(),
        "total": total,
    }
    statement = insert_into(conn, redrives).values(row).on_conflict_do_nothing(index_elements=["busy_queue_id"])
    return conn.execute(statement.returning(redrives.c.id)).scalar()


def save_state(conn: Connection, key: int, state: str, phase: str = "", **values: Any) -> None:
    """Note where it stands; a state that is not open frees the queue. `values`: outcome, story, error, finished_at."""
    row: dict[str, Any] = {"state": state, "phase": phase} | values
    if "outcome" in row:
        row["outcome"] = encode(row["outcome"]) if row["outcome"] else ""
    if "story" in row:
        row["story"] = encode(tuple(row["story"]), tuple[Told, ...])
    if state not in OPEN:
        row["busy_queue_id"] = None
    conn.execute(update(redrives).where(redrives.c.id == key).values(row))


def redrive_of(conn: Connection, key: int) -> Redrive | None:
    """One redrive."""
    row = conn.execute(_selected().where(redrives.c.id == key)).first()
    return None if row is None else _redrive(row)


def redrive_of_plan(conn: Connection, plan_id: str) -> Redrive | None:
    """The redrive that a plan has become."""
    row = conn.execute(_selected().where(redrives.c.plan_id == plan_id)).first()
    return None if row is None else _redrive(row)


def redrive_of_job(conn: Connection, job_id: int) -> Redrive | None:
    """The redrive that a job performs."""
    row = conn.execute(_selected().where(redrives.c.job_id == job_id)).first()
    return None if row is None else _redrive(row)


def latest_redrives(conn: Connection, identity: Identity | None = None, before: int | None = None) -> list[Redrive]:
    """The newest LISTED redrives, of one queue or of all; those with a smaller id than `before`."""
    query = _selected().order_by(redrives.c.id.desc()).limit(LISTED)
    if identity is not None:
        query = query.where(redrives.c.queue_id == _key_of(conn, identity))
    if before is not None:
        query = query.where(redrives.c.id < before)
    return [_redrive(row) for row in conn.execute(query)]


def open_redrive(conn: Connection, identity: Identity) -> Redrive | None:
    """The redrive that waits or runs on a queue."""
    row = conn.execute(_selected().where(redrives.c.busy_queue_id == _key_of(conn, identity))).first()
    return None if row is None else _redrive(row)


def times_bounced(conn: Connection, identity: Identity) -> int:
    """How many redrives of a queue had messages come back."""
    past = [each.outcome for each in latest_redrives(conn, identity)]
    return sum(1 for outcome in past if outcome and outcome.bounced)


def ended_before(conn: Connection, before: int) -> list[Redrive]:
    """Those that ended before a time and whose ledger is still here, the oldest first, LISTED at most."""
    here = (redrives.c.finished_at < before, redrives.c.state.not_in(OPEN), redrives.c.filed == "")
    return [_redrive(row) for row in conn.execute(_selected().where(*here).order_by(redrives.c.id).limit(LISTED))]


def note_filed(conn: Connection, key: int, filed: Filed) -> None:
    """Note where its ledger went."""
    conn.execute(update(redrives).where(redrives.c.id == key).values(filed=encode(filed)))


FILED = select(redrives.c.id).where(redrives.c.filed != "")
"""The ids of those whose ledgers are in files."""


def _key_of(conn: Connection, identity: Identity) -> int:
    """The queue's id, -1 where it was never seen."""
    return known_ids(conn, [identity]).get(identity, -1)


def _selected() -> Select[*tuple[Any, ...]]:
    return select(redrives, *PARTS).join(identities, identities.c.id == redrives.c.queue_id)


def _redrive(row: Row[*tuple[Any, ...]]) -> Redrive:
    return Redrive(
        id=row.id,
        identity=identity_in(row),
        plan_id=row.plan_id,
        job_id=row.job_id,
        way=Way(row.way),
        person=row.person,
        state=row.state,
        phase=row.phase,
        started_at=row.started_at,
        finished_at=row.finished_at,
        asked=orjson.loads(row.asked),
        total=row.total,
        outcome=decode(Outcome, row.outcome) if row.outcome else None,
        story=decode(tuple[Told, ...], row.story),
        error=row.error,
        filed=decode(Filed, row.filed) if row.filed else None,
    )
