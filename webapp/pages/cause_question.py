"""What a queue's page offers to ask the consumers' logs: why the messages that were seen died, and for how much."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.log_shape import GROUPS_A_QUERY
from collectors.records import Identity, Kind
from webapp.analysis.dead_letters import DeadLetter
from webapp.analysis.log_causes import MOST_NAMED, SLACK_S
from webapp.analysis.query_estimate import Estimate, estimate
from webapp.pages.dead_letters import Tied
from webapp.store import Connection, functions, jobs, log_groups, peeks
from webapp.store.queues import queue_of, queues

KIND = "log_causes"
QUERIES = 2
"""One for the records that name a message, one for the requests that did."""
MayRead = Callable[[Identity], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """What would be asked: the messages whose cause nobody knows, in which log groups, of what time, for how much."""

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    start: int
    end: int
    cost: Estimate

    @property
    def usd(self) -> float:
        """Dollars for all queries, at most."""
        return QUERIES * self.cost.usd


def question(conn: Connection, queue: Identity, may_read: MayRead, now: int) -> Question | None:
    """What the logs could be asked about the newest look; None where every cause is known or nobody logs."""
    found, peek = queue_of(conn, queue), peeks.peek_of(conn, queue, now)
    unknown = [letter for letter in (peek.letters if peek else ()) if not letter.cause][:MOST_NAMED]
    if found is None or not unknown:
        return None
    names = _groups(conn, found.arn, queue, may_read)
    if not names:
        return None
    start, end = _span(conn, found.arn, unknown, now)
    groups = log_groups.log_groups(conn)
    held = [each for each in groups if queue.named(Kind.LOG_GROUP, each.identity.name) == each.identity]
    return Question(tuple(each.id for each in unknown), names, start, end, estimate(names, held, start, end, now))


@dataclass(frozen=True, slots=True)
class Asking:
    """The job that asks, as far as it is: `told` of `asked` messages once it is over."""

    id: int
    running: bool
    status: str
    asked: int
    told: int
    error: str


@dataclass(frozen=True, slots=True)
class LogCauses:
    """The offer, why the reader may not take it (empty where they may), and the job that was begun, if any."""

    question: Question | None
    refusal: str
    asking: Asking | None


def asking_of(conn: Connection, queue: Identity, key: int | None) -> Asking | None:
    """A job that asks about this queue; None where there is none of that number."""
    job = jobs.job_of(conn, key) if key is not None else None
    if job is None or job.kind != KIND or job.payload["queue"] != queue.name:
        return None
    said: Any = job.result
    running = job.finished_at is None
    status = str(job.progress.get("status", "waits for the collector"))
    asked = int(said.get("asked", len(job.payload["ids"])))
    return Asking(job.id, running, status, asked, int(said.get("told", 0)), str(said.get("error", "")))


def _groups(conn: Connection, arn: str, queue: Identity, may_read: MayRead) -> tuple[str, ...]:
    """The log groups of the functions beside the queue, as far as they may be read; in its account and region."""
    ties = Tied.now(conn).by_arn
    workers = ties[arn].beside if arn in ties else frozenset()
    known = (
        functions.function_of(conn, worker)
        for worker in sorted(workers)
        if worker.named(queue.kind, queue.name) == queue
    )
    names = dict.fromkeys(each.log_group for each in known if each and each.log_group)
    return tuple(name for name in names if may_read(queue.named(Kind.LOG_GROUP, name)))[:GROUPS_A_QUERY]


def _span(conn: Connection, arn: str, letters: Sequence[DeadLetter], now: int) -> tuple[int, int]:
    """From the first sending of the oldest until the newest had been tried as often as its queue tries."""
    sources = [queue for queue in queues(conn) if queue.dlq_arn == arn]
    tries = max((each.visibility_timeout_s * (each.max_receive_count or 1) for each in sources), default=0)
    sent = [letter.sent_at for letter in letters]
    return min(sent) - SLACK_S, min(now, max(sent) + tries + SLACK_S) + 1
