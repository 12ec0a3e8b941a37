"""Asks Logs Insights: starts a query, looks until it has ended, pages through its results, stops what takes too long.

Sources: CloudWatch Logs quotas (StartQuery and GetQueryResults 10 a second each; 100 queries at once, 30 in older
accounts, shared with dashboards; 10,000 results a page, 100,000 in all) and pricing ($0.005 a GB scanned, also by a
query that is stopped).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import BoundedSemaphore
from typing import ClassVar

from collectors import tally
from collectors.aws import Aws
from collectors.failures import AwsError, Unexpected
from collectors.records import Failure, FailureKind, Identity, LogQuery

NEEDS = ("logs:GetQueryResults", "logs:StartQuery", "logs:StopQuery")
RESULTS_A_PAGE = 10_000
UNDER_WAY = frozenset({"Scheduled", "Running", "Unknown"})
WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Pauses between two looks; the last one again and again. Most queries over five minutes end within a second."""

PATIENCE_S = 240.0
"""A query of ours that has not ended by then is stopped: the next run would overtake it."""

_ADVICE = {
    "Timeout": "It ran too long for Logs Insights: ask for less time or fewer log groups.",
    "Cancelled": "Somebody stopped the query; it is asked again at the next run.",
}
_FAILED = "Logs Insights failed inside; it is asked again at the next run."

Row = Mapping[str, str]
Places = Callable[[Identity, int], AbstractContextManager[Callable[[], None]]]
"""Gives a place among so many queries of an account and region, once there is one; what it hands out holds on to it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask. Times are epoch seconds, `end` is not in it (StartQuery includes it); `limit` None: the query's."""

    text: str
    groups: tuple[str, ...]
    start: int
    end: int
    purpose: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look at a query saw. While it is under way the rows are partial."""

    status: str
    rows: tuple[Row, ...] = ()
    bytes_scanned: int = 0
    records_matched: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status not in UNDER_WAY


@dataclass
class Insights:
    """Logs Insights as one run uses it: `asked` are the queries that ended, for the record of what was spent.

    At most `at_once` queries are under way in an account and region, whoever asks: `places` says how far that reaches.
    """

    places: ClassVar[Places]
    aws: Aws
    now: int
    at_once: int = 4
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    asked: list[LogQuery] = field(default_factory=list)

    def ask(self, query: Query, patience_s: float = PATIENCE_S, seen: Callable[[Answer], None] | None = None) -> Answer:
        """The complete answer. `seen` is told of every look, and may raise to give the query up: it is stopped then.

        Raises AwsError where the query is refused, fails, is cancelled or takes longer than `patience_s`.
        """
        with Insights.places(self.aws.account(), self.at_once) as hold, self._recorded(query) as record:
            answer = self._ended(record, patience_s, seen or (lambda _answer: None), hold)
        if answer.status != "Complete":
            raise _not_complete(answer, query)
        return answer

    def _ended(
        self, record: "_Record", patience_s: float, seen: Callable[[Answer], None], hold: Callable[[], None]
    ) -> Answer:
        until = self.clock() + patience_s
        for pause in _pauses():
            hold()
            record.answer = look(self.aws, record.query_id)
            seen(record.answer)
            if record.answer.ended:
                return record.answer
            if self.clock() >= until:
                stop(self.aws, record.query_id)
                record.answer = Answer("Timeout", (), record.answer.bytes_scanned)
                return record.answer
            self.sleep(pause)
        raise AssertionError("pauses end never")

    @contextmanager
    def _recorded(self, query: Query) -> Iterator["_Record"]:
        """A started query; it is stopped if whoever waits for it gives up, and what it scanned is noted anyway."""
        record = _Record(start(self.aws, query))
        try:
            yield record
        finally:
            if not record.answer.ended:
                record.answer = _stopped(self.aws, record)
            if counted := tally.current():
                counted.scanned(record.answer.bytes_scanned)
            self.asked.append(_ended_query(query, record, self.now))


@dataclass
class _Record:
    query_id: str
    answer: Answer = field(default_factory=lambda: Answer("Scheduled"))


@cache
def _semaphore(_account: Identity, at_once: int) -> BoundedSemaphore:
    return BoundedSemaphore(at_once)


@contextmanager
def in_this_process(account: Identity, at_once: int) -> Iterator[Callable[[], None]]:
    """A place among the queries of this process, waited for; there is nothing to hold on to."""
    with _semaphore(account, at_once):
        yield lambda: None


Insights.places = staticmethod(in_this_process)


def start(aws: Aws, query: Query) -> str:
    """Start a query; returns its id."""
    limit = {"limit": query.limit} if query.limit else {}
    answer = aws.call("logs", "start_query", ", ".join(query.groups[:3]), logGroupNames=list(query.groups),
                      startTime=query.start, endTime=query.end - 1, queryString=query.text, **limit)  # fmt: skip
    return str(answer["queryId"])


def look(aws: Aws, query_id: str) -> Answer:
    """One look at a query: all pages of its rows once it is complete, the first page of partial rows before."""
    page = aws.call("logs", "get_query_results", queryId=query_id)
    status, statistics = page.get("status", "Unknown"), page.get("statistics", {})
    rows = [_row(each) for each in page.get("results", ())]
    token, seen = page.get("nextToken"), set()
    while status == "Complete" and token and token not in seen:
        seen.add(token)
        page = aws.call("logs", "get_query_results", queryId=query_id, nextToken=token, maxItems=RESULTS_A_PAGE)
        rows.extend(_row(each) for each in page.get("results", ()))
        token = page.get("nextToken")
    count = {name: int(statistics.get(name, 0)) for name in ("bytesScanned", "recordsMatched")}
    return Answer(status, tuple(rows), count["bytesScanned"], count["recordsMatched"])


def stop(aws: Aws, query_id: str) -> bool:
    """Stop a query; False where it had ended by itself or could not be stopped."""
    try:
        return bool(aws.call("logs", "stop_query", queryId=query_id).get("success"))
    except AwsError:
        return False


def _stopped(aws: Aws, record: _Record) -> Answer:
    stop(aws, record.query_id)
    return Answer("Cancelled", (), record.answer.bytes_scanned)


def _row(fields: list[dict[str, str]]) -> Row:
    return {each["field"]: each.get("value", "") for each in fields if "field" in each}


def _ended_query(query: Query, record: _Record, now: int) -> LogQuery:
    answer = record.answer
    return LogQuery(record.query_id, query.purpose, query.groups, query.start, query.end, now, answer.status,
                    answer.bytes_scanned, answer.records_matched)  # fmt: skip


def _pauses() -> Iterator[float]:
    yield from WAITS_S
    while True:
        yield WAITS_S[-1]


def _not_complete(answer: Answer, query: Query) -> Unexpected:
    advice = _ADVICE.get(answer.status, _FAILED)
    message = f"the query ended with {answer.status}"
    return Unexpected(Failure(FailureKind.UNEXPECTED, "logs:StartQuery", message, tuple(query.groups), advice))
