"""Following logs as they are written: the start of a live tail, what it brings, and its end."""

from functools import partial

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.actions import live_tails
from webapp.analysis.tail_buffer import TAIL_MINUTES
from webapp.auth.gate import current_person, may_read_text, needs
from webapp.http.answers import page_answer
from webapp.pages import live_tail, logs
from webapp.pages.time_range import time_range
from webapp.person import Role
from webapp.services import services
from webapp.store import jobs

blueprint = Blueprint("live_tails", __name__)
LONGEST_PATTERN = 1024
"""StartLiveTail takes no longer one (CloudWatch Logs API reference)."""


@blueprint.post("/logs/tails")
@needs(Role.VIEWER)
def start() -> Answer:
    """Follow the log groups of the form; viewers as far as the configuration gives them a budget."""
    here, person, now = services(), current_person(), services().clock.now()
    given = request.form.to_dict()
    minutes = next((each for each in TAIL_MINUTES if str(each) == given.get("minutes")), TAIL_MINUTES[0])
    with here.store.write() as conn:
        page = logs.load(conn, given, time_range({"from": "-1h"}, now), partial(may_read_text, person), now)
        if page.place is None or not page.tailed:
            abort(400, "There is no log group to follow.")
        if why := live_tails.why_not(conn, here.config, person, minutes, now):
            abort(403, why)
        pattern = given.get("pattern", "").strip()[:LONGEST_PATTERN]
        key = live_tails.ask(conn, person, page.place, page.tailed, pattern, minutes, now)
    return redirect(url_for("live_tails.one", key=key), 303)


@blueprint.get("/logs/tails/<int:key>")
def one(key: int) -> Response:
    """What has come so far."""
    here = services()
    with here.store.read() as conn:
        page = live_tail.load(conn, key, partial(may_read_text, current_person()), here.clock.now())
    return page_answer(page, "live_tail/index.html", "live_tail/_live.html")


@blueprint.post("/logs/tails/<int:key>/stop")
@needs(Role.VIEWER)
def stop(key: int) -> Answer:
    """Stop a tail of one's own; operators stop anybody's. A page that is left asks for this."""
    here, person = services(), current_person()
    with here.store.write() as conn:
        page = live_tail.load(conn, key, partial(may_read_text, person), here.clock.now())
        if page.person != person.name and not person.role.covers(Role.OPERATOR):
            abort(403, "Somebody else follows this.")
        if page.running:
            jobs.request_cancel(conn, key)
    return redirect(url_for("live_tails.one", key=key), 303)
