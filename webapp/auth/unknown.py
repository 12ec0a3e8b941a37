"""What a stranger is answered: a browser is led to the sign-in page and back, everything else gets a 401."""

from urllib.parse import urlsplit

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.http import errors
from webapp.http.answers import is_fragment


def ask_to_sign_in() -> Response:
    """Lead to the sign-in page, or say that a token or session is needed."""
    if is_fragment():
        answer = make_response("", 401)
        back = _path_of(request.headers.get("HX-Current-URL", ""))
        answer.headers["HX-Redirect"] = url_for("sign_in.form", next=local_path(back))
        return answer
    if request.method == "GET" and request.accept_mimetypes.provided and request.accept_mimetypes.accept_html:
        return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))
    answer = errors.answer(401, "Sign in, or send an API token: Authorization: Bearer …")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def local_path(address: str) -> str:
    """A path of this dashboard as it is; `/` for anything that could lead elsewhere.

    Browsers take `//host` and `/\\host` for another site's address, and drop control characters before they look.
    """
    safe = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if safe else "/"


def _path_of(address: str) -> str:
    """Path and query of a whole address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
