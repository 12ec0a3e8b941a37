"""Signing in and out."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.auth import sessions
from webapp.auth.entering import Refused
from webapp.auth.entering import enter as entered
from webapp.auth.gate import current_person, needs, visitor
from webapp.auth.person import How, Role
from webapp.auth.unknown import local_path
from webapp.services import services
from webapp.store import journal

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def form() -> Response:
    """The ways in that are open."""
    return _form()


@blueprint.post("/sign-in")
def enter() -> Response:
    """Sign in with name and password; then to where one wanted to go, in this dashboard."""
    if not services().config.sign_in.local_users:
        abort(403, "Passwords open nothing here.")
    found = entered(request.form.get("name", ""), request.form.get("password", ""))
    if isinstance(found, Refused):
        return _form(found)
    answer = redirect(local_path(request.form.get("next", "/")), 303)
    session.clear()
    sessions.start(found, answer)
    return answer


@blueprint.post("/sign-out")
@needs(Role.VIEWER)
def leave() -> Response:
    """End this browser's session."""
    person, here = current_person(), services()
    answer = redirect(url_for("sign_in.form"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    sessions.end(answer)
    session.clear()
    if person.how not in (How.DEMO, How.LOCAL):
        with here.store.write() as conn:
            journal.note(conn, person, "sign out", {}, here.clock.now())
    return answer


def _form(refused: Refused | None = None) -> Response:
    shown = render_template(
        "sign_in/index.html",
        sign_in=services().config.sign_in,
        next=local_path(request.values.get("next", "/")),
        refused=refused,
        here=visitor(),
    )
    status = 200 if refused is None else 429 if refused.wait_s else 401
    answer = make_response(shown, status)
    if refused and refused.wait_s:
        answer.headers["Retry-After"] = str(refused.wait_s)
    return answer
