"""Redrives: the list, one of them while it runs and afterwards, the plan before it, its confirmation and its end."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions import redrive_plan
from webapp.actions.plans import PlanRefused
from webapp.analysis.redrive_ways import Way
from webapp.api.redriving import reading_of
from webapp.auth.gate import current_person, needs
from webapp.auth.permits import Text, may_read_text, may_write
from webapp.http.answers import json_bytes, page_answer
from webapp.pages import redrives as pages
from webapp.person import Role
from webapp.services import services
from webapp.store import jobs, journal, ledger
from webapp.store.peeks import peek_of
from webapp.store.plans import Plan, plan_of
from webapp.store.settings import save_setting, setting

blueprint = Blueprint("redrives", __name__, url_prefix="/redrives")


@blueprint.get("")
def index() -> Response:
    """The newest redrives."""
    before = request.args.get("before", "")
    with services().store.read() as conn:
        page = pages.load_all(conn, int(before) if before.isdigit() else None)
    return page_answer(page, "redrives/index.html", "redrives/_live.html")


@blueprint.get("/<int:key>")
def one(key: int) -> Response:
    """One redrive."""
    with services().store.read() as conn:
        found = pages.known_redrive(conn, key)
        page = pages.load(conn, found, reading_of(found.identity).all)
    return page_answer(page, "redrives/one.html", "redrives/_one_live.html")


@blueprint.get("/<int:key>/ledger")
def lines(key: int) -> Response:
    """Its ledger as a file: a JSON object a line for each message. It holds no bodies, but what messages died of."""
    store = services().store
    with store.read() as conn:
        found = pages.known_redrive(conn, key)
    if not reading_of(found.identity).all:
        abort(403, "You may not read this queue's messages.")
    if found.filed:
        abort(410, f"The ledger was moved to {found.filed.file} of the collector's machine.")

    def written() -> Iterator[bytes]:
        with store.read() as conn:
            for line in ledger.all_lines(conn, key):
                yield json_bytes(line) + b"\n"

    name = f'attachment; filename="redrive-{key}.jsonl"'
    return Response(written(), content_type="application/jsonl", headers={"Content-Disposition": name})


@blueprint.post("/<int:key>/cancel")
@needs(Role.OPERATOR)
def cancel(key: int) -> AnyResponse:
    """Ask for its end."""
    here = services()
    with here.store.read() as conn:
        found = pages.known_redrive(conn, key)
    if not may_write(current_person(), found.identity):
        abort(403, "This queue is outside of what you may change.")
    with here.store.write() as conn:
        jobs.request_cancel(conn, found.job_id)
        journal.note(conn, current_person(), "cancel redrive", {"redrive": key}, here.clock.now())
    return redirect(url_for("redrives.one", key=key), 303)


@blueprint.get("/plans/<plan_id>")
@needs(Role.OPERATOR)
def plan(plan_id: str) -> str:
    """What will be done, to be confirmed."""
    found = _plan(plan_id)
    now = services().clock.now()
    return render_template(
        "redrives/plan.html", plan=found, expired=now >= found.expires_at, discard=_is_discard(found)
    )


@blueprint.post("/plans/<plan_id>/confirm")
@needs(Role.OPERATOR)
def confirm(plan_id: str) -> AnyResponse:
    """Begin."""
    here, found = services(), _plan(plan_id)
    _check_discard(found)
    try:
        with here.store.write() as conn:
            key = redrive_plan.confirm(conn, found, request.form.get("hash", ""), current_person(), here.clock.now())
    except PlanRefused as refused:
        abort(409, str(refused))
    return redirect(url_for("redrives.one", key=key), 303)


@blueprint.post("/plans/<plan_id>/export")
@needs(Role.OPERATOR)
def export(plan_id: str) -> Response:
    """The chosen messages as a file, a JSON object a line: before they are discarded."""
    here, found = services(), _plan(plan_id)
    if not may_read_text(current_person(), found.identity, Text.BODIES):
        abort(403, "You may not read this queue's messages.")
    wanted = set(found.asked["wanted"]["ids"])
    with here.store.write() as conn:
        peek = peek_of(conn, found.identity, here.clock.now())
        letters = [letter for letter in (peek.letters if peek else ()) if letter.id in wanted]
        if {letter.id for letter in letters} != wanted:
            abort(409, "The look that showed these messages is over: look again, and choose them again.")
        save_setting(conn, _exported(found), "yes")
        detail = {"queue": found.identity.name, "messages": len(letters)}
        journal.note(conn, current_person(), "export messages", detail, here.clock.now())
    answer = make_response(b"".join(json_bytes(letter) + b"\n" for letter in letters))
    answer.headers["Content-Type"] = "application/jsonl"
    answer.headers["Content-Disposition"] = f'attachment; filename="messages-{found.id}.jsonl"'
    return answer


def _plan(plan_id: str) -> Plan:
    with services().store.read() as conn:
        found = plan_of(conn, plan_id)
    if found is None or found.kind != redrive_plan.KIND:
        abort(404, "There is no such plan.")
    if not may_write(current_person(), found.identity):
        abort(403, "This queue is outside of what you may change.")
    return found


def _check_discard(plan: Plan) -> None:
    """What cannot be brought back needs the queue's name typed, and the messages in a file."""
    if not _is_discard(plan):
        return
    if request.form.get("typed", "").strip() != plan.identity.name:
        abort(409, f"Nothing was deleted: type {plan.identity.name} to confirm.")
    with services().store.read() as conn:
        if setting(conn, _exported(plan)) is None:
            abort(409, "Nothing was deleted: save the messages to a file first.")


def _is_discard(plan: Plan) -> bool:
    return bool(plan.asked["way"] == Way.DISCARD)


def _exported(plan: Plan) -> str:
    return f"exported:{plan.id}"
