"""A live tail as its page shows it: the newest lines first, what it costs, how it ended."""

from collections.abc import Callable
from dataclasses import dataclass

from collectors.records import Identity, Kind
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Report
from webapp.analysis.masking import masked
from webapp.analysis.tail_buffer import TailLine
from webapp.http.not_here import NotHere
from webapp.store import Connection, jobs
from webapp.store.jobs import Job, JobState
from webapp.store.tails import KIND, spent
from webapp.words.documents import pretty

May = Callable[[Identity], bool]
LONGEST_FIRST = 400


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """One line, masked, JSON indented; `first` is its beginning. `level` is empty where none is told."""

    number: int
    at_ms: int
    group: str
    level: str
    first: str
    text: str
    request_id: str


@dataclass(frozen=True, slots=True)
class LiveTailPage:
    """A live tail. `lines` are the newest of `seen`, empty where log text is `withheld` from the reader.

    `started_at` is None until AWS opened the session; `usd` is what it has cost so far. `ended` is time, aws, or away
    where the collector was.
    """

    id: int
    state: JobState
    place: Identity
    groups: tuple[str, ...]
    pattern: str
    minutes: int
    person: str
    asked_at: int
    started_at: int | None
    until: int | None
    usd: float
    usd_at_most: float
    lines: tuple[FollowedLine, ...]
    seen: int
    sampled: bool
    ended: str
    error: str
    withheld: bool

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def load(conn: Connection, key: int, may_read: May, now: int) -> LiveTailPage:
    """The page of a live tail's job; NotHere where there is none of this id."""
    job = jobs.job_of(conn, key)
    if job is None or job.kind != KIND:
        raise NotHere("There is no such live tail: it may be older than what is kept.")
    asked, told = job.payload, job.progress
    place = job.place
    groups = [place.named(Kind.LOG_GROUP, each) for each in asked["groups"]]
    allowed = all(may_read(group) for group in groups)
    started = told.get("started_at")
    return LiveTailPage(
        id=job.id,
        state=job.state,
        place=place,
        groups=tuple(asked["groups"]),
        pattern=asked["pattern"],
        minutes=asked["minutes"],
        person=asked["person"],
        asked_at=job.created_at,
        started_at=started,
        until=started + asked["minutes"] * 60 if started else None,
        usd=float(told.get("usd", min(asked["usd"], spent(told, now)))),
        usd_at_most=float(asked["usd"]),
        lines=_lines(job) if allowed else (),
        seen=int(told.get("seen", 0)),
        sampled=bool(told.get("sampled")),
        ended=str(job.result.get("ended", "")),
        error=str(job.result.get("error", "")),
        withheld=not allowed,
    )


def _lines(job: Job) -> tuple[FollowedLine, ...]:
    return tuple(_line(TailLine(*line)) for line in reversed(job.progress.get("lines", ())))


def _line(line: TailLine) -> FollowedLine:
    record = parse(line.text)
    level = record.level.name.lower() if record.level else ""
    text = pretty(line.text)
    gist = _summed_up(record.report) if record.report else masked(record.message)
    first = " ".join((gist or text)[:LONGEST_FIRST].split())
    return FollowedLine(line.number, line.at, line.group, level, first, text, record.request_id)


def _summed_up(report: Report) -> str:
    told = (
        ("", report.duration_ms, " ms"),
        ("billed ", report.billed_ms, " ms"),
        ("init ", report.init_ms, " ms"),
        ("restore ", report.restore_ms, " ms"),
        ("memory ", report.max_memory_mb, " MB"),
    )
    ended = [report.status] if report.status not in ("", "success") else []
    known = [f"{name}{value:,.0f}{unit}" for name, value, unit in told if value is not None]
    return "REPORT " + ", ".join(known + ended)
