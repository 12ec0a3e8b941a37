"""So many messages a second, however many threads send them."""

import threading
import time


class Rate:
    """`per_second` of 0 is no limit. Waiting ends at once when `stop` is set."""

    def __init__(self, per_second: float, stop: threading.Event) -> None:
        self.per_second, self._stop = per_second, stop
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, messages: int) -> None:
        """Return when so many may be sent."""
        if not self.per_second or not messages:
            return
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + messages / self.per_second
        self._stop.wait(max(0.0, turn - time.monotonic()))
