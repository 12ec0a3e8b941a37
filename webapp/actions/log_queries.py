"""A person's Logs Insights query: who may ask, the job that asks, and its answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from collectors import tally
from collectors.costs import scanning_usd
from collectors.durations import DAY
from collectors.failures import Denied, Gone
from collectors.insights import Answer, Insights, Query
from collectors.log_reading import named_by
from collectors.records import Identity, LogQuery, Outcome
from webapp.actions.door import refusals
from webapp.actions.plans import Acting
from webapp.config import Config
from webapp.jobs import Result, Working
from webapp.person import Person, Role
from webapp.store import Connection, jobs, log_queries
from webapp.store.jobs import Job
from webapp.store.runs import save_outcome, spent_usd
from webapp.store.tails import tailed_usd
from webapp.store.targets import accounts

KIND = log_queries.KIND
MOST_ROWS = 1_000
MOST_PARTIAL = 50
LONGEST_VALUE = 20_000
MOST_CHARACTERS = 4_000_000
PATIENCE_S = 900.0


def why_not(conn: Connection, config: Config, person: Person, usd: float, now: int) -> str:
    """Why `person` may not ask a query that is thought to cost `usd`; empty where they may."""
    today = now - now % DAY
    if person.role.covers(Role.OPERATOR):
        left = config.budget.usd_a_day - spent_usd(conn, today, now + 1)
        return _too_dear(usd, left, "today's budget")
    allowed = config.logs.viewers_usd_a_day
    if not allowed:
        return "Queries cost money: they need the role operator, or logs.viewers_usd_a_day in config.yaml."
    spent = log_queries.scanned_usd(conn, today, now + 1, person.name) + tailed_usd(conn, today, now + 1, person.name)
    left = allowed - spent
    return _too_dear(usd, left, "your budget today")


def _too_dear(usd: float, left: float, budget: str) -> str:
    return "" if usd <= left else f"It is thought to cost ${usd:.2f}, and ${max(0.0, left):.2f} of {budget} is left."


def ask(conn: Connection, account: Identity, groups: Sequence[str], asked: Mapping[str, Any], now: int) -> int:
    """Queue the query as a job and return its id. `asked` has text, start, end, person, and a request id if any."""
    return jobs.add(conn, KIND, {**jobs.naming(account), "groups": list(groups), **asked}, now)


def perform(acting: Acting, working: Working) -> Result:
    """Ask, show partial results, stop when nobody wants the answer any more; what it scanned is noted in any case."""
    asked = working.job.payload
    query = Query(asked["text"], tuple(asked["groups"]), asked["start"], asked["end"], KIND)
    with asking(acting, working.job) as insights:
        answer, left_out = _answered(insights, query, lambda seen: working.note(**shown(seen, MOST_PARTIAL)))
    return shown(answer, MOST_ROWS) | {"left_out": left_out}


def _answered(insights: Insights, query: Query, seen: Callable[[Answer], None]) -> tuple[Answer, list[str]]:
    """The answer without the log groups that AWS says are gone or denied, and these; refused where that leaves none."""
    left_out: list[str] = []
    while True:
        try:
            return insights.ask(query, PATIENCE_S, seen), left_out
        except (Gone, Denied) as refused:
            named = named_by(refused, query.groups)
            rest = tuple(name for name in query.groups if name not in named)
            if not named or not rest:
                raise
            left_out, query = [*left_out, *named], replace(query, groups=rest)


@contextmanager
def asking(acting: Acting, job: Job) -> Iterator[Insights]:
    """Logs Insights in the place that a job names; what it scanned is noted in any case. Raises JobRefused."""
    with refusals():
        with acting.store.read() as conn:
            aws = acting.door.aws(conn, job.place)
        insights = Insights(aws, acting.clock.now(), acting.config.logs.queries_at_once)
        try:
            with tally.counting():
                yield insights
        finally:
            _note_spending(acting, job, insights.asked)


def shown(answer: Answer, most: int) -> dict[str, Any]:
    """An answer as it is kept: the columns, and as many rows as a page can bear."""
    columns = list(dict.fromkeys(name for row in answer.rows for name in row if name != "@ptr"))
    rows: list[list[str]] = []
    left = MOST_CHARACTERS
    for row in answer.rows[:most]:
        values = [row.get(name, "")[:LONGEST_VALUE] for name in columns]
        left -= sum(map(len, values))
        if left < 0:
            break
        rows.append(values)
    counts = {"found": len(answer.rows), "bytes": answer.bytes_scanned, "matched": answer.records_matched}
    return {"status": answer.status, "columns": columns, "rows": rows, **counts}


def _note_spending(acting: Acting, job: Job, asked: Sequence[LogQuery]) -> None:
    """As queries of whoever asked and as a run, so that the day's budget knows of them."""
    scanned = sum(query.bytes_scanned for query in asked)
    usd = scanning_usd(scanned)
    with acting.store.write() as conn:
        targets = [name for name, at in accounts(conn).items() if replace(at, name="") == job.place]
        if asked and targets:
            log_queries.save_log_queries(conn, targets[0], asked, job.payload["person"], job.id)
            run = Outcome(targets[0], KIND, asked[0].asked_at, 0.0, records=len(asked), bytes_scanned=scanned)
            save_outcome(conn, replace(run, usd=usd, usd_upper=usd))
