"""Work that a page asked for and that takes longer than a request: claimed by lease, resumed after a crash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Row,
    Table,
    Text,
    bindparam,
    select,
    update,
)

from collectors.records import Identity, Kind
from webapp.store.lease import FAR_S
from webapp.store.schema import Seconds, metadata
from webapp.store.upserts import insert_into


class JobState(StrEnum):
    """Where a job stands. RUNNING with an expired lease is up for being claimed again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `progress` and `result` are what the job itself notes; `attempts` counts the claims.

    Nobody claims it before `due_at`.
    """

    id: int
    kind: str
    payload: Mapping[str, Any]
    state: JobState
    created_at: int
    owner: str
    lease_until: int
    attempts: int
    cancel_requested: bool
    progress: Mapping[str, Any]
    result: Mapping[str, Any]
    finished_at: int | None
    due_at: int = 0

    @property
    def place(self) -> Identity:
        """The account and region that its payload names; KeyError where it was made without `naming`."""
        asked = self.payload
        return Identity(asked["partition"], asked["account"], asked["region"], Kind.ACCOUNT, "")


def naming(place: Identity) -> dict[str, str]:
    """The part of a payload that names an account and region."""
    return {"partition": place.partition, "account": place.account, "region": place.region}


@dataclass(frozen=True, slots=True)
class JobHead:
    """A job without what it noted and brought, which may be long."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    state: JobState
    created_at: int
    finished_at: int | None


jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Seconds, nullable=False),
    Column("owner", Text, nullable=False, default=""),
    Column("lease_until", Seconds, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("cancel_requested", Boolean, nullable=False, default=False),
    Column("progress", Text, nullable=False, default="{}"),
    Column("result", Text, nullable=False, default="{}"),
    Column("finished_at", Seconds),
    Column("idempotency_key", Text, unique=True),
    Column("due_at", Seconds, nullable=False, default=0, server_default="0"),
)
Index("ix_jobs_state", jobs.c.state, jobs.c.id)
_HELD = (
    select(jobs.c.id)
    .where(jobs.c.id == bindparam("job"), jobs.c.attempts == bindparam("attempt"), jobs.c.state == JobState.RUNNING)
    .with_for_update()
)


def add(
    conn: Connection,
    kind: str,
    payload: Mapping[str, Any],
    now: int,
    idempotency_key: str | None = None,
    due_at: int = 0,
) -> int:
    """Queue a job for `due_at` or at once, and return its id; the same key again returns the job that is there."""
    row = {"kind": kind, "payload": _text(payload), "state": JobState.WAITING, "created_at": now, "due_at": due_at}
    statement = insert_into(conn, jobs).values(row | {"idempotency_key": idempotency_key})
    added = conn.execute(statement.on_conflict_do_nothing(index_elements=["idempotency_key"]).returning(jobs.c.id))
    if (key := added.scalar()) is not None:
        return int(key)
    there = select(jobs.c.id).where(jobs.c.idempotency_key == idempotency_key)
    return int(conn.execute(there).scalar_one())


def claim(conn: Connection, owner: str, now: int, lease_s: int) -> Job | None:
    """Claim the oldest job that waits, or whose worker has let its lease expire; None where there is none."""
    mine = {"state": JobState.RUNNING, "owner": owner, "lease_until": now + lease_s, "attempts": jobs.c.attempts + 1}
    candidates = select(jobs.c.id).where(_claimable(now)).order_by(jobs.c.id).limit(10)
    for key in conn.execute(candidates).scalars().all():
        claimed = conn.execute(update(jobs).where(jobs.c.id == key, _claimable(now)).values(mine))
        if claimed.rowcount == 1:
            return job_of(conn, key)
    return None


def is_any_claimable(conn: Connection, now: int) -> bool:
    """Whether `claim` would find one: to look twice a second, without waiting for anybody who writes."""
    return conn.execute(select(jobs.c.id).where(_claimable(now)).limit(1)).first() is not None


def progress(conn: Connection, job: Job, noted: Mapping[str, Any], now: int, lease_s: int) -> bool:
    """Note how far it is and hold on to it; False where somebody else has claimed it: stop at once then."""
    return _change(conn, job, {"progress": _text(noted), "lease_until": now + lease_s})


def is_mine(conn: Connection, job: Job) -> bool:
    """Whether nobody else has claimed the job: within a transaction that writes nobody can."""
    return conn.execute(_HELD, {"job": job.id, "attempt": job.attempts}).first() is not None


def finish(conn: Connection, job: Job, state: JobState, result: Mapping[str, Any], now: int) -> bool:
    """End it as DONE, FAILED or CANCELLED; False where somebody else has claimed it."""
    return _change(conn, job, {"state": state, "result": _text(result), "finished_at": now, "lease_until": 0})


def give_back(conn: Connection, job: Job) -> bool:
    """Let anybody claim it at once, and go on from what was noted; False where somebody else has done so."""
    return _change(conn, job, {"lease_until": 0})


def request_cancel(conn: Connection, key: int) -> None:
    """Ask a job to stop; it looks at `cancel_requested` between its steps."""
    conn.execute(update(jobs).where(jobs.c.id == key).values(cancel_requested=True))


def cancel_requested(conn: Connection, key: int) -> bool:
    """Whether somebody asked the job to stop."""
    return bool(conn.execute(select(jobs.c.cancel_requested).where(jobs.c.id == key)).scalar())


def job_of(conn: Connection, key: int) -> Job | None:
    """One job, None where there is none of that id."""
    row = conn.execute(select(jobs).where(jobs.c.id == key)).first()
    return None if row is None else job_in(row)


def newest(conn: Connection, kinds: Sequence[str], since: int, most: int) -> list[JobHead]:
    """The jobs of some kinds that were added since then, newest first."""
    columns = (jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.state, jobs.c.created_at, jobs.c.finished_at)
    wanted = select(*columns).where(jobs.c.kind.in_(kinds), jobs.c.created_at >= since)
    rows = conn.execute(wanted.order_by(jobs.c.id.desc()).limit(most))
    return [
        JobHead(key, kind, orjson.loads(payload), JobState(state), created, finished)
        for key, kind, payload, state, created, finished in rows
    ]


def job_with_key(conn: Connection, idempotency_key: str) -> int | None:
    """The id of the job that was added with a key."""
    return conn.execute(select(jobs.c.id).where(jobs.c.idempotency_key == idempotency_key)).scalar()


def _claimable(now: int) -> ColumnElement[bool]:
    abandoned = (jobs.c.state == JobState.RUNNING) & ~jobs.c.lease_until.between(now + 1, now + FAR_S)
    return ((jobs.c.state == JobState.WAITING) & (jobs.c.due_at <= now)) | abandoned


def _change(conn: Connection, job: Job, values: Mapping[str, Any]) -> bool:
    """The attempt is the fence: a worker that lost the job has an older one."""
    mine = (jobs.c.id == job.id, jobs.c.attempts == job.attempts, jobs.c.state == JobState.RUNNING)
    return conn.execute(update(jobs).where(*mine).values(values)).rowcount == 1


def _text(noted: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(noted)).decode()


def job_in(row: Row[*tuple[Any, ...]]) -> Job:
    """A row as a record."""
    kept = row._asdict()
    del kept["idempotency_key"]
    texts = {name: orjson.loads(kept[name]) for name in ("payload", "progress", "result")}
    return Job(**kept | texts | {"state": JobState(row.state)})
