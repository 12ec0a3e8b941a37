"""The one door to AWS for whoever acts: an `Aws` for each target, made when it is first needed."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import current_app

from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.records import Identity
from collectors.targets import Target
from webapp.jobs import JobRefused
from webapp.services import services
from webapp.store import Connection
from webapp.store.targets import accounts


class NoWay(Exception):
    """No target leads to the account and region of a thing."""


class Door:
    """May be used by several threads. `attempts=1` gives an `Aws` that never sends anything twice by itself."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = {target.name: target for target in targets}
        self._made: dict[tuple[str, int], Aws] = {}
        self._lock = threading.Lock()

    def aws(self, conn: Connection, identity: Identity, attempts: int = 4) -> Aws:
        """The way to a thing's account and region. Raises NoWay."""
        here = (identity.account, identity.region)
        names = [name for name, account in accounts(conn).items() if (account.account, account.region) == here]
        for name in sorted(self._targets.keys() & names):
            with self._lock:
                key = (name, attempts)
                return self._made.setdefault(key, self._made.get(key) or Aws(self._targets[name], attempts=attempts))
        raise NoWay(f"No target of the configuration leads to account {here[0]} in {here[1]}.")


@contextmanager
def refusals() -> Iterator[None]:
    """What AWS refuses, or where no way leads, ends a job that reads with a sentence for people: raises JobRefused."""
    try:
        yield
    except NoWay as error:
        raise JobRefused(str(error)) from error
    except AwsError as error:
        raise JobRefused(error.failure.told) from error


def door() -> Door:
    """The door of the running application."""
    made: Door = current_app.extensions.setdefault("oncall-door", Door(services().config.targets))
    return made
