"""The one door: every request passes here before its view, and what declares nothing is closed.

A view says whom it is for with `@needs(Role.OPERATOR)`; a GET that says nothing is for viewers, a write that says
nothing keeps the application from starting. Only the endpoints of PUBLIC are for everybody.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from webapp.auth import csrf, local, proxy, rate, sessions, tokens
from webapp.auth.permits import may_read_text, may_write
from webapp.auth.unknown import ask_to_sign_in
from webapp.person import How, Person, Role

__all__ = ["current_person", "may_read_text", "may_write", "needs"]

PUBLIC = (
    "health_endpoints.healthz",
    "health_endpoints.readyz",
    "sign_in.form",
    "sign_in.enter",
    "sign_in.to_provider",
    "sign_in.from_provider",
)
WAYS_IN = (tokens.person, sessions.person, proxy.person, local.person)
"""Each is asked in turn who it is; None: it does not know."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., object])


def needs(role: Role) -> Callable[[View], View]:
    """The role that a view is for."""

    def declare(view: View) -> View:
        view.__dict__["needs"] = role
        return view

    return declare


def current_person() -> Person:
    """Who asks. In the public views there may be nobody: 401 then."""
    person = visitor()
    if person is None:
        abort(401, "Sign in first.")
    return person


def visitor() -> Person | None:
    """Who asks, None for a stranger."""
    person: Person | None = g.get("person")
    return person


def install(app: Flask) -> None:
    """Stand before every view."""
    csrf.install(app)
    rate.install(app)
    app.before_request(_check)
    app.jinja_env.globals["visitor"] = visitor


def refuse_open_writes(app: Flask) -> None:
    """RuntimeError where a route that writes does not say whom it is for."""
    for rule in app.url_map.iter_rules():
        writes = (rule.methods or set()) - READING
        if writes and rule.endpoint not in PUBLIC and role_needed(app, rule.endpoint, reading=False) is None:
            raise RuntimeError(f"{rule.rule} ({rule.endpoint}) writes and has no @needs(Role.…)")


def role_needed(app: Flask, endpoint: str, *, reading: bool) -> Role | None:
    """The role that a view is for; None where a write declares none: it is for nobody."""
    declared: Role | None = getattr(app.view_functions[endpoint], "needs", None)
    return declared or (Role.VIEWER if reading else None)


def _check() -> Response | None:
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        abort(413)
    g.person = next((person for way in WAYS_IN if (person := way())), None)
    reading = request.method in READING
    if request.endpoint not in PUBLIC:
        if g.person is None:
            return ask_to_sign_in()
        _check_role(g.person, reading=reading)
        if request.path.startswith("/api/"):
            rate.check(g.person)
    if not reading and request.endpoint:
        csrf.check(g.person)
    return None


def _check_role(person: Person, *, reading: bool) -> None:
    if request.endpoint is None:
        return
    needed = role_needed(current_app, request.endpoint, reading=reading)
    if needed is None or not person.role.covers(needed):
        abort(403, _refusal(person, needed))


def _refusal(person: Person, needed: Role | None) -> str:
    if needed is None:
        return "This is for nobody."
    if person.how is How.LOCAL:
        return (
            "Nobody has signed in, so this dashboard only shows. `oncall user add NAME --role operator` changes that."
        )
    return f"This needs the role {needed}; {person.name} is {person.role}. An admin can change that."
