"""Insights queries and their lives: scheduled, running with partial results, complete, stopped, or ended by a fault."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from uuid import uuid4

from demo.logs.events import Event
from demo.logs.query.plan import Plan, Result, Tally
from demo.server.calls import Call
from demo.server.errors import AwsError

CONCURRENT = 100
"""Queries that may run at once in one account and region (CloudWatch Logs quotas)."""

ENDLESS = "Running"
_KEPT = 500
_RUNNING = ("Scheduled", "Running")


@dataclass
class Query:
    """One query. It is Running at the second look or after a second, Complete at the third or after two.

    `ends` is how a fault lets it end: Timeout, Failed, or Running for one that never ends.
    """

    call: Call
    text: str
    groups: tuple[str, ...]
    plan: Plan
    events: Iterable[Event]
    ends: str = "Complete"
    id: str = field(default_factory=lambda: str(uuid4()))
    looks: int = 0
    stopped_at: float | None = None
    tally: Tally = field(default_factory=Tally)
    lock: Lock = field(default_factory=Lock)
    _results: list[Result] | None = None

    def status(self, now: float) -> str:
        """Where it is."""
        if self.stopped_at is not None:
            return "Cancelled"
        step = max(self.looks - 1, int(now - self.call.now))
        return _RUNNING[step] if step < 2 else self.ends

    def running(self, now: float) -> bool:
        """Whether it takes one of the places of the account."""
        return self.status(now) in _RUNNING

    def results(self) -> list[Result]:
        """All of them, worked out when first asked for."""
        with self.lock:
            if self._results is None:
                self._results = self.plan.run(self.events, self.tally)
                self.events = ()
            return self._results


class Queries:
    """The queries of all accounts, the newest some hundreds of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queries: dict[str, Query] = {}

    def start(self, query: Query) -> str:
        """Its id; LimitExceededException where too many are running."""
        call = query.call
        with self._lock:
            if sum(q.running(call.now) for q in self._of(call)) >= CONCURRENT:
                raise AwsError(
                    "LimitExceededException", f"Account maximum query concurrency limit of [{CONCURRENT}] reached."
                )
            self._queries[query.id] = query
            for old in list(self._queries)[: max(0, len(self._queries) - _KEPT)]:
                del self._queries[old]
        return query.id

    def find(self, call: Call) -> Query:
        """The query that the call names; ResourceNotFoundException."""
        query = self._queries.get(str(call.body.get("queryId")))
        if query is None or query not in self._of(call):
            raise AwsError("ResourceNotFoundException", "The specified query does not exist.")
        return query

    def newest_first(self, call: Call) -> list[Query]:
        """The queries of the caller's account and region."""
        return self._of(call)[::-1]

    def _of(self, call: Call) -> list[Query]:
        place = (call.account, call.region)
        return [query for query in self._queries.values() if (query.call.account, query.call.region) == place]
