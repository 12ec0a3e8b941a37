"""What goes over the wire to one target, attempt by attempt: paced, counted, and stopped where a breaker is open."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError
from botocore.session import Session

from collectors import tally
from collectors.actions import iam_action
from collectors.breaker import STRIKES, Breaker
from collectors.codes import kind_of_answer
from collectors.failures import NotAsked
from collectors.pace import Pace
from collectors.records import FailureKind


class Wire:
    """Listens to botocore's events of every client of the sessions that it is attached to."""

    def __init__(self, clock: Callable[[], float], paces: Mapping[str, Pace]) -> None:
        self.calls: Counter[str] = Counter()
        self._clock = clock
        self._paces = paces
        self._breakers: dict[str, Breaker] = {}
        self._lock = threading.Lock()

    def attach(self, session: Session) -> None:
        """Listen to all clients that the session makes from now on."""
        session.register("before-parameter-build.cloudwatch.GetMetricData", self._before_metrics)
        session.register("before-send", self._before_send)
        session.register("response-received", self._received)

    @property
    def breakers(self) -> dict[str, Breaker]:
        """The breaker of each service that has failed of late."""
        with self._lock:
            return dict(self._breakers)

    def _before_metrics(self, **event: Any) -> None:
        params = event["params"]
        queries = params.get("MetricDataQueries", ())
        metrics = 0 if params.get("NextToken") else tally.metrics_in(queries)
        event["context"]["metrics_requested"] = (metrics, len(queries))

    def _before_send(self, **event: Any) -> None:
        """Botocore takes what is raised here as the attempt's outcome and does not try again."""
        _, service, operation = event["event_name"].split(".")
        action = iam_action(service, operation)
        if service in self._paces:
            self._paces[service].wait()
        with self._lock:
            self._let_through(service)
            self.calls[action] += 1
        if run := tally.current():
            run.called(action)

    def _let_through(self, service: str) -> None:
        breaker = self._breakers.get(service)
        if breaker is None:
            return
        now = self._clock()
        if breaker.is_open(now):
            raise NotAsked(service, breaker.why, (breaker.rests_until or now) - now)
        self._breakers[service] = breaker.let_through(now)

    def _received(self, **event: Any) -> None:
        answer, exception = event["parsed_response"], event["exception"]
        if isinstance(exception, NotAsked):
            return
        service = event["event_name"].split(".")[1]
        why = _what_is_wrong(answer, exception)
        with self._lock:
            if why:
                self._breakers[service] = self._breakers.get(service, Breaker()).failed(why, self._clock())
            else:
                self._breakers.pop(service, None)
        if (run := tally.current()) and answer and "Error" not in answer:
            run.requested(*event["context"].get("metrics_requested", (0, 0)))


def _what_is_wrong(answer: dict[str, Any] | None, exception: Exception | None) -> str:
    """`unreachable`, `throttled`, or nothing; being refused is an answer like any other."""
    if isinstance(exception, (ConnectionError, HTTPClientError)):
        return FailureKind.UNREACHABLE
    if not answer or "Error" not in answer:
        return ""
    kind = kind_of_answer(answer["Error"].get("Code", ""), answer["ResponseMetadata"].get("HTTPStatusCode", 0))
    return kind if kind in STRIKES else ""
