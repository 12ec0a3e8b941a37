"""API tokens: `Authorization: Bearer oncall_…` opens the API, /metrics and /openapi.json, and no page."""

from flask import abort, request

from webapp.auth import last_use
from webapp.auth.addresses import client_address
from webapp.auth.secret_texts import hash_of
from webapp.person import How, Person
from webapp.services import services
from webapp.store.api_tokens import mark_used, valid_token

PREFIX = "oncall_"


def is_for_machines() -> bool:
    """Whether this address takes a token."""
    return request.path.startswith("/api/") or request.path in ("/metrics", "/openapi.json")


def person() -> Person | None:
    """Whom the token stands for; 401 for one that opens nothing, whatever cookie comes with it."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_for_machines():
        return None
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        token = valid_token(conn, hash_of(secret.strip()), now)
    if token is None:
        abort(401, "This token is unknown, has expired or was revoked. An admin makes new ones under /access.")
    last_use.note(token.used_at or 0, now, lambda conn: mark_used(conn, token.id, now))
    return Person(f"token {token.name}", token.role, How.TOKEN, client_address(), token.reach)
