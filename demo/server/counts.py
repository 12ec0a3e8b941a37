"""How often what was called, by account, region and action: so that a test can count the calls and the money."""

from collections import Counter
from threading import Condition
from typing import Any


class Counts:
    """Calls that reached the embedded AWS, refused ones included; metrics are those that GetMetricData bills."""

    def __init__(self) -> None:
        self._lock = Condition()
        self._calls: Counter[tuple[str, str, str]] = Counter()
        self._metrics: Counter[tuple[str, str]] = Counter()
        self._failed: Counter[tuple[str, str, str]] = Counter()

    def called(self, account: str, region: str, action: str) -> int:
        """Count one call; which one of its kind it was, from 1."""
        with self._lock:
            self._calls[account, region, action] += 1
            self._lock.notify_all()
            return self._calls[account, region, action]

    def await_calls(self, action: str, number: int, seconds: float) -> bool:
        """Wait until an action was called so often, in whatever account, and at most so long; whether it was."""

        def there() -> bool:
            return sum(calls for (_, _, called), calls in self._calls.items() if called == action) >= number

        with self._lock:
            return self._lock.wait_for(there, seconds)

    def failed(self, account: str, region: str, action: str) -> None:
        """Count one call that was answered with an error, or not at all."""
        with self._lock:
            self._failed[account, region, action] += 1

    def requested(self, account: str, region: str, metrics: int) -> None:
        """Count metrics that a GetMetricData asked for."""
        with self._lock:
            self._metrics[account, region] += metrics

    def clear(self) -> None:
        """Start again from nothing."""
        with self._lock:
            self._calls.clear()
            self._metrics.clear()
            self._failed.clear()

    def shown(self) -> dict[str, Any]:
        """All counts, for `GET /_world/calls`."""
        with self._lock:
            calls = [
                {"account": a, "region": r, "action": act, "calls": n, "failed": self._failed[a, r, act]}
                for (a, r, act), n in sorted(self._calls.items())
            ]
            metrics = [{"account": a, "region": r, "metrics": n} for (a, r), n in sorted(self._metrics.items())]
            sums = {"total": self._calls.total(), "metrics_requested": self._metrics.total()}
        return sums | {"calls": calls, "metrics": metrics}
