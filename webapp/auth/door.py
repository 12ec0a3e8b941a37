"""Whether the dashboard may listen where others can reach it: only once people must sign in."""

from webapp.config import Config, ConfigError, Problem
from webapp.http.hosts import is_loopback
from webapp.store import Store
from webapp.store.people import has_admin


def check_door(config: Config, store: Store) -> None:
    """ConfigError for an address beyond this machine while nobody could sign in."""
    if is_loopback(config.bind.host) or config.sign_in.elsewhere:
        return
    with store.read() as conn:
        if config.sign_in.local_users and has_admin(conn):
            return
    raise ConfigError([_open_door(config.bind.host)])


def _open_door(host: str) -> Problem:
    return Problem(
        path="bind.host",
        message="can be reached from other machines, and nobody could sign in",
        value=repr(host),
        suggestion="add an admin (`oncall user add NAME --role admin`), set sign_in.oidc or sign_in.trusted_proxy, "
        "or keep 127.0.0.1 and reach it through an SSH tunnel: ssh -L 8080:127.0.0.1:8080 this-host",
    )
