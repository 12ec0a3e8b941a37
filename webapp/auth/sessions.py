"""Sessions: a random token in a cookie, everything else in the store, so that each can be ended at once."""

from flask import request
from werkzeug.wrappers import Response

from collectors.durations import HOUR
from webapp.auth import last_use
from webapp.auth.addresses import client_address
from webapp.auth.cookies import is_secure
from webapp.auth.secret_texts import hash_of, new_secret
from webapp.person import Person
from webapp.services import services
from webapp.store.sessions import Session, end_session, forget_old, mark_seen, session_of, start_session


def person() -> Person | None:
    """Who the cookie of this request belongs to."""
    token = request.cookies.get(_cookie(), "")
    if not token:
        return None
    here = services()
    with here.store.read() as conn:
        session = session_of(conn, hash_of(token))
    now = here.clock.now()
    if session is None or is_over(session, now):
        return None
    last_use.note(session.seen_at, now, lambda conn: mark_seen(conn, session.token_hash, now))
    return Person(session.person, session.role, session.how, client_address(), session.reach)


def is_over(session: Session, now: int) -> bool:
    """Whether it was not used for too long, or is too old in any case."""
    created_before, seen_before = services().config.sign_in.sessions_over(now)
    return session.created_at <= created_before or session.seen_at <= seen_before


def start(person: Person, answer: Response) -> None:
    """Give the browser a new session; the one that it had ends, so that a token known before is worth nothing."""
    here = services()
    now, token = here.clock.now(), new_secret()
    browser = (request.user_agent.string or "")[:200]
    session = Session(
        hash_of(token), person.name, person.how, person.role, person.reach, person.address, browser, now, now
    )
    with here.store.write() as conn:
        end_session(conn, hash_of(request.cookies.get(_cookie(), "")))
        forget_old(conn, *here.config.sign_in.sessions_over(now))
        start_session(conn, session)
    lasts = here.config.sign_in.session_hours * HOUR
    answer.set_cookie(_cookie(), token, max_age=lasts, secure=is_secure(), httponly=True, samesite="Lax")


def end(answer: Response) -> None:
    """End the session of this browser."""
    with services().store.write() as conn:
        end_session(conn, hash_of(request.cookies.get(_cookie(), "")))
    answer.delete_cookie(_cookie(), secure=is_secure(), httponly=True, samesite="Lax")


def own_hash() -> str:
    """The hash of this browser's token, to know its session among others."""
    return hash_of(request.cookies.get(_cookie(), ""))


def _cookie() -> str:
    """Browsers take a `__Host-` cookie only over TLS and for this very host."""
    return "__Host-oncall" if is_secure() else "oncall"
