"""Page objects as HTML or JSON, with an ETag of the page object: what has not changed is not rendered again.

The tag of a fragment leaves the time out, because only a browser that keeps relative times going asks for fragments;
the tag of a whole page changes each minute.
"""

import hashlib
from typing import Any

import orjson
from flask import Response, current_app, g, make_response, render_template, request, session
from flask_wtf.csrf import generate_csrf

from webapp.http.assets import prepared
from webapp.services import services

VARY = "Accept-Encoding, Cookie, HX-Request"


def is_fragment() -> bool:
    """Whether htmx asks for a part of the page that is on the screen."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def page_answer(page: Any, template: str, fragment: str, status: int = 200) -> Response:
    """Render `fragment` for htmx and `template` (which includes the fragment) for everybody else.

    `page` is a frozen dataclass; both templates know it as `page`.
    """
    name = fragment if is_fragment() else template
    minute = 0 if is_fragment() else services().clock.now() // 60
    cookies = sorted((key, value) for key, value in request.cookies.items() if key in ("theme", "zone"))
    here = (name, request.full_path, minute, cookies, prepared().version, g.get("person"), form_secret())
    tag = _tag(json_bytes(page), repr(here).encode())
    if _is_known(tag):
        return _conditional(Response(status=304), tag)
    return _conditional(make_response(render_template(name, page=page), status), tag)


def form_secret() -> str:
    """What the tokens in this browser's forms are made of: a page that is kept must not outlive it."""
    generate_csrf()
    return str(session["csrf_token"])


def json_answer(page: Any) -> Response:
    """The page object as JSON."""
    body = json_bytes(page)
    tag = _tag(body)
    if _is_known(tag):
        return _conditional(Response(status=304), tag)
    return _conditional(current_app.response_class(body, mimetype="application/json"), tag)


def json_bytes(value: Any) -> bytes:
    """JSON of dataclasses, enumerations, tuples and plain values."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, bytes):
        return value.hex()
    return dict(value)


def _tag(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(part + b"\0")
    return digest.hexdigest()


def _is_known(tag: str) -> bool:
    return request.if_none_match.contains_weak(tag)


def _conditional(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = VARY
    return response
