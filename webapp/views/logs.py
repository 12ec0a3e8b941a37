"""The box for log queries, the answers to them, and the way to stop one."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.actions import live_tails, log_queries
from webapp.analysis.tail_buffer import TAIL_MINUTES
from webapp.auth.gate import current_person, may_read_text, needs
from webapp.http.answers import page_answer
from webapp.pages import log_answer, logs
from webapp.pages.time_range import time_range
from webapp.person import Role
from webapp.services import services
from webapp.store import jobs

blueprint = Blueprint("logs", __name__)
USUAL = {"from": "-1h"}


@blueprint.get("/logs")
def index() -> Response:
    """What can be asked, and what it will cost."""
    return page_answer(_page(request.args.to_dict()), "logs/index.html", "logs/_live.html")


@blueprint.post("/logs/queries")
@needs(Role.VIEWER)
def ask() -> Answer:
    """Ask; viewers as far as the configuration gives them a budget."""
    here, person = services(), current_person()
    page = _page(request.form.to_dict())
    if page.refusal or page.place is None or not page.groups:
        return page_answer(page, "logs/index.html", "logs/_live.html", 403 if page.refusal else 400)
    asked = {"text": page.query.text, "start": page.shown.start, "end": page.shown.end, "person": person.name}
    if page.query.request_id:
        asked["request"] = page.query.request_id
    with here.store.write() as conn:
        key = log_queries.ask(conn, page.place, page.groups, asked, here.clock.now())
    return redirect(url_for("logs.answer", key=key), 303)


@blueprint.get("/logs/queries/<int:key>")
def answer(key: int) -> Response:
    """The answer, as far as it has come."""
    with services().store.read() as conn:
        page = log_answer.load(conn, key, partial(may_read_text, current_person()))
    return page_answer(page, "logs/answer.html", "logs/_answer.html")


@blueprint.post("/logs/queries/<int:key>/stop")
@needs(Role.VIEWER)
def stop(key: int) -> Answer:
    """Stop a query of one's own; operators stop anybody's. A page that is left asks for this."""
    person = current_person()
    with services().store.write() as conn:
        page = log_answer.load(conn, key, partial(may_read_text, person))
        if page.person != person.name and not person.role.covers(Role.OPERATOR):
            abort(403, "Somebody else asked this.")
        if page.running:
            jobs.request_cancel(conn, key)
    return redirect(url_for("logs.answer", key=key), 303)


def _page(given: dict[str, str]) -> logs.LogsPage:
    here = services()
    now = here.clock.now()
    shown = time_range(USUAL | given, now)
    with here.store.read() as conn:
        page = logs.load(conn, given, shown, partial(may_read_text, current_person()), now)
        why = log_queries.why_not(conn, here.config, current_person(), page.estimate.usd, now)
        tail = live_tails.why_not(conn, here.config, current_person(), TAIL_MINUTES[0], now)
    return replace(page, refusal=why, tail_refusal=tail)
