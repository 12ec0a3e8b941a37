"""From a plan to its doing: it is kept, confirmed as it was shown, and becomes a job that reads AWS once more first.

A kind of plan is an `Action`; webapp/actions/kinds.py lists them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.failures import AwsError
from webapp.actions.door import Door, NoWay, door
from webapp.clock import Clock
from webapp.config import Config
from webapp.jobs import JobCancelled, JobLost, JobRefused, Result, Working
from webapp.person import Person
from webapp.services import services
from webapp.store import Connection, StoreError, journal
from webapp.store import jobs as job_rows
from webapp.store.database import Store
from webapp.store.plans import Plan, job_of_plan, note_job, plan_of

LASTS_S = 900
"""A plan can be confirmed for a quarter of an hour: what it says of AWS grows old."""


class PlanRefused(Exception):
    """A plan cannot be confirmed; the text says why, and what to do."""


@dataclass(frozen=True)
class Acting:
    """What an action may reach."""

    config: Config
    store: Store
    clock: Clock
    door: Door


def acting() -> Acting:
    """What the running application's views act with."""
    here = services()
    return Acting(here.config, here.store, here.clock, door())


@dataclass(frozen=True)
class Action:
    """How one kind of plan is done: `read` asks AWS for the plan's facts again, `perform` does it, also a second time
    after a crash. `perform` may raise JobCancelled; its result goes to the page and into the journal.

    `ended` is told in the end what was said (`done`, `cancelled`, `failed`, `refused`, or the result's own `outcome`)
    and why.
    """

    read: Callable[[Acting, Plan], Mapping[str, Any]]
    perform: Callable[[Acting, Plan, Working], Result]
    ended: Callable[[Acting, Plan, str, str], None] = lambda acting, plan, said, why: None


def confirm(conn: Connection, plan_id: str, digest: str, person: Person, now: int, key: str | None = None) -> int:
    """Turn a plan into a job and return the job's id; a second confirmation returns the same. Raises PlanRefused.

    `digest` is the plan's hash as the page showed it; `key` an idempotency key of the caller's, else the plan's own:
    two confirmations at the same moment make one job.
    """
    plan = plan_of(conn, plan_id)
    if plan is None:
        raise PlanRefused("There is no such plan: make a new one.")
    if (job := job_of_plan(conn, plan_id)) is not None:
        return job
    _check(plan, digest, person, now)
    job = job_rows.add(conn, plan.kind, {"plan_id": plan.id}, now, key or f"plan {plan.id}")
    note_job(conn, plan_id, job)
    return job


def perform(action: Action, acting: Acting, working: Working) -> Result:
    """Do a plan as a job: facts read again and compared, journal, the doing, journal. Raises JobRefused."""
    plan = _plan_of(acting, working)
    try:
        if "journal_entry" not in working.noted:
            _check_facts(action, acting, plan)
            _begin(acting, plan, working)
        result = action.perform(acting, plan, working)
    except (JobLost, StoreError):
        raise
    except Exception as error:
        _end(acting, working, _said_of(error), dict(working.noted) | {"error": str(error)})
        action.ended(acting, plan, _said_of(error), str(error))
        raise
    said = str(result.get("outcome", "done"))
    _end(acting, working, said, result)
    action.ended(acting, plan, said, "")
    return result


def _said_of(error: Exception) -> str:
    if isinstance(error, JobRefused):
        return "refused"
    return "cancelled" if isinstance(error, JobCancelled) else "failed"


def _check(plan: Plan, digest: str, person: Person, now: int) -> None:
    if plan.refusals:
        raise PlanRefused(plan.refusals[0])
    if plan.person.name != person.name:
        raise PlanRefused(f"{plan.person.name} made this plan: make your own.")
    if now >= plan.expires_at:
        raise PlanRefused("The plan has expired, and AWS may have changed since: make a new one.")
    if digest != plan.hash:
        raise PlanRefused("This is not the plan that was shown: make a new one.")


def _plan_of(acting: Acting, working: Working) -> Plan:
    with acting.store.read() as conn:
        plan = plan_of(conn, str(working.job.payload["plan_id"]))
    if plan is None:
        raise JobRefused("The plan is no longer there: make a new one.")
    return plan


def _check_facts(action: Action, acting: Acting, plan: Plan) -> None:
    try:
        found = json.loads(json.dumps(action.read(acting, plan)))
    except (AwsError, NoWay) as error:
        raise JobRefused(f"Nothing was done, because AWS could not be read again: {error}") from error
    changed = sorted(name for name in plan.facts.keys() | found.keys() if plan.facts.get(name) != found.get(name))
    if changed:
        told = ", ".join(f"{name} was {plan.facts.get(name)!r} and is {found.get(name)!r}" for name in changed)
        raise JobRefused(f"Nothing was done, because AWS has changed since the plan was shown: {told}.")


def _begin(acting: Acting, plan: Plan, working: Working) -> None:
    """The intent and the note that it is written stand or fall together. `journaled` stands for what was asked where
    that holds more than a journal should.
    """
    detail = {"asked": plan.shown.get("journaled", dict(plan.asked)), "steps": list(plan.steps), "plan_hash": plan.hash}
    now = acting.clock.now()
    with acting.store.write() as conn:
        entry = journal.begin(conn, plan.person, plan.kind, plan.identity, detail, now, plan.id)
        working.note_in(conn, journal_entry=entry)


def _end(acting: Acting, working: Working, said: str, detail: Mapping[str, Any]) -> None:
    if "journal_entry" not in working.noted:
        return
    with acting.store.write() as conn:
        journal.end(conn, int(working.noted["journal_entry"]), said, detail, acting.clock.now())
