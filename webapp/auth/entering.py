"""Signing in with a name and a password."""

from dataclasses import dataclass

from webapp.auth import attempts, passwords
from webapp.auth.addresses import client_address
from webapp.person import How, Person, Role
from webapp.services import services
from webapp.store import journal
from webapp.store.people import User, mark_signed_in, password_hash_of, user_of

NAME_LENGTH = 200
UNKNOWN = "(unknown name)"
"""What the journal says for a name that nobody has: people type their password into the wrong field."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody came in; `wait_s` is set where tries were too many. Never says whether the name exists."""

    wait_s: int = 0


def enter(name: str, password: str) -> Person | Refused:
    """The person whose name and password these are."""
    here = services()
    now, address, name = here.clock.now(), client_address(), name[:NAME_LENGTH]
    with here.store.write() as conn:
        wait = attempts.claim(conn, name, address, now)
        kept, user = password_hash_of(conn, name), user_of(conn, name)
    if wait:
        return Refused(wait)
    if not passwords.is_right(kept, password) or user is None:
        _note_refusal(user, address, now)
        return Refused()
    person = Person(user.name, user.role, How.PASSWORD, address, user.reach)
    with here.store.write() as conn:
        attempts.succeeded(conn, name, address)
        mark_signed_in(conn, user.name, now)
        journal.note(conn, person, "sign in", {}, now)
    return person


def _note_refusal(user: User | None, address: str, now: int) -> None:
    who = Person(user.name if user else UNKNOWN, Role.VIEWER, How.PASSWORD, address)
    with services().store.write() as conn:
        journal.note(conn, who, "sign in", {}, now, result="refused")
