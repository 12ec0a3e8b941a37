"""What admins do to users, sessions and tokens, each noted in the journal in the same transaction."""

from collectors.durations import DAY
from webapp.auth.secret_texts import hash_of, new_secret
from webapp.auth.tokens import PREFIX
from webapp.person import How, Person, Reach, Role
from webapp.store import Connection, api_tokens, journal, people, sessions

LONGEST_DAYS = 365
LONGEST_NAME = 60


class NotPossible(Exception):
    """The text says why, in one sentence."""


def set_role(conn: Connection, admin: Person, name: str, role: Role, now: int) -> None:
    """Give a user another role."""
    user = _another(conn, admin, name)
    people.set_role(conn, name, role)
    journal.note(conn, admin, "change role", {"user": name, "before": user.role, "after": role}, now)


def set_disabled(conn: Connection, admin: Person, name: str, disabled: bool, now: int) -> None:
    """Keep a user out, ending their sessions, or let them in again."""
    _another(conn, admin, name)
    people.set_disabled(conn, name, now if disabled else None)
    if disabled:
        sessions.end_sessions_of(conn, name, How.PASSWORD)
    journal.note(conn, admin, "disable user" if disabled else "enable user", {"user": name}, now)


def end_session(conn: Connection, admin: Person, session_id: str, now: int) -> None:
    """End the session whose token's hash begins so."""
    found = [
        each for each in sessions.all_sessions(conn) if len(session_id) == 16 and each.token_hash[:16] == session_id
    ]
    if not found:
        raise NotPossible("That session has ended already.")
    sessions.end_session(conn, found[0].token_hash)
    journal.note(conn, admin, "end session", {"of": found[0].person, "how": found[0].how}, now)


def make_token(conn: Connection, admin: Person, name: str, role: Role, reach: Reach, days: int, now: int) -> str:
    """Make a token and return it: it is kept nowhere."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NotPossible(f"A token needs a name of at most {LONGEST_NAME} characters, to know it by.")
    if not 1 <= days <= LONGEST_DAYS:
        raise NotPossible(f"A token lasts 1 to {LONGEST_DAYS} days.")
    secret = new_secret(PREFIX)
    token = api_tokens.ApiToken(0, name, role, admin.name, now, now + days * DAY, reach)
    key = api_tokens.add_token(conn, token, hash_of(secret))
    journal.note(conn, admin, "make token", {"token": key, "name": name, "role": role, "days": days}, now)
    return secret


def revoke_token(conn: Connection, admin: Person, key: int, now: int) -> None:
    """Let a token open nothing any more."""
    if not api_tokens.revoke(conn, key, now):
        raise NotPossible("That token opens nothing already.")
    journal.note(conn, admin, "revoke token", {"token": key}, now)


def _another(conn: Connection, admin: Person, name: str) -> people.User:
    """A user other than the admin: nobody can lock themselves out."""
    user = people.user_of(conn, name)
    if user is None:
        raise NotPossible(f"There is no user {name}.")
    if (admin.name, admin.how) == (name, How.PASSWORD):
        raise NotPossible("Another admin has to change your own account.")
    return user
