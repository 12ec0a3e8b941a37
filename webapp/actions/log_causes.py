"""Asks the consumers' logs why the messages that somebody looked at died: a job, priced and paid like any log query."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from collectors import tally
from collectors.failures import AwsError
from collectors.insights import Insights, Query
from collectors.records import Identity, Kind
from webapp.actions.door import NoWay
from webapp.actions.log_queries import PATIENCE_S, note_spending
from webapp.actions.plans import Acting
from webapp.analysis.dead_letters import causes
from webapp.analysis.log_causes import ROWS, by_request, naming, told_of
from webapp.jobs import JobRefused, Result, Working
from webapp.pages.cause_question import KIND, Question
from webapp.store import Connection, jobs, peeks


def ask(conn: Connection, queue: Identity, asked: Question, person: str, now: int) -> int:
    """Queue the job and return its id."""
    place = {"partition": queue.partition, "account": queue.account, "region": queue.region, "queue": queue.name}
    what = {"ids": list(asked.ids), "groups": list(asked.groups), "start": asked.start, "end": asked.end}
    return jobs.add(conn, KIND, place | what | {"person": person}, now)


def perform(acting: Acting, working: Working) -> Result:
    """Ask, and write what was told to the look that was asked about. Raises JobRefused and JobCancelled."""
    asked = working.job.payload
    place = Identity(asked["partition"], asked["account"], asked["region"], Kind.ACCOUNT, "")
    try:
        with acting.store.read() as conn:
            aws = acting.door.aws(conn, place)
    except NoWay as error:
        raise JobRefused(str(error)) from error
    insights = Insights(aws, acting.clock.now(), acting.config.logs.queries_at_once)
    messages = partial(_messages, insights, working)
    try:
        with tally.counting():
            told = told_of(asked["ids"], messages(asked["ids"]))
            found = dict(told.causes)
            if told.requests:
                found = by_request(told.requests, messages(list(told.requests))) | found
    except AwsError as error:
        raise JobRefused(error.failure.told) from error
    finally:
        note_spending(acting, place, insights.asked, asked["person"])
    _keep(acting, place.named(Kind.QUEUE, asked["queue"]), found)
    return {"asked": len(asked["ids"]), "told": len(found), "bytes": sum(each.bytes_scanned for each in insights.asked)}


def _messages(insights: Insights, working: Working, ids: Sequence[str]) -> list[str]:
    asked: Any = working.job.payload
    query = Query(naming(ids), tuple(asked["groups"]), asked["start"], asked["end"], KIND, ROWS)
    answer = insights.ask(query, PATIENCE_S, lambda seen: working.note(status=seen.status))
    return [row.get("@message", "") for row in answer.rows]


def _keep(acting: Acting, queue: Identity, found: dict[str, str]) -> None:
    """A look that was renewed meanwhile takes what is told of its messages, too."""
    with acting.store.write() as conn:
        peek = peeks.peek_of(conn, queue, acting.clock.now())
        if peek and peek.letters:
            letters = tuple(replace(each, found_cause=found.get(each.id, each.found_cause)) for each in peek.letters)
            peeks.save_peek(conn, queue, replace(peek, letters=letters, causes=causes(letters)))
