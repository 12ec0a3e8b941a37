"""Places for log queries that all collectors of a store share: leases, so that a killed one's come free again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from uuid import uuid4

import structlog

from collectors.records import Identity
from webapp.clock import Clock
from webapp.store import lease
from webapp.store.database import Store
from webapp.store.errors import StoreError

log = structlog.get_logger()

LEASE_S = 30
RENEW_S = 10
LOOK_EVERY_S = 1.0


class QueryPlaces:
    """For Insights.places. A store that does not answer keeps nobody from asking: then each process counts alone."""

    def __init__(self, store: Store, clock: Clock, owner: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._store, self._clock, self._owner, self._sleep = store, clock, owner, sleep
        self._own = cache(lambda _account, at_once: BoundedSemaphore(at_once))

    @contextmanager
    def __call__(self, account: Identity, at_once: int) -> Iterator[Callable[[], None]]:
        """A place, first among this process's own queries and then among everybody's."""
        with self._own(account, at_once):
            names = [f"logs:{account.account}/{account.region}:{n}" for n in range(at_once)]
            place = _Place(self._store, self._clock, f"{self._owner}:{uuid4()}")
            while not place.taken(names):
                self._sleep(LOOK_EVERY_S)
            try:
                yield place.hold
            finally:
                place.leave()


class _Place:
    def __init__(self, store: Store, clock: Clock, owner: str) -> None:
        self._store, self._clock, self._owner = store, clock, owner
        self._held: tuple[str, int] | None = None
        self._renewed = 0

    def taken(self, names: list[str]) -> bool:
        """Whether one of them could be had, or nobody can tell."""
        now = self._clock.now()
        try:
            with self._store.write() as conn:
                for name in names:
                    if token := lease.take(conn, name, self._owner, now, LEASE_S):
                        self._held, self._renewed = (name, token), now
                        return True
        except StoreError as error:
            log.warning("query_places_not_shared", problem=str(error))
            return True
        return False

    def hold(self) -> None:
        """Hold on to it: to be called every few seconds."""
        now = self._clock.now()
        if self._held is None or now - self._renewed < RENEW_S:
            return
        try:
            with self._store.write() as conn:
                lease.renew(conn, *self._held, now, LEASE_S)
            self._renewed = now
        except StoreError as error:
            log.warning("query_place_not_renewed", problem=str(error))

    def leave(self) -> None:
        """Give it back; where that fails it expires by itself."""
        if self._held is None:
            return
        try:
            with self._store.write() as conn:
                lease.release(conn, *self._held)
        except StoreError as error:
            log.warning("query_place_not_given_back", problem=str(error))
