"""Passwords of local users: argon2id with OWASP's parameters (19 MiB, 2 passes), two at a time at most.

More at once would let strangers take the machine's memory by trying to sign in.
"""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 1_000

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The text to keep. ValueError with advice where the password is too short or too long."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise ValueError(f"A password has at least {MINIMUM_LENGTH} characters: a few words are good.")
    with _turns:
        return _hasher.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether the password is the one that is kept; for None (nobody of that name) it takes just as long."""
    with _turns:
        try:
            return _hasher.verify(kept or _nobodys(), password[:MAXIMUM_LENGTH]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody")
