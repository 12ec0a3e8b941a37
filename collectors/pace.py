"""A pace: at most so many calls a second, with a small burst, however many threads call."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Hands out turns. Lambda's control plane takes 15 calls a second from everybody in the account and region
    (Lambda quotas: "control plane API requests"), and a dashboard must leave room for the deploy that mends things.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 5,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._every = 1 / per_second
        self._ahead = (burst - 1) * self._every
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        with self._lock:
            now = self._clock()
            turn = max(self._next, now - self._ahead)
            self._next = turn + self._every
        if turn > now:
            self._sleep(turn - now)
