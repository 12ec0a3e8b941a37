"""Insights queries and their lives: scheduled, running with partial results, complete, stopped, or ended by a fault."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from threading import Event as Signal
from threading import Lock, Thread
from uuid import uuid4

from demo.logs.events import Event
from demo.logs.query.plan import Plan, Result, Tally
from demo.server.calls import Call
from demo.server.errors import AwsError

CONCURRENT = 100
"""Queries that may run at once in one account and region (CloudWatch Logs quotas)."""

PATIENCE = 4.0
"""Seconds of real time that an answer waits for the results of a large query, before it says that it is running."""

_KEPT = 500
_RUNNING = ("Scheduled", "Running")


@dataclass(eq=False)
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
    _begun: bool = False
    _done: Signal = field(default_factory=Signal)

    def status(self, now: float) -> str:
        """Where it is."""
        if self.stopped_at is not None:
            return "Cancelled"
        step = max(self.looks - 1, int(now - self.call.now))
        return _RUNNING[step] if step < 2 else self.ends

    def running(self, now: float) -> bool:
        """Whether it takes one of the places of the account."""
        return self.status(now) in _RUNNING

    def results(self, patience: float = PATIENCE) -> list[Result] | None:
        """All of them; None while they are still being worked out, which begins when they are first asked for."""
        with self.lock:
            if not self._begun:
                self._begun = True
                Thread(target=self._run, daemon=True).start()
        self._done.wait(patience)
        return self._results

    def _run(self) -> None:
        try:
            wanted = takewhile(lambda _: self.stopped_at is None, self.events)
            self._results = self.plan.run(wanted, self.tally)
        except Exception:
            traceback.print_exc()
            self.ends, self._results = "Failed", []
        finally:
            self.events = ()
            self._done.set()


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
