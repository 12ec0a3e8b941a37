"""People whom a trusted proxy has signed in: it names them in headers that nobody else is believed."""

from flask import request

from webapp.auth.addresses import client_address, within
from webapp.auth.groups import rights_of
from webapp.person import How, Person
from webapp.services import services


def person() -> Person | None:
    """Whom the proxy names, None where the request does not come from it or the person has no role here."""
    sign_in = services().config.sign_in
    proxy = sign_in.trusted_proxy
    name = request.headers.get(proxy.user_header, "").strip()
    if not name or not within(request.remote_addr or "", proxy.addresses):
        return None
    groups = [group.strip() for group in request.headers.get(proxy.groups_header, "").split(",")]
    rights = rights_of(groups, sign_in.roles)
    return Person(name, rights[0], How.PROXY, client_address(), rights[1]) if rights else None
