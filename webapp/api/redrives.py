"""/api/v1/redrives: list, start, show and cancel what sends dead letters again."""

from dataclasses import dataclass

from flask import abort, request

from collectors.records import Identity
from webapp.actions import redrive_plan
from webapp.actions.asked import Asked
from webapp.actions.plans import PlanRefused, acting
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_counts import Outcome
from webapp.analysis.redrive_ways import Way
from webapp.api.operations import Operation, Parameter
from webapp.api.redriving import asking_aws, reading_of, sense_made
from webapp.auth.gate import current_person
from webapp.auth.permits import may_write
from webapp.pages import queue as queue_page
from webapp.pages import redrives as pages
from webapp.person import Role
from webapp.services import services
from webapp.store import jobs, journal, redrives
from webapp.store.plans import Plan
from webapp.store.redrives import CauseCount, Redrive, Told

KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class RedriveRow:
    """One redrive. `state`: waiting, running, done, stopped (by its canary), cancelled, failed, refused; `phase` is
    what it is at while it runs, and `total` null where it is about all messages that are there. `causes` are told of
    one redrive only, and null where they are withheld.
    """

    id: int
    account: str
    region: str
    queue: str
    way: Way
    person: str
    state: str
    phase: str
    cancelling: bool
    started_at: int
    finished_at: int | None
    total: int | None
    outcome: Outcome | None
    causes: tuple[CauseCount, ...] | None
    story: tuple[Told, ...]
    error: str


@dataclass(frozen=True, slots=True)
class Redrives:
    """The newest redrives; `before` goes on from there, null at the end."""

    redrives: tuple[RedriveRow, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class StartRedrive:
    """What to send again, and how. Without `ids` and the filters: every message.

    `rate` is messages a second (0: as fast as it goes), `canary` the number that goes first (0: none); null: as
    configured. A plan that warns is refused (409) unless `accept_warnings` is true.
    """

    account: str
    region: str
    queue: str
    way: Way = Way.SELECTIVE
    destination: str = ""
    function: str = ""
    qualifier: str = ""
    ids: tuple[str, ...] = ()
    text: str = ""
    field: str = ""
    value: str = ""
    cause: str | None = None
    older_than_s: int | None = None
    younger_than_s: int | None = None
    rate: float | None = None
    canary: int | None = None
    stop_percent: float | None = None
    accept_warnings: bool = False


def redrives_list() -> Redrives:
    """The newest redrives."""
    before = request.args.get("before", "")
    with services().store.read() as conn:
        page = pages.load_all(conn, int(before) if before.isdigit() else None)
    return Redrives(tuple(_row(each, cancelling=False) for each in page.redrives), page.before)


def redrive(key: int) -> RedriveRow:
    """One redrive."""
    with services().store.read() as conn:
        found = pages.known_redrive(conn, key)
        page = pages.load(conn, found, reading_of(found.identity).all)
    return _row(page.redrive, page.cancelling, page.causes)


def start_redrive(body: StartRedrive) -> RedriveRow:
    """Plan and begin a redrive; the same Idempotency-Key again answers the redrive that it began."""
    here, key = services(), request.headers.get(KEY) or None
    with here.store.read() as conn:
        identity = queue_page.known_queue(conn, body.account, body.region, body.queue).identity
        there = jobs.job_with_key(conn, key) if key else None
        begun = redrives.redrive_of_job(conn, there) if there else None
    if not may_write(current_person(), identity):
        abort(403, "This queue is outside of what you may change.")
    if begun is None:
        begun = _begun(identity, _asked(body), body.accept_warnings, key)
    elif begun.identity != identity:
        abort(409, "This Idempotency-Key began a redrive of another queue.")
    return _row(begun, cancelling=False)


def cancel_redrive(key: int) -> RedriveRow:
    """Ask for a redrive's end; what was sent stays sent."""
    here = services()
    with here.store.read() as conn:
        found = pages.known_redrive(conn, key)
    if not may_write(current_person(), found.identity):
        abort(403, "This queue is outside of what you may change.")
    with here.store.write() as conn:
        jobs.request_cancel(conn, found.job_id)
        journal.note(conn, current_person(), "cancel redrive", {"redrive": key}, here.clock.now())
    return redrive(key)


def _begun(identity: Identity, asked: Asked, accept_warnings: bool, key: str | None) -> Redrive:
    with asking_aws():
        plan = redrive_plan.make(acting(), current_person(), identity, asked)
    _check(plan, accept_warnings)
    try:
        with services().store.write() as conn:
            now = services().clock.now()
            return pages.known_redrive(conn, redrive_plan.confirm(conn, plan, plan.hash, plan.person, now, key))
    except PlanRefused as refused:
        abort(409, str(refused))


def _check(plan: Plan, accept_warnings: bool) -> None:
    if plan.refusals:
        abort(409, " ".join(plan.refusals))
    if plan.warnings and not accept_warnings:
        abort(409, "The plan warns; send accept_warnings to go on. " + " ".join(plan.warnings))


def _asked(body: StartRedrive) -> Asked:
    if body.way is Way.DISCARD:
        abort(400, "Messages are discarded on the queue's page, where they are saved first.")
    wanted = Wanted(
        frozenset(body.ids), body.text, body.field, body.value, body.cause, body.older_than_s, body.younger_than_s
    )
    usual = services().config.redrive
    given = {"rate": body.rate, "canary": body.canary, "stop_percent": body.stop_percent}
    chosen = {"canary": usual.canary} | {name: value for name, value in given.items() if value is not None}
    where = {"destination": body.destination, "function": body.function, "qualifier": body.qualifier}
    with sense_made():
        return Asked.usual(body.way, usual, wanted=wanted, **where, **chosen)


def _row(found: Redrive, cancelling: bool, causes: tuple[CauseCount, ...] | None = None) -> RedriveRow:
    return RedriveRow(
        id=found.id,
        account=found.identity.account,
        region=found.identity.region,
        queue=found.identity.name,
        way=found.way,
        person=found.person,
        state=found.state,
        phase=found.phase,
        cancelling=cancelling,
        started_at=found.started_at,
        finished_at=found.finished_at,
        total=found.total,
        outcome=found.outcome,
        causes=causes,
        story=found.story,
        error=found.error,
    )


OPERATIONS = (
    Operation(
        "/redrives",
        "The newest redrives.",
        redrives_list,
        Redrives,
        (Parameter("before", "Only those with a smaller id.", example=120, type="integer"),),
    ),
    Operation(
        "/redrives",
        "Plan and begin a redrive.",
        start_redrive,
        RedriveRow,
        needs=Role.OPERATOR,
        method="POST",
        body=StartRedrive,
        headers=(Parameter(KEY, "The same key again begins nothing new.", example="2f0c8d7e"),),
    ),
    Operation("/redrives/<int:key>", "One redrive.", redrive, RedriveRow),
    Operation(
        "/redrives/<int:key>/cancel",
        "Ask for a redrive's end.",
        cancel_redrive,
        RedriveRow,
        needs=Role.OPERATOR,
        method="POST",
    ),
)
