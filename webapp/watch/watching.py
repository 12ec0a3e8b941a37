"""Watches every target: a tick begins what is due on each, within the budget of the day."""

import os
import secrets
import socket
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from collectors.catalog import BILL, CATALOG
from collectors.durations import DAY
from collectors.records import Outcome
from collectors.runner import Collector
from webapp.clock import Clock
from webapp.config import Config
from webapp.store.database import Store
from webapp.store.on_screen import on_screen
from webapp.store.runs import spent_usd
from webapp.store.settings import environment_key
from webapp.watch.budget import Burn, Pace, pace
from webapp.watch.keeping import Keeping
from webapp.watch.spending import keep_pace
from webapp.watch.target import HISTORY, HISTORY_AT_ONCE, TargetWatch, Tell
from webapp.watch.tasks import jobs

PACE_EVERY_S = 30


class Watch:
    """All targets of a configuration."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: Clock,
        catalog: Sequence[Collector] = CATALOG,
        tell: Tell = lambda _target, _task, _what: None,
    ) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._config, self._store, self._clock = config, store, clock
        wanted = (*catalog, BILL) if config.prices.cost_explorer else catalog
        self._jobs = jobs(config.intervals, wanted)
        gate = BoundedSemaphore(HISTORY_AT_ONCE)
        self.targets = [
            TargetWatch(config, target, store, clock, self.owner, self._jobs, gate, tell) for target in config.targets
        ]
        self._keeping = Keeping(config, store, clock, self.owner)
        self._pace: tuple[int, Pace] | None = None
        with store.write() as conn:
            environment_key(conn)

    def tick(self, with_history: bool = True) -> None:
        """Begin what is due everywhere; returns at once."""
        now = self._clock.now()
        if self._pace is None or not 0 <= now - self._pace[0] < PACE_EVERY_S:
            self._pace = (now, self._paced(now))
        with self._store.read() as conn:
            seen = on_screen(conn, now)
        for target in self.targets:
            target.tick(self._pace[1], with_history, seen.get(target.target.name, frozenset()))
        self._keeping.tick()

    def hold(self) -> None:
        """Hold on to every target; for whoever waits instead of ticking."""
        for target in self.targets:
            target.hold()

    def settle(self) -> list[Outcome]:
        """Wait for what runs everywhere; its outcomes."""
        found = [outcome for target in self.targets for outcome in target.settle()]
        self._keeping.settle()
        return found

    def close(self) -> None:
        """End; leases are given back."""
        with ThreadPoolExecutor(len(self.targets)) as pool:
            list(pool.map(TargetWatch.close, self.targets))
        self._keeping.close()

    def _paced(self, now: int) -> Pace:
        budget = self._config.budget
        with self._store.write() as conn:
            spent = spent_usd(conn, now - now % DAY, now + 1, upper=budget.bound == "upper")
            found = pace(spent, budget.usd_a_day, self._burning(), budget.drop_first, now)
            keep_pace(conn, found, now)
        return found

    def _burning(self) -> dict[str, Burn]:
        """What each task costs over all targets, by its newest runs; history goes on only while there is money."""
        rounds: dict[str, float] = defaultdict(float)
        for target in self.targets:
            memory = target.memory
            costs = memory.costs_upper if self._config.budget.bound == "upper" else memory.costs
            for name, usd in list(costs.items()):
                rounds[name] += usd
        return {
            name: Burn(0.0 if name in HISTORY else usd / self._jobs[name].task.every_s, usd)
            for name, usd in rounds.items()
            if name in self._jobs and usd
        }
