"""Tells the log what could not be looked at: a cause once, and again when it comes back after a quiet hour."""

from threading import Lock

import structlog

from collectors.records import Failure, FailureKind, Outcome

log = structlog.get_logger()

QUIET_S = 3600
OF_A_SERVICE = (FailureKind.UNREACHABLE, FailureKind.THROTTLED)
"""What concerns a service as a whole and not one action of it."""


class Complaints:
    """Told of each run that ends, in whichever thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heard: dict[tuple[str, str, str], int] = {}

    def __call__(self, target: str, task: str, what: Outcome | Exception) -> None:
        """A run has ended. What could not be saved is told where it happens."""
        if isinstance(what, Outcome):
            for failure in what.failures:
                if self._is_news(target, failure, what.started_at):
                    _complain(target, failure)

    def _is_news(self, target: str, failure: Failure, now: int) -> bool:
        action = failure.action.partition(":")[0] if failure.kind in OF_A_SERVICE else failure.action
        cause = (target, failure.kind, action)
        with self._lock:
            heard, self._heard[cause] = self._heard.get(cause), now
        return heard is None or abs(now - heard) > QUIET_S


def _complain(target: str, failure: Failure) -> None:
    log.warning(
        "could_not_look",
        target=target,
        action=failure.action,
        kind=failure.kind,
        subject=failure.subject,
        problem=failure.message,
        advice=failure.advice,
    )
