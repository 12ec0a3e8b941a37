"""What is answered when something goes wrong: a page, a fragment that leaves the page standing, or problem JSON."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from webapp.http.answers import is_fragment, json_bytes
from webapp.http.not_here import NotHere
from webapp.store import StoreError

log = structlog.get_logger("oncall.web")

TITLES = {
    400: "The request could not be understood",
    401: "Sign in first",
    403: "That is not for your role",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "That is not possible now",
    413: "The request is too large",
    429: "Too many at once",
    421: "Not a name of this dashboard",
    500: "The dashboard made a mistake",
    502: "AWS did not do it",
    503: "The store cannot be read",
}

NO_PAGE = "No page has this address: it may be mistyped. The sections above and the search lead everywhere."

SAID_BESIDE = ("Allow", "Retry-After", "WWW-Authenticate")
"""Headers that belong to an error's status (RFC 9110)."""


def install(app: Flask) -> None:
    """Handle what AWS never sees: wrong addresses, a broken store, our own bugs."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotHere, _not_here)
    app.register_error_handler(StoreError, _store_error)
    app.register_error_handler(Exception, _bug)


def answer(status: int, detail: str) -> Response:
    """The error in the form that the caller reads; `detail` is one plain sentence without secrets."""
    title = TITLES.get(status, "That did not work")
    if request.path.startswith("/api/") or request.path == "/openapi.json":
        return _problem(status, title, detail)
    template = "errors/_fragment.html" if is_fragment() else "errors/page.html"
    body = render_template(template, status=status, title=title, detail=detail, request_id=g.get("request_id", ""))
    response = make_response(body, status)
    if is_fragment():
        response.headers["HX-Retarget"] = "#refresh-notice"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _http_error(error: HTTPException) -> Response:
    detail = error.description or ""
    response = answer(error.code or 500, NO_PAGE if detail == NotFound.description else detail)
    response.headers.update((name, value) for name, value in error.get_headers() if name in SAID_BESIDE)
    return response


def _not_here(error: NotHere) -> Response:
    return answer(404, str(error))


def _store_error(error: StoreError) -> Response:
    log.error("store", request_id=g.get("request_id"), error=str(error), advice=error.advice)
    return answer(503, error.advice)


def _bug(error: Exception) -> Response:
    log.error("bug", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return answer(500, "It is written in the log under the request id below; the page may work when loaded again.")


def _problem(status: int, title: str, detail: str) -> Response:
    problem = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": g.get("request_id", ""),
    }
    return Response(json_bytes(problem), status=status, mimetype="application/problem+json")
