"""The embedded AWS's time: the machine's, shifted, sped up or standing still."""

import time
from threading import Lock


class WorldClock:
    """World seconds pass `speed` times as fast as the machine's; 0 stands still."""

    def __init__(self, at: float | None = None, speed: float = 1.0) -> None:
        self._lock = Lock()
        self._world, self._machine, self._speed = 0.0, 0.0, speed
        self.set(at, speed)

    def now(self) -> float:
        """Seconds since the epoch in the world."""
        with self._lock:
            return self._world + (time.time() - self._machine) * self._speed

    def set(self, at: float | None = None, speed: float = 1.0) -> None:
        """Go to `at` (None: the machine's time) and pass from there at `speed`."""
        machine = time.time()
        with self._lock:
            self._world = machine if at is None else float(at)
            self._machine, self._speed = machine, speed

    @property
    def speed(self) -> float:
        """World seconds a machine second."""
        return self._speed
