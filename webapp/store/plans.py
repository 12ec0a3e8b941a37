"""Plans: what somebody is about to do, as it was shown to them. A plan is confirmed once, and soon, or never."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, select, update

from collectors.records import Identity
from webapp.person import Person
from webapp.store.codec import decode, encode
from webapp.store.identities import ids_of
from webapp.store.schema import Seconds, metadata


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. `asked` is what the person chose, `facts` what was read of AWS and must still hold when it is done.

    `steps`, `warnings` and `refusals` are sentences for people; a plan with a refusal cannot be confirmed. `shown` is
    further data for the page, which need not hold later.
    """

    id: str
    kind: str
    person: Person
    identity: Identity
    asked: Mapping[str, Any]
    facts: Mapping[str, Any]
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    created_at: int
    expires_at: int
    refusals: tuple[str, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over everything that was shown; the confirmation repeats it."""
        said = (self.id, self.kind, self.person.name, str(self.identity), self.asked, self.facts)
        return hashlib.sha256(json.dumps([*said, self.steps, self.warnings], sort_keys=True).encode()).hexdigest()


plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identity_id", Integer, ForeignKey("identities.id"), nullable=False),
    Column("record", Text, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    Column("job_id", Integer),
)


def new_plan_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(12)


def save_plan(conn: Connection, plan: Plan) -> None:
    """Keep a new plan."""
    key = ids_of(conn, [plan.identity])[plan.identity]
    row = {"id": plan.id, "identity_id": key, "record": encode(plan), "expires_at": plan.expires_at}
    conn.execute(plans.insert().values(row))


def plan_of(conn: Connection, plan_id: str) -> Plan | None:
    """One plan, expired ones too; None where there never was one of that id."""
    text = conn.execute(select(plans.c.record).where(plans.c.id == plan_id)).scalar()
    return None if text is None else decode(Plan, text)


def job_of_plan(conn: Connection, plan_id: str) -> int | None:
    """The job that a plan has become, None while nobody has confirmed it."""
    return conn.execute(select(plans.c.job_id).where(plans.c.id == plan_id)).scalar()


def note_job(conn: Connection, plan_id: str, job_id: int) -> bool:
    """Note what a plan has become; False where it had become a job before."""
    open_plan = (plans.c.id == plan_id, plans.c.job_id.is_(None))
    return conn.execute(update(plans).where(*open_plan).values(job_id=job_id)).rowcount == 1
