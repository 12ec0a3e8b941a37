"""The only place that reads the time. Everything else is given it."""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Seconds since the epoch, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Seconds since the epoch, UTC."""
        return int(time.time())


@dataclass
class SetClock:
    """A clock that stands still until somebody moves it: for tests and for simulated days."""

    at: int

    def now(self) -> int:
        """The time that was set."""
        return self.at

    def advance(self, seconds: int) -> int:
        """Move on by `seconds` and return the new time."""
        self.at += seconds
        return self.at
