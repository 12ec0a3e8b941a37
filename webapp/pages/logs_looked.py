"""How far the logs were read, and what stands in the way, for every page that shows what they say."""

from dataclasses import dataclass

import orjson

from collectors.durations import DAY
from collectors.log_shape import BUCKET_S
from collectors.records import Identity
from webapp.config import Config
from webapp.pages.looking import Problem, problems
from webapp.store import Connection, coverage, runs
from webapp.store.settings import setting
from webapp.store.targets import accounts

LOOKED_S = 4 * DAY
SLOWED = 1.05


@dataclass(frozen=True, slots=True)
class LogsLooked:
    """`until` is the oldest of the targets' newest reads, None where one was never read. `since` is by target.

    `slowed` is how many times slower than configured the logs are read for the budget's sake, 0 for not at all until
    midnight (UTC); 1 is as configured.
    """

    until: int | None
    since: dict[str, int]
    problems: tuple[Problem, ...]
    slowed: float

    def since_of(self, places: dict[tuple[str, str], str], identity: Identity) -> int | None:
        """From when on the logs of a function were read without a gap."""
        return self.since.get(places.get((identity.account, identity.region), ""))


def load(conn: Connection, config: Config, collector: str, now: int) -> LogsLooked:
    """How well `collector` (reports or log_errors) could read the logs of all targets."""
    since: dict[str, int] = {}
    untils: list[int | None] = []
    for target in config.targets:
        pieces = coverage.covered(conn, target.name, collector, BUCKET_S, now - LOOKED_S, now)
        good = [piece for piece in pieces if piece.result == "ok"]
        untils.append(good[-1].end if good else None)
        if good:
            since[target.name] = good[-1].start
    last = [run for (_, name), run in runs.last_outcomes(conn).items() if name == collector]
    known = [until for until in untils if until is not None]
    return LogsLooked(min(known) if known and len(known) == len(untils) else None, since, problems(last), _slowed(conn))


def places(conn: Connection) -> dict[tuple[str, str], str]:
    """The target of each (account, region)."""
    return {(account.account, account.region): name for name, account in accounts(conn).items()}


def _slowed(conn: Connection) -> float:
    """By how much the watch stretches what costs money; see webapp.watch.budget."""
    stretch = float(orjson.loads(setting(conn, "pace") or "{}").get("stretch", 1.0))
    if stretch >= 1e9:
        return 0.0
    return stretch if stretch > SLOWED else 1.0
