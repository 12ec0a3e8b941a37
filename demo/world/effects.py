"""An effect: something about a function that is different for a while. Incidents are made of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """What is different from `start` until `end` (seconds relative to the epoch; no end: it goes on).

    With `every` it comes back each so many seconds, for `end - start` seconds. `ramp` is how long it takes to full
    strength. Rates are shares of the invocations (0..1) at full strength; factors multiply what is usual.
    `poison` is failing messages or events a minute; `lag` the seconds of iterator age gained a second.
    """

    start: int
    end: int | None = None
    every: int = 0
    ramp: int = 0
    error_rate: float = 0.0
    error: str = ""
    logged_rate: float = 0.0
    logged: str = ""
    timeout_rate: float = 0.0
    throttle_rate: float = 0.0
    poison: float = 0.0
    lag: float = 0.0
    traffic: float = 1.0
    slow: float = 1.0
    init: float = 1.0
    dead_letter_denied: bool = False

    def age(self, at: int) -> int | None:
        """Seconds since it (last) began at `at`, None while it is not there."""
        since = at - self.start
        if since < 0:
            return None
        if self.every:
            since %= self.every
        return since if self.end is None or since < self.end - self.start else None

    def strength(self, at: int) -> float:
        """0 while it is not there, up to 1."""
        since = self.age(at)
        if since is None:
            return 0.0
        return min(1.0, (since + 60) / self.ramp) if self.ramp else 1.0
