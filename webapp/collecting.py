"""The collector process: the watch, the jobs and the clockwork that ticks both."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import structlog

from collectors.durations import DAY
from collectors.insights import Insights
from collectors.schedule import Schedule
from webapp.actions.door import Door
from webapp.actions.kinds import job_kinds
from webapp.actions.plans import Acting
from webapp.clock import Clock
from webapp.config import Config
from webapp.jobs import LOOK_EVERY_S, Jobs
from webapp.store.database import Store
from webapp.store.errors import StoreError
from webapp.watch import holding
from webapp.watch.complaints import Complaints
from webapp.watch.gaps import history
from webapp.watch.query_places import QueryPlaces
from webapp.watch.target import TargetWatch, Tell
from webapp.watch.watching import Watch

log = structlog.get_logger()

TICK_S = 1.0
ROUNDS = 4
"""Rounds of a single pass: functions and mappings; queues and metrics; the metrics of queues; functions in trouble
that came of them."""


class Collecting:
    """Everything that `oncall collect` does."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config, self._store, self._clock = config, store, clock

    def run(self, stop: threading.Event) -> None:
        """Collect until `stop` is set."""
        collect_garbage_seldom()
        watch = Watch(self._config, self._store, self._clock, tell=Complaints())
        acting = Acting(self._config, self._store, self._clock, Door(self._config.targets))
        Insights.places = QueryPlaces(self._store, self._clock, watch.owner)
        jobs = Jobs(self._store, self._clock, job_kinds(acting), watch.owner)
        schedule = Schedule()
        schedule.every(TICK_S, partial(_survive, watch.tick))
        schedule.every(LOOK_EVERY_S, jobs.tick)
        schedule.start()
        try:
            stop.wait()
        finally:
            schedule.stop()
            jobs.leave()
            jobs.close()
            watch.close()

    def once(self, tell: Tell) -> list[str]:
        """Do everything that is due once, without reading history; names of targets that another collector has."""
        with self._watching(tell) as watch:
            return _once(watch)

    def backfill(self, days: int, tell: Tell, progress: Callable[[str], None]) -> list[str]:
        """The same, then read what is missing of the last `days`, newest first; `progress` is told each piece."""
        with self._watching(tell) as watch:
            others = _once(watch)
            with ThreadPoolExecutor(len(watch.targets)) as pool:
                list(pool.map(lambda target: self._read_history(target, days, progress), watch.targets))
            return others

    @contextmanager
    def _watching(self, tell: Tell) -> Iterator[Watch]:
        """A watch that nobody ticks: its leases are renewed beside the work, however long a run takes."""
        watch, schedule = Watch(self._config, self._store, self._clock, tell=tell), Schedule()
        schedule.every(holding.RENEW_S, partial(_survive, watch.hold))
        schedule.start()
        try:
            yield watch
        finally:
            schedule.stop()
            watch.close()

    def _read_history(self, target: TargetWatch, days: int, progress: Callable[[str], None]) -> None:
        usd = 0.0
        for outcome in target.read_history(days):
            usd += outcome.usd
            left = self._days_left(target, days)
            progress(f"{target.target.name}: {days - left:.1f} of {days} days read, ${usd:.4f} so far")

    def _days_left(self, target: TargetWatch, days: int) -> float:
        with self._store.read() as conn:
            windows = history(conn, target.target.name, "metrics", self._clock.now(), days)
        return sum(window.end - window.start for window in windows) / DAY


def collect_garbage_seldom() -> None:
    """A poll makes a million tuples and no cycles: looking for cycles after each 700 takes a tenth of its time."""
    gc.set_threshold(400_000, 20, 50)


def _once(watch: Watch) -> list[str]:
    for _ in range(ROUNDS):
        watch.tick(with_history=False)
        watch.settle()
    return [target.target.name for target in watch.targets if not target.is_ours]


def _survive(tick: Callable[[], object]) -> None:
    """A store that is locked or full is said, and tried again at the next tick."""
    try:
        tick()
    except StoreError as error:
        log.error("not_collecting", problem=str(error))
