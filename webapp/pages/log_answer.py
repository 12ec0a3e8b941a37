"""The answer to a person's query: a table, or a request's whole story."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from collectors.costs import scanning_usd
from collectors.log_shape import milliseconds
from collectors.records import Identity, Kind
from webapp.analysis.log_records.parse import parse
from webapp.analysis.masking import masked
from webapp.http.not_here import NotHere
from webapp.store import Connection, jobs
from webapp.store.jobs import Job, JobState
from webapp.store.log_queries import KIND
from webapp.words.documents import pretty

May = Callable[[Identity], bool]


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One record of a request: `after_ms` since its first one."""

    at_ms: int
    after_ms: int
    kind: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class LogAnswerPage:
    """A query and what is known of its answer. Values are masked; `withheld` where the reader may not see them.

    `rows` are the first ones of a query that runs, at most a thousand of one that is done; `found` counts all.
    `left_out` are log groups that AWS says are gone or denied. `report` has the fields of
    webapp.analysis.log_records.records.Report.
    """

    id: int
    state: JobState
    status: str
    text: str
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    place: Identity
    start: int
    end: int
    person: str
    asked_at: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    found: int
    bytes: int
    usd: float
    error: str
    withheld: bool
    request_id: str
    story: tuple[StoryLine, ...]
    report: Mapping[str, Any] | None
    trace_url: str

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def load(conn: Connection, key: int, may_read: May) -> LogAnswerPage:
    """The page of a query job; NotHere where there is none of this id."""
    job = jobs.job_of(conn, key)
    if job is None or job.kind != KIND:
        raise NotHere("There is no such query: it may be older than what is kept.")
    asked = job.payload
    groups = tuple(asked["groups"])
    allowed = all(may_read(job.place.named(Kind.LOG_GROUP, name)) for name in groups)
    told = _told(job)
    rows = tuple(tuple(masked(value) for value in row) for row in told.get("rows", ())) if allowed else ()
    request_id = asked.get("request", "")
    records = _records(told) if allowed and request_id else []
    story = _story(records)
    parsed = [parse(message) for _, message in records]
    report = next((record.report for record in parsed if record.report), None)
    trace_id = next((record.trace_id for record in parsed if record.trace_id), "")
    return LogAnswerPage(
        id=job.id,
        state=job.state,
        status=str(told.get("status", "")),
        text=asked["text"],
        groups=groups,
        left_out=tuple(told.get("left_out", ())),
        place=job.place,
        start=asked["start"],
        end=asked["end"],
        person=asked["person"],
        asked_at=job.created_at,
        columns=tuple(told.get("columns", ())),
        rows=rows,
        found=int(told.get("found", 0)),
        bytes=int(told.get("bytes", 0)),
        usd=scanning_usd(int(told.get("bytes", 0))),
        error=str(job.result.get("error", "")),
        withheld=not allowed,
        request_id=request_id,
        story=story,
        report=report._asdict() if report else None,
        trace_url=_trace_url(job.place, trace_id),
    )


def _told(job: Job) -> dict[str, Any]:
    return dict(job.result if job.state is JobState.DONE else job.progress)


def _records(told: dict[str, Any]) -> list[tuple[int, str]]:
    """(epoch ms, message) of each row that has both."""
    columns = list(told.get("columns", ()))
    if "@timestamp" not in columns or "@message" not in columns:
        return []
    at, message = columns.index("@timestamp"), columns.index("@message")
    return sorted((milliseconds(row[at]), row[message]) for row in told.get("rows", ()) if row[at])


def _story(records: list[tuple[int, str]]) -> tuple[StoryLine, ...]:
    lines = []
    for at, message in records:
        record = parse(message)
        level = record.level.name.lower() if record.level else ""
        lines.append(StoryLine(at, at - records[0][0], record.kind.value, level, pretty(message)))
    return tuple(lines)


def _trace_url(place: Identity, trace_id: str) -> str:
    """The trace in the console of X-Ray."""
    if not trace_id:
        return ""
    base = f"https://{place.region}.console.aws.amazon.com/cloudwatch/home?region={place.region}"
    return f"{base}#xray:traces/{quote(trace_id, safe='')}"
