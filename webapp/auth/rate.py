"""How many requests a minute one person or token may send to the API, counted in this process."""

import threading
from collections import Counter

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

from webapp.person import Person
from webapp.services import services


class Rate:
    """Counts by whole minutes; what belongs to an older minute is forgotten, so it stays small."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def wait_s(self, who: str, limit: int, now: int) -> int:
        """Count a request; seconds until `who` is heard again, 0 where it is heard now."""
        with self._lock:
            if now // 60 != self._minute:
                self._minute = now // 60
                self._counts.clear()
            self._counts[who] += 1
            return 60 - now % 60 if self._counts[who] > limit else 0


def install(app: Flask) -> None:
    """Begin to count."""
    app.extensions["oncall-rate"] = Rate()


def check(person: Person) -> None:
    """429 where the person has asked too often in this minute."""
    rate: Rate = current_app.extensions["oncall-rate"]
    here = services()
    limit = here.config.sign_in.api_requests_a_minute
    if wait := rate.wait_s(f"{person.how} {person.name}", limit, here.clock.now()):
        said = f"At most {limit} requests a minute are answered: try again in {wait} s."
        raise TooManyRequests(said, retry_after=wait)
