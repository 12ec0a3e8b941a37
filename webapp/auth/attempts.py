"""How long a stranger must wait between two tries to sign in: nothing at first, then twice as long each time."""

from dataclasses import dataclass

from webapp.store import Connection
from webapp.store.failed_sign_ins import count_failure, failures_of, forget_failures, forgive_one


@dataclass(frozen=True, slots=True)
class Patience:
    """So many failures cost nothing; the waiting after that never exceeds `longest_s` seconds."""

    free: int
    longest_s: int

    def wait_s(self, failures: int, last_at: int, now: int) -> int:
        """Seconds until the next try is heard."""
        if failures < self.free:
            return 0
        delay = min(1 << min(failures - self.free, 20), self.longest_s)
        return max(0, last_at + delay - now)


OF_A_USER = Patience(free=5, longest_s=60)
"""A minute at most: nobody can lock somebody else out for long."""
OF_AN_ADDRESS = Patience(free=20, longest_s=900)


def claim(conn: Connection, name: str, address: str, now: int) -> int:
    """Count a try before its password is looked at; seconds to wait where it is not heard at all.

    Counting first leaves nothing to gain from many tries at the same moment.
    """
    wait = max(
        patience.wait_s(*failures_of(conn, what, now), now)
        for what, patience in ((_user(name), OF_A_USER), (_address(address), OF_AN_ADDRESS))
    )
    if not wait:
        count_failure(conn, (_user(name), _address(address)), now)
    return wait


def succeeded(conn: Connection, name: str, address: str) -> None:
    """The password was right: the user starts anew. The address does not: it may hold one account and guess others."""
    forget_failures(conn, _user(name))
    forgive_one(conn, _address(address))


def _user(name: str) -> str:
    return f"user:{name.casefold()}"


def _address(address: str) -> str:
    return f"address:{address}"
