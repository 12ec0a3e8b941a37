"""What people asked of the logs of late, with the way back to each answer: queries, live tails, causes of death."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.costs import scanning_usd
from collectors.durations import DAY
from webapp.pages import cause_question
from webapp.store import Connection, jobs, log_queries, tails
from webapp.store.jobs import JobHead, JobState

MOST = 12
KINDS = (log_queries.KIND, tails.KIND, cause_question.KIND)


@dataclass(frozen=True, slots=True)
class AskedByPerson:
    """One question. `job` leads to its answer; `queue` is the one whose dead letters it was about, else empty.

    `start` and `end` are None for a live tail, and `usd` where nothing is known of what it cost.
    """

    job: int
    kind: str
    state: JobState
    at: int
    person: str
    title: str
    account: str
    region: str
    queue: str
    groups: int
    start: int | None
    end: int | None
    usd: float | None

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def asked_by_people(conn: Connection, now: int) -> tuple[AskedByPerson, ...]:
    """The newest questions of the last week."""
    found = jobs.newest(conn, KINDS, now - 7 * DAY, MOST)
    scanned = log_queries.scanned_by(conn, [each.id for each in found])
    tailed = {job.id: tails.usd_of(job) for job in tails.tails(conn, now - 7 * DAY, now + 1) if job.finished_at}
    return tuple(_asked(each, scanned, tailed) for each in found)


def _asked(job: JobHead, scanned: Mapping[int, int], tailed: Mapping[int, float]) -> AskedByPerson:
    told = job.payload
    return AskedByPerson(
        job=job.id,
        kind=job.kind,
        state=job.state,
        at=job.created_at,
        person=told["person"],
        title=_TITLES[job.kind](told),
        account=told["account"],
        region=told["region"],
        queue=told.get("queue", ""),
        groups=len(told["groups"]),
        start=told.get("start"),
        end=told.get("end"),
        usd=_usd(job, scanned, tailed),
    )


def _usd(job: JobHead, scanned: Mapping[int, int], tailed: Mapping[int, float]) -> float | None:
    if job.id in tailed:
        return tailed[job.id]
    return scanning_usd(scanned[job.id]) if job.id in scanned else None


def _of_query(told: Mapping[str, Any]) -> str:
    if request := told.get("request"):
        return f"Everything that request {request} logged"
    lines: Sequence[str] = [line.strip() for line in told["text"].splitlines() if line.strip()]
    return " ".join(lines)


def _of_tail(told: Mapping[str, Any]) -> str:
    return f"Live, matching {told['pattern']}" if told["pattern"] else "Live"


_TITLES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    log_queries.KIND: _of_query,
    tails.KIND: _of_tail,
    cause_question.KIND: lambda told: f"Why messages in {told['queue']} died",
}
