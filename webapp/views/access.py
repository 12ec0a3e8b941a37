"""Users, sessions and tokens, for admins."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.auth import managing, sessions
from webapp.auth.gate import current_person, needs
from webapp.pages import access
from webapp.person import Person, Reach, Role
from webapp.services import services
from webapp.store import Connection

blueprint = Blueprint("access", __name__, url_prefix="/access")
T = TypeVar("T")


@blueprint.get("")
@needs(Role.ADMIN)
def index() -> Response:
    """Everything."""
    return _page()


@blueprint.post("/users/<name>/role")
@needs(Role.ADMIN)
def set_role(name: str) -> Response:
    """Give a user another role."""
    role = _role()
    return _do(lambda conn, admin, now: managing.set_role(conn, admin, name, role, now))


@blueprint.post("/users/<name>/disable")
@needs(Role.ADMIN)
def disable(name: str) -> Response:
    """Keep a user out."""
    return _do(lambda conn, admin, now: managing.set_disabled(conn, admin, name, True, now))


@blueprint.post("/users/<name>/enable")
@needs(Role.ADMIN)
def enable(name: str) -> Response:
    """Let a user in again."""
    return _do(lambda conn, admin, now: managing.set_disabled(conn, admin, name, False, now))


@blueprint.post("/sessions/<session_id>/end")
@needs(Role.ADMIN)
def end_session(session_id: str) -> Response:
    """End a session."""
    return _do(lambda conn, admin, now: managing.end_session(conn, admin, session_id, now))


@blueprint.post("/tokens")
@needs(Role.ADMIN)
def make_token() -> Response:
    """Make a token; the answer is the only place where it is ever shown."""
    name, role, days = request.form.get("name", ""), _role(), request.form.get("days", 90, int)
    reach = Reach(tuple(request.form.get("functions", "")[:1_000].split()))
    made = _changed(lambda conn, admin, now: managing.make_token(conn, admin, name, role, reach, days, now))
    return _page(made)


@blueprint.post("/tokens/<int:key>/revoke")
@needs(Role.ADMIN)
def revoke_token(key: int) -> Response:
    """Let a token open nothing any more."""
    return _do(lambda conn, admin, now: managing.revoke_token(conn, admin, key, now))


def _do(change: Callable[[Connection, Person, int], None]) -> Response:
    _changed(change)
    return redirect(url_for("access.index"), 303)


def _changed(change: Callable[[Connection, Person, int], T]) -> T:
    here = services()
    try:
        with here.store.write() as conn:
            return change(conn, current_person(), here.clock.now())
    except managing.NotPossible as error:
        abort(409, str(error))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        abort(400, f"A role is one of {', '.join(Role)}.")


def _page(made: str = "") -> Response:
    here = services()
    with here.store.read() as conn:
        page = access.load(conn, here.config.sign_in, here.clock.now(), sessions.own_hash(), made)
    return make_response(render_template("access/index.html", page=page, limits=access.limits))
