"""Signing in and out."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.auth import oidc, sessions
from webapp.auth.entering import Refused
from webapp.auth.entering import enter as entered
from webapp.auth.gate import current_person, needs, visitor
from webapp.auth.unknown import local_path
from webapp.person import How, Person, Role
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
    return _let_in(found, local_path(request.form.get("next", "/")))


@blueprint.get("/sign-in/oidc")
def to_provider() -> Response:
    """Go to the identity provider."""
    try:
        return oidc.to_provider(request.args.get("next", "/"))
    except oidc.NotLetIn as error:
        return _form(said=str(error))


@blueprint.get("/sign-in/oidc/back")
def from_provider() -> Response:
    """Come back from the identity provider."""
    here = services()
    try:
        person, back_to = oidc.from_provider()
    except oidc.NotLetIn as error:
        return _form(said=str(error))
    with here.store.write() as conn:
        journal.note(conn, person, "sign in", {}, here.clock.now())
    return _let_in(person, back_to)


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


def _let_in(person: Person, back_to: str) -> Response:
    answer = redirect(back_to, 303)
    session.clear()
    sessions.start(person, answer)
    return answer


def _form(refused: Refused | None = None, said: str = "") -> Response:
    sign_in = services().config.sign_in
    back_to = local_path(request.values.get("next", "/"))
    shown = render_template(
        "sign_in/index.html", sign_in=sign_in, next=back_to, refused=refused, said=said, here=visitor()
    )
    status = 429 if refused and refused.wait_s else 401 if refused else 403 if said else 200
    answer = make_response(shown, status)
    if refused and refused.wait_s:
        answer.headers["Retry-After"] = str(refused.wait_s)
    return answer
