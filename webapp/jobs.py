"""Performs what pages asked for: claims a job row by lease, resumes it after a crash, honours a cancel.

A kind of job is a function of a `Working`: it reads `working.job` (its payload, and the progress that an earlier
attempt noted), calls `working.note` between its steps and returns the result that the page shows.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import structlog

from collectors.failures import AwsError
from webapp.clock import Clock
from webapp.store import Connection, jobs
from webapp.store.database import Store
from webapp.store.errors import StoreError
from webapp.store.jobs import Job, JobState

log = structlog.get_logger()

LEASE_S = 30
RENEW_S = 10
LOOK_EVERY_S = 0.5
THREADS = 16
"""Most jobs wait for AWS most of the time, some for hours."""

Result = Mapping[str, Any]


class JobCancelled(Exception):
    """Somebody asked for the job to stop."""


class JobLost(Exception):
    """Another worker has claimed the job: stop without another word."""


class JobLeft(JobLost):
    """This worker ends: the next one goes on from what is noted."""


class JobRefused(Exception):
    """The job must not be done; the text, a sentence for people, says why."""


@dataclass
class Working:
    """One job while it is worked on. `noted` is what the newest note said; it begins as the last attempt left it."""

    job: Job
    store: Store
    clock: Clock
    noted: Mapping[str, Any] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def note(self, **progress: Any) -> None:
        """Show how far it is, and go on only if the job is still ours and wanted. Raises JobCancelled, JobLost."""
        self.noted = {**self.noted, **progress}
        self.renew()
        self.check_cancel()

    def check_cancel(self) -> None:
        """Between two steps: raises JobCancelled where nobody wants it any more, JobLeft where its worker ends."""
        with self.store.read() as conn:
            if jobs.cancel_requested(conn, self.job.id):
                raise JobCancelled
        if self.ending.is_set():
            raise JobLeft

    def note_in(self, conn: Connection, **progress: Any) -> None:
        """Show how far it is in a transaction of the caller's, who asks for a cancel himself. Raises JobLost."""
        noted = {**self.noted, **progress}
        if not jobs.progress(conn, self.job, noted, self.clock.now(), LEASE_S):
            raise JobLost
        self.noted = noted

    def check_mine(self, conn: Connection) -> None:
        """Nobody else has claimed the job before the caller's transaction ends. Raises JobLost."""
        if not jobs.is_mine(conn, self.job):
            raise JobLost

    def renew(self) -> None:
        """Hold on to the job. Raises JobLost."""
        with self.store.write() as conn:
            self.note_in(conn)


Kind = Callable[[Working], Result]


class Jobs:
    """Looks for jobs and performs them in threads. `kinds` maps the kind of a row to what performs it."""

    def __init__(self, store: Store, clock: Clock, kinds: Mapping[str, Kind], owner: str) -> None:
        self._store, self._clock, self._kinds, self._owner = store, clock, kinds, owner
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="job")
        self._free = threading.Semaphore(THREADS)
        self._under_way: dict[int, tuple[Working, int]] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()

    def tick(self) -> None:
        """Renew what is under way, then claim what waits, as many as there are threads for."""
        try:
            self._renew()
            while self._is_one_waiting() and self._free.acquire(blocking=False):
                job = self._claimed()
                if job is None:
                    return
                self._begin(job)
        except StoreError as error:
            log.error("jobs_not_read", problem=str(error))

    def leave(self) -> None:
        """Let what is under way end after its step; it is free for the next worker at once."""
        self._ending.set()

    def close(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown()

    def _is_one_waiting(self) -> bool:
        with self._store.read() as conn:
            return jobs.is_any_claimable(conn, self._clock.now())

    def _claimed(self) -> Job | None:
        """A job for the thread that was reserved; the thread is free again where there is none."""
        job = None
        try:
            with self._store.write() as conn:
                job = jobs.claim(conn, self._owner, self._clock.now(), LEASE_S)
        finally:
            if job is None:
                self._free.release()
        return job

    def _begin(self, job: Job) -> None:
        working = Working(job, self._store, self._clock, job.progress, self._ending)
        with self._lock:
            self._under_way[job.id] = (working, self._clock.now())
        self._pool.submit(self._work, working)

    def _work(self, working: Working) -> None:
        try:
            state, result = self._outcome(working)
            with self._store.write() as conn:
                jobs.finish(conn, working.job, state, result, self._clock.now())
        except JobLeft:
            self._give_back(working)
        except JobLost:
            log.warning("job_lost", job=working.job.id)
        except StoreError as error:
            log.error("job_not_saved", job=working.job.id, problem=str(error))
        finally:
            with self._lock:
                self._under_way.pop(working.job.id, None)
            self._free.release()

    def _give_back(self, working: Working) -> None:
        try:
            with self._store.write() as conn:
                jobs.give_back(conn, working.job)
        except StoreError as error:
            log.error("job_not_given_back", job=working.job.id, problem=str(error))

    def _outcome(self, working: Working) -> tuple[JobState, Result]:
        kind = self._kinds.get(working.job.kind)
        if kind is None:
            return JobState.FAILED, {
                "error": f"This collector knows no job of the kind {working.job.kind!r}: update it."
            }
        try:
            return JobState.DONE, kind(working)
        except JobCancelled:
            return JobState.CANCELLED, dict(working.noted)
        except (JobLost, StoreError):
            raise
        except JobRefused as refused:
            return JobState.FAILED, {"error": str(refused)}
        except AwsError as error:
            log.warning("job_failed", job=working.job.id, kind=working.job.kind, problem=str(error))
            return JobState.FAILED, {"error": str(error)}
        except Exception as error:
            log.exception("job_failed", job=working.job.id, kind=working.job.kind)
            return JobState.FAILED, {"error": f"{type(error).__name__}: {error}"}

    def _renew(self) -> None:
        now = self._clock.now()
        with self._lock:
            old = [working for working, at in self._under_way.values() if not 0 <= now - at < RENEW_S]
        for working in old:
            try:
                working.renew()
            except JobLost:
                log.warning("job_lost", job=working.job.id)
            with self._lock:
                if working.job.id in self._under_way:
                    self._under_way[working.job.id] = (working, now)
