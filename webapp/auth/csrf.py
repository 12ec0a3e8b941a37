"""Writes come from our own pages: a token in the form or in htmx's header, and no other site as their origin."""

from flask import Flask, abort, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from webapp.auth.cookies import is_secure
from webapp.person import How, Person
from webapp.services import Services
from webapp.store.settings import kept_key

_protection = CSRFProtect()


class _FormSession(SecureCookieSessionInterface):
    """Flask's signed cookie holds what belongs to a form and to nobody's rights; those are in the store."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """As our own cookies."""
        return is_secure()


def install(app: Flask) -> None:
    """Give templates `csrf_token()`; the gate calls `check`."""
    here: Services = app.extensions["oncall"]
    with here.store.write() as conn:
        app.secret_key = kept_key(conn, "form_key")
    app.session_interface = _FormSession()
    app.config.update(
        SESSION_COOKIE_NAME="oncall_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    _protection.init_app(app)


def check(person: Person | None) -> None:
    """Abort with 400 where the write did not come from a page of ours.

    A bearer token is no cookie: no other site can make a browser send it.
    """
    if person is not None and person.how is How.TOKEN:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400, "Another site asked for this.")
    _protection.protect()
