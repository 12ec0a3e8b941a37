"""A circuit breaker: stops asking a service that does not answer, and tries it again after a while.

Deciding is pure: every method takes the time (seconds of any steady clock) and returns the breaker that follows.
"""

from dataclasses import dataclass, replace

OPENS_AT = 12
"""Strikes in a row that open it: four attempts without an answer, or twelve throttled ones. With 30 % of all calls
throttled, twelve in a row are one in two million."""

STRIKES = {"unreachable": 3, "throttled": 1}
FIRST_REST_S = 15.0
LONGEST_REST_S = 240.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """Closed while `rests_until` is None. `why` is what opened it: unreachable or throttled."""

    strikes: int = 0
    rests_until: float | None = None
    rest_s: float = FIRST_REST_S
    why: str = ""
    trying: bool = False

    def is_open(self, now: float) -> bool:
        """Whether nothing is to be sent now."""
        return self.rests_until is not None and now < self.rests_until

    def let_through(self, now: float) -> "Breaker":
        """What follows when a call is let through: after a rest one call tries, and the others wait for it."""
        return self if self.rests_until is None else replace(self, rests_until=now + self.rest_s, trying=True)

    def failed(self, why: str, now: float) -> "Breaker":
        """What follows a call that was throttled or not answered; a failed trial doubles the rest.

        Calls that were under way when it opened change nothing.
        """
        if self.trying:
            rest_s = min(self.rest_s * 2, LONGEST_REST_S)
            return replace(self, rests_until=now + rest_s, rest_s=rest_s, why=why, trying=False)
        if self.rests_until is not None:
            return self
        strikes = self.strikes + STRIKES[why]
        return replace(self, strikes=strikes, rests_until=now + self.rest_s if strikes >= OPENS_AT else None, why=why)
