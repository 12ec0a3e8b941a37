"""Works on one target in threads of its own, so that one that throttles, denies or hangs slows no other."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Lock, Semaphore

import structlog

from collectors.aws import Aws
from collectors.records import Ask, Chunk, Failure, FailureKind, Listed, Outcome, Points
from collectors.runner import run
from collectors.targets import Target
from webapp.clock import Clock
from webapp.config import Config
from webapp.store.coverage import cut_future
from webapp.store.database import Store
from webapp.store.errors import StoreError
from webapp.store.rests import Rest
from webapp.watch import asks
from webapp.watch.budget import Pace
from webapp.watch.due import due
from webapp.watch.following import Following
from webapp.watch.holding import Holding
from webapp.watch.memory import Memory, remembered
from webapp.watch.saving import LeaseLost, Saving
from webapp.watch.tasks import Job

log = structlog.get_logger()

THREADS = 6
HISTORY = ("history", "queue_history")
PATIENT = (*HISTORY, "log_ingestion")
HISTORY_ANSWER_S = 60
"""What is long past has a connection and a breaker of its own: slow answers there do not silence the present."""
HISTORY_AT_ONCE = 2
"""Pieces of history that are read at the same time, over all targets: each holds a day of points in memory."""
OPENED_S = 15
"""Pages that are opened in a row do not make us read all functions in trouble each time."""


Tell = Callable[[str, str, Outcome | Exception], None]
"""Told of each run that ends: target, task, and what came of it, or why nothing could be saved."""


class TargetWatch:
    """One target: what is due on it, run side by side, saved, and followed by what the news call for."""

    def __init__(
        self,
        config: Config,
        target: Target,
        store: Store,
        clock: Clock,
        owner: str,
        jobs: Mapping[str, Job],
        history_gate: Semaphore,
        tell: Tell,
    ) -> None:
        self.target = target
        self.memory = Memory()
        self._config, self._store, self._clock = config, store, clock
        self._aws = Aws(target)
        self._patient = Aws(target, answer_s=HISTORY_ANSWER_S, attempts=2)
        self._jobs = jobs
        self._history_gate = history_gate
        self._tell = tell
        self._rests: tuple[Rest, ...] | None = None
        self._holding = Holding(store, clock, target.name, owner)
        self._token: int | None = None
        self._ticked_at: int | None = None
        self._following = Following(config, target.name)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix=target.name)
        self._running: dict[str, Future[Outcome | None]] = {}
        self._lock = Lock()

    def tick(self, pace: Pace, with_history: bool = True, on_screen: frozenset[str] = frozenset()) -> None:
        """Begin what is due, if the target is ours."""
        with self._lock:
            saving = self._held()
            if saving is None:
                return
            now = self._clock.now()
            self._not_ahead(saving, now)
            self._look_closely(on_screen, pace, now)
            tasks = [job.task for job in self._jobs.values()]
            for task in due(tasks, self.memory.last, self.memory.done, pace.stretches, now):
                may = task.name not in HISTORY or (with_history and pace.may_read_history)
                if may and not self._is_running(task.name):
                    self.memory.last[task.name] = now
                    self._running[task.name] = self._pool.submit(self._perform, self._jobs[task.name], saving)

    def hold(self) -> None:
        """Hold on to the target while a run takes long and nothing else is begun."""
        with self._lock:
            self._held()

    @property
    def is_ours(self) -> bool:
        """Whether no other collector works on it."""
        return self._holding.held

    def settle(self) -> list[Outcome]:
        """Wait for what runs; its outcomes."""
        with self._lock:
            running, self._running = self._running, {}
        return [outcome for future in running.values() if (outcome := future.result())]

    def read_history(self, days: int) -> Iterator[Outcome]:
        """Read older points, piece by piece, until there is nothing left or one fails."""
        for name in (name for name in HISTORY if name in self._jobs):
            while (saving := self._held()) and (outcome := self._perform(self._jobs[name], saving, days)):
                yield outcome
                if not outcome.ok:
                    break

    def close(self) -> None:
        """Drop what has not begun, wait for the rest, give the lease back."""
        self._pool.shutdown(cancel_futures=True)
        self._holding.give_back()

    def _not_ahead(self, saving: Saving, now: int) -> None:
        """When we begin, and when the clock was set back: what is noted of the time to come is not believed."""
        if self._ticked_at is None or now < self._ticked_at:
            with suppress(LeaseLost):
                saving.write(partial(cut_future, target=self.target.name, now=now))
            self.memory.forget_future(now)
        self._ticked_at = now

    def _look_closely(self, on_screen: frozenset[str], pace: Pace, now: int) -> None:
        """What somebody has just opened is read at once, unless money is short or all of it was read just now."""
        opened, self.memory.on_screen = on_screen - self.memory.close_up, on_screen
        began = self.memory.last.get("trouble", 0)
        if opened and "trouble" not in pace.stretches and now - began >= OPENED_S:
            self.memory.last["trouble"] = 0

    def _is_running(self, name: str) -> bool:
        return name in self._running and not self._running[name].done()

    def _held(self) -> Saving | None:
        saving = self._holding.keep()
        if saving and saving.token != self._token:
            if self._token is None or saving.token != self._token + 1:  # somebody else has been at work meanwhile
                with self._store.read() as conn:
                    self.memory = remembered(conn, self.target.name)
            self._token = saving.token
        return saving

    def _perform(self, job: Job, saving: Saving, days: int = 0) -> Outcome | None:
        """One run, from the ask to what follows it; None where there was nothing to ask, or nobody to ask for."""
        name = job.task.name
        try:
            ask = self._ask(name, days or self._config.backfill_days)
            outcome = self._run(job, ask, saving) if ask else None
            self.memory.done.add(name)
            if outcome:
                self._following.after(outcome, saving, self.memory)
                self._tell(self.target.name, name, outcome)
        except LeaseLost as lost:
            log.warning("lease_lost", target=self.target.name, task=name)
            self._tell(self.target.name, name, lost)
            return None
        except StoreError as error:
            log.error("not_saved", target=self.target.name, task=name, problem=str(error))
            self._note_unsaved(name, error, saving)
            self._tell(self.target.name, name, error)
            return None
        return outcome

    def _note_unsaved(self, name: str, error: StoreError, saving: Saving) -> None:
        """Let the pages say it, if at least that little can be written: a full disk may still take a row."""
        failure = Failure(FailureKind.UNEXPECTED, "saving", error.message, advice=error.advice)
        self.memory.failed.add(name)
        with suppress(StoreError, LeaseLost):
            saving.outcome(Outcome(self.target.name, name, self._clock.now(), 0.0, failures=(failure,)))

    def _ask(self, name: str, days: int) -> Ask | None:
        memory = self.memory
        awake = memory.awake.get(name, frozenset())
        situation = asks.Situation(
            self._config, self.target.name, self._clock.now(), dict(memory.looked), awake, memory.close_up, days
        )
        with self._store.read() as conn:
            return asks.ask(conn, name, situation)

    def _run(self, job: Job, ask: Ask, saving: Saving) -> Outcome:
        name, now = job.task.name, self._clock.now()
        asked: set[str] = set()

        def deliver(chunk: Chunk) -> None:
            saving.chunk(job.collector.NAME, chunk, now)
            asked.update(record.identity.name for record in chunk.records if isinstance(record, Points))
            if any(isinstance(record, Listed) for record in chunk.records):
                self.memory.done.add(name)

        if name in PATIENT:
            with self._history_gate:
                outcome = run(job.collector, self._patient, self.target, ask, now, deliver)
        else:
            outcome = run(job.collector, self._aws, self.target, ask, now, deliver)
        outcome = replace(outcome, collector=name)
        saving.outcome(outcome)
        self._save_rests(saving)
        self.memory.ran(outcome, asked)
        return outcome

    def _save_rests(self, saving: Saving) -> None:
        now = self._clock.now()
        found = tuple(Rest(name, why, now + round(left)) for name, (why, left) in self._aws.resting.items())
        if found != self._rests:
            saving.rests(found)
            self._rests = found
