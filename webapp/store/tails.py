"""Live tails: job rows of one kind, found again by when they were asked for, and what they cost."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from collectors.costs import tail_usd
from webapp.store.jobs import Job, JobState, job_in, jobs

KIND = "live_tail"
"""The job that follows logs, and its runs."""


def tails(conn: Connection, start: int, end: int) -> list[Job]:
    """Those asked for in [start, end), newest first."""
    asked = (jobs.c.kind == KIND, jobs.c.created_at >= start, jobs.c.created_at < end)
    return [job_in(row) for row in conn.execute(select(jobs).where(*asked).order_by(jobs.c.id.desc()))]


def tailed_usd(conn: Connection, start: int, end: int, person: str) -> float:
    """Dollars of one person's; those under way count as if they went on until they must end."""
    return sum(usd_of(job) for job in tails(conn, start, end) if job.payload["person"] == person)


def usd_of(job: Job) -> float:
    """Dollars that a tail has cost, or costs at most while it is under way; nothing where AWS refused it."""
    if job.state in (JobState.WAITING, JobState.RUNNING):
        return float(job.payload["usd"])
    return float(job.progress.get("usd", 0.0))


def spent(noted: Mapping[str, Any], until: int | None = None) -> float:
    """Dollars by a tail's progress: of the sessions before, and of the present one until then or until it was last
    noted. Each pays the minutes that it began.
    """
    if "session_at" not in noted:
        return 0.0
    end = noted["seen_at"] if until is None else until
    return float(noted["paid_usd"]) + tail_usd(end - noted["session_at"])
