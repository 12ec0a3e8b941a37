"""The lease that makes a target ours: taken when it is free, renewed while we live, checked in every write."""

import structlog

from webapp.clock import Clock
from webapp.store.database import Store
from webapp.store.lease import is_free, lease_of, release, renew, take
from webapp.watch.saving import Saving

log = structlog.get_logger()

LEASE_S = 60
RENEW_S = 15


class Holding:
    """One target's lease. `owner` is unique to this process."""

    def __init__(self, store: Store, clock: Clock, target: str, owner: str) -> None:
        self._store, self._clock, self._target, self._owner = store, clock, target, owner
        self._saving: Saving | None = None
        self._renewed_at = 0

    @property
    def name(self) -> str:
        """The lease's name."""
        return lease_of(self._target)

    @property
    def held(self) -> bool:
        """Whether it was ours when we last looked."""
        return self._saving is not None

    def keep(self) -> Saving | None:
        """What writes under the lease, None while another collector holds it. A new token is a new Saving."""
        now = self._clock.now()
        if self._saving and 0 <= now - self._renewed_at < RENEW_S:
            return self._saving
        if self._saving is None and not self._is_free(now):
            return None
        with self._store.write() as conn:
            if not (self._saving and renew(conn, self.name, self._saving.token, now, LEASE_S)):
                token = take(conn, self.name, self._owner, now, LEASE_S)
                self._saving = (token and Saving(self._store, self._clock, self._target, self.name, token)) or None
        self._renewed_at = now
        return self._saving

    def _is_free(self, now: int) -> bool:
        with self._store.read() as conn:
            return is_free(conn, self.name, self._owner, now)

    def give_back(self) -> None:
        """Let the next collector have it at once."""
        if self._saving:
            with self._store.write() as conn:
                release(conn, self.name, self._saving.token)
        self._saving = None
