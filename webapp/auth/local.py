"""A visitor on this machine, where nobody has to sign in: the demo's operator, or somebody who only looks."""

from webapp.auth.addresses import client_address
from webapp.http.hosts import is_loopback
from webapp.person import How, Person, Role
from webapp.services import services
from webapp.store.people import is_anybody_known


def person() -> Person | None:
    """The demo's operator, or a local viewer while no way to sign in is set up. Never from another machine."""
    here = services()
    address = client_address()
    if not (is_loopback(here.config.bind.host) and is_loopback(address)):
        return None
    if here.config.demo:
        return Person("demo", Role.OPERATOR, How.DEMO, address)
    return None if _must_sign_in() else Person("local", Role.VIEWER, How.LOCAL, address)


def _must_sign_in() -> bool:
    here = services()
    if here.config.sign_in.elsewhere:
        return True
    with here.store.read() as conn:
        return here.config.sign_in.local_users and is_anybody_known(conn)
