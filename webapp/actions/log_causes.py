"""Asks the consumers' logs why the messages that somebody looked at died: a job, priced and paid like any log query."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from collectors.insights import Insights, Query
from collectors.records import Identity, Kind
from webapp.actions.log_queries import PATIENCE_S, asking
from webapp.actions.plans import Acting
from webapp.analysis.dead_letters import causes as causes_of
from webapp.analysis.log_causes import ROWS, by_request, naming, told_of
from webapp.jobs import Result, Working
from webapp.pages.cause_question import KIND, Question
from webapp.store import Connection, jobs, peeks


def ask(conn: Connection, queue: Identity, asked: Question, person: str, now: int) -> int:
    """Queue the job and return its id."""
    what = {"ids": list(asked.ids), "groups": list(asked.groups), "start": asked.start, "end": asked.end}
    return jobs.add(conn, KIND, jobs.naming(queue) | what | {"queue": queue.name, "person": person}, now)


def perform(acting: Acting, working: Working) -> Result:
    """Ask, and write what was told to the look that was asked about. Raises JobRefused and JobCancelled."""
    asked = working.job.payload
    with asking(acting, working.job) as insights:
        messages = partial(_messages, insights, working)
        told = told_of(asked["ids"], messages(asked["ids"]))
        causes = dict(told.causes)
        if told.requests:
            causes = by_request(told.requests, messages(list(told.requests))) | causes
    _keep(acting, working.job.place.named(Kind.QUEUE, asked["queue"]), causes)
    scanned = sum(query.bytes_scanned for query in insights.asked)
    return {"asked": len(asked["ids"]), "told": len(causes), "bytes": scanned}


def _messages(insights: Insights, working: Working, ids: Sequence[str]) -> list[str]:
    asked: Any = working.job.payload
    query = Query(naming(ids), tuple(asked["groups"]), asked["start"], asked["end"], KIND, ROWS)
    answer = insights.ask(query, PATIENCE_S, lambda seen: working.note(status=seen.status))
    return [row.get("@message", "") for row in answer.rows]


def _keep(acting: Acting, queue: Identity, causes: dict[str, str]) -> None:
    """A look that was renewed meanwhile takes what is told of its messages, too."""
    with acting.store.write() as conn:
        peek = peeks.peek_of(conn, queue, acting.clock.now())
        if peek and peek.letters:
            letters = tuple(replace(each, found_cause=causes.get(each.id, each.found_cause)) for each in peek.letters)
            peeks.save_peek(conn, queue, replace(peek, letters=letters, causes=causes_of(letters)))
