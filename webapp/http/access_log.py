"""One JSON line a request: id, method, path, status, milliseconds. No query string, no headers, no bodies.

Style sheets, scripts and what machines ask every few seconds are left out: they would hide the rest.
"""

import secrets
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("oncall.web")

UNTOLD = ("/static/", "/healthz", "/readyz", "/metrics")


def install(app: Flask) -> None:
    """Give every request an id and write a line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if not request.path.startswith(UNTOLD):
        log.info(
            "request",
            request_id=g.request_id,
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
        )
    return response
