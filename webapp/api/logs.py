"""/api/v1/logs/queries: what was asked of Logs Insights, by whom and at what cost, and the answers to people."""

from dataclasses import dataclass
from functools import partial

from collectors.costs import scanning_usd
from collectors.durations import DAY
from webapp.api.operations import Operation
from webapp.auth.gate import current_person, may_read_text
from webapp.pages import live_tail, log_answer
from webapp.pages.live_tail import LiveTailPage
from webapp.services import services
from webapp.store import log_queries


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """One query that ended. `person` is empty where a collector asked, which `purpose` names; `answer_id` is whose
    answer it is, null for the collectors'."""

    query_id: str
    target: str
    person: str
    purpose: str
    groups: tuple[str, ...]
    start: int
    end: int
    asked_at: int
    status: str
    bytes_scanned: int
    usd: float
    answer_id: int | None


@dataclass(frozen=True, slots=True)
class AskedQueries:
    """The newest hundred queries of the last day, and what all of today's (UTC) cost."""

    queries: tuple[AskedQuery, ...]
    usd_today: float


@dataclass(frozen=True, slots=True)
class LogAnswer:
    """The answer to one person's query by its job id; `state` is waiting, running, done, failed or cancelled.

    `left_out` are log groups that AWS says are gone or denied.
    """

    id: int
    state: str
    status: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    found: int
    bytes_scanned: int
    usd: float
    error: str
    withheld: bool
    left_out: tuple[str, ...]


def log_queries_asked() -> AskedQueries:
    """What was asked of late."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        found = log_queries.recent_queries(conn, now - DAY, now + 1)
        usd = log_queries.scanned_usd(conn, now - now % DAY, now + 1)
    asked = (
        AskedQuery(q.query_id, target, person, q.purpose, q.groups, q.start, q.end, q.asked_at, q.status,
                   q.bytes_scanned, scanning_usd(q.bytes_scanned), job)
        for target, person, job, q in found
    )  # fmt: skip
    return AskedQueries(tuple(asked), usd)


def log_query_answer(key: str) -> LogAnswer:
    """One answer."""
    with services().store.read() as conn:
        page = log_answer.load(conn, int(key), partial(may_read_text, current_person()))
    return LogAnswer(page.id, page.state.value, page.status, page.columns, page.rows, page.found, page.bytes, page.usd,
                     page.error, page.withheld, page.left_out)  # fmt: skip


def live_tail_lines(key: str) -> LiveTailPage:
    """One live tail."""
    here = services()
    with here.store.read() as conn:
        return live_tail.load(conn, int(key), partial(may_read_text, current_person()), here.clock.now())


OPERATIONS = (
    Operation("/logs/queries", "Queries asked of Logs Insights in the last day.", log_queries_asked, AskedQueries),
    Operation("/logs/queries/<int:key>", "The answer to a person's query.", log_query_answer, LogAnswer),
    Operation("/logs/tails/<int:key>", "A live tail and its newest lines.", live_tail_lines, LiveTailPage),
)
