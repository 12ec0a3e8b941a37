"""Who may come in: users, their sessions, API tokens. For admins."""

from dataclasses import dataclass

from webapp.config.model import SignIn
from webapp.person import Reach
from webapp.store import Connection
from webapp.store.api_tokens import ApiToken, tokens
from webapp.store.people import User, users
from webapp.store.sessions import Session, all_sessions


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as it is shown: `id` is the start of its token's hash, `mine` whether it is this browser's."""

    id: str
    session: Session
    mine: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token and whether it still opens anything: `valid`, `expired` or `revoked`."""

    token: ApiToken
    state: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    """`made` is a new token, shown this once."""

    users: tuple[User, ...]
    sessions: tuple[SessionLine, ...]
    tokens: tuple[TokenLine, ...]
    ways: tuple[str, ...]
    made: str = ""


def load(conn: Connection, sign_in: SignIn, now: int, own_hash: str, made: str = "") -> AccessPage:
    """Everything that is kept; sessions that are over are left out."""
    created_after, seen_after = sign_in.sessions_over(now)
    open_ = (each for each in all_sessions(conn) if each.created_at > created_after and each.seen_at > seen_after)
    lines = tuple(SessionLine(each.token_hash[:16], each, each.token_hash == own_hash) for each in open_)
    kept = tuple(TokenLine(token, _state(token, now)) for token in tokens(conn))
    return AccessPage(tuple(users(conn)), lines, kept, tuple(_ways(sign_in)), made)


def limits(reach: Reach) -> str:
    """A reach in words."""
    patterns = ", ".join(reach.functions + reach.targets)
    return f"within {patterns}" if patterns else "everywhere"


def _state(token: ApiToken, now: int) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "valid" if token.expires_at > now else "expired"


def _ways(sign_in: SignIn) -> list[str]:
    ways = ["name and password"] if sign_in.local_users else []
    if sign_in.oidc.issuer:
        ways.append(f"OpenID Connect at {sign_in.oidc.issuer}")
    if sign_in.trusted_proxy.addresses:
        ways.append(f"a proxy at {', '.join(sign_in.trusted_proxy.addresses)}")
    return ways
