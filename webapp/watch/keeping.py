"""Keeps the store in shape: rolls up, adds up what functions use, forgets what is too old; one process at a time."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import structlog

from collectors.records import Kind
from webapp.clock import Clock
from webapp.config import Config
from webapp.store.database import Store
from webapp.store.errors import StoreError
from webapp.store.retention import prune
from webapp.watch.filing import file_ledgers
from webapp.watch.holding import Holding
from webapp.watch.rolling import roll_up_newest
from webapp.watch.saving import LeaseLost, Saving
from webapp.watch.using import add_up

log = structlog.get_logger()

EVERY_S = 60
USE_EVERY_S = 300
"""How often what functions use is added up: each time reads the whole fleet's day."""

PRUNE_EVERY_S = 1_800
ROLLED = (Kind.FUNCTION, Kind.ACCOUNT, Kind.QUEUE)


class Keeping:
    """The housekeeper; runs in a thread of its own."""

    def __init__(self, config: Config, store: Store, clock: Clock, owner: str) -> None:
        self._config, self._store, self._clock = config, store, clock
        self._holding = Holding(store, clock, "housekeeping", owner)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="keeping")
        self._running: Future[None] | None = None
        self._kept_at: int | None = None
        self._used_at: int | None = None
        self._pruned_at: int | None = None

    def tick(self) -> None:
        """Begin if it is time and the last round is over; a round that takes long keeps its lease meanwhile."""
        now = self._clock.now()
        over = self._running is None or self._running.done()
        is_time = over and _is_time(self._kept_at, EVERY_S, now)
        saving = self._holding.keep() if is_time or self._holding.held else None
        if is_time and saving:
            self._kept_at = now
            self._running = self._pool.submit(self._keep, saving, now)

    def settle(self) -> None:
        """Wait for what runs."""
        if self._running:
            self._running.result()

    def close(self) -> None:
        """End after the present step."""
        self._pool.shutdown(cancel_futures=True)
        self._holding.give_back()

    def _keep(self, saving: Saving, now: int) -> None:
        try:
            for kind in ROLLED:
                while saving.write(partial(roll_up_newest, kind=kind)):
                    pass
            if _is_time(self._used_at, USE_EVERY_S, now):
                self._used_at = now if add_up(self._store, saving.write, now) else self._used_at
            if _is_time(self._pruned_at, PRUNE_EVERY_S, now):
                prune(self._store, self._config.retention, now)
                file_ledgers(self._store, saving.write, self._config.retention, now)
                self._pruned_at = now
        except LeaseLost:
            log.warning("lease_lost", task="housekeeping")
        except StoreError as error:
            log.error("not_kept", problem=str(error))


def _is_time(last: int | None, every_s: int, now: int) -> bool:
    return last is None or not 0 <= now - last < every_s
