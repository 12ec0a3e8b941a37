"""The looking itself: is it healthy, how far back does it reach, what does it cost."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from collectors.durations import DAY, HOUR
from collectors.records import Coverage, Failure, Identity, Outcome, cause_of
from collectors.targets import Target
from webapp.config import Config
from webapp.pages import looking, own_cost
from webapp.pages.holders import Collected, Resting, collected, resting
from webapp.pages.looking import Looking
from webapp.pages.own_cost import OwnCost
from webapp.pages.sight import EVENTS, sight_of
from webapp.store import Connection, coverage, runs
from webapp.store.lease import Holder, holders, lease_of
from webapp.store.rests import Rest, rests
from webapp.store.runs import Sums
from webapp.store.targets import accounts

MONTH = 30.4 * DAY
SHARED_BY = 3
"""So many collectors that fail for one reason are one trouble, not many."""
LATE_AFTER = 3
"""Intervals without a run after which a collector counts as late."""


@dataclass(frozen=True, slots=True)
class CollectorRun:
    """The last run of one collector on one target, and its day. `ok_at` is when a run last read everything."""

    collector: str
    started_at: int
    seconds: float
    ok_at: int | None
    late: bool
    calls: int
    metrics_requested: int
    runs_today: int
    failed_today: int
    usd_today: float
    failures: tuple[Failure, ...]

    def told(self, shared: Collection[Failure]) -> tuple[Failure, ...]:
        """What it could not read, one entry a cause, without what is `shared` by many collectors and said with them."""
        said = set(map(cause_of, shared))
        return tuple(failure for failure in self.failures if cause_of(failure) not in said)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the history: `result` is `ok` or why it could not be read; what is in no stretch was not looked at.

    `from_hour` and `hours` count from the start of the history.
    """

    result: str
    start: int
    end: int
    from_hour: float
    hours: float


@dataclass(frozen=True, slots=True)
class TargetLooking:
    """One target: its account once STS has told it, who collects it, its collectors, what was read of its minutes."""

    name: str
    region: str
    account: str | None
    collected: Collected | None
    resting: tuple[Resting, ...]
    collectors: tuple[CollectorRun, ...]
    history: tuple[Stretch, ...]
    history_s: int
    usd_today: float

    @property
    def shared(self) -> tuple[Failure, ...]:
        """What keeps several collectors from reading anything: said once for all of them."""
        wide = [failure for run in self.collectors for failure in run.failures if failure.wide]
        often = Counter(map(cause_of, wide))
        return tuple({cause_of(each): each for each in wide if often[cause_of(each)] >= SHARED_BY}.values())

    @property
    def failed(self) -> int:
        """How many of its collectors could not read everything, or are late."""
        return sum(1 for run in self.collectors if run.failures or run.late)


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """Targets, those with trouble first. `usd_month_forecast` goes on at the pace of the last `pace_s` seconds; of the
    targets in `awaited` something is still being read for the first time.
    """

    looking: Looking
    targets: tuple[TargetLooking, ...]
    usd_month_forecast: float | None
    usd_upper_today: float
    pace_s: int
    backfill_days: int
    awaited: tuple[str, ...]
    own_cost: OwnCost

    @property
    def failed(self) -> int:
        """How many targets have trouble."""
        return sum(1 for target in self.targets if target.failed)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the store tells of all targets at once."""

    last: Mapping[tuple[str, str], Outcome]
    ok_at: Mapping[tuple[str, str], int]
    today: Mapping[tuple[str, str], Sums]
    accounts: Mapping[str, Identity]
    holders: Mapping[str, Holder]
    rests: Mapping[str, tuple[Rest, ...]]


def load(conn: Connection, config: Config, now: int) -> CollectionPage:
    """The page as of now."""
    midnight = now - now % DAY
    seen = _Seen(
        last=runs.last_outcomes(conn),
        ok_at=runs.last_ok(conn),
        today=runs.sums(conn, midnight, now + 1),
        accounts=accounts(conn),
        holders=holders(conn),
        rests=rests(conn),
    )
    targets = [_target(conn, target, seen, config, now) for target in config.targets]
    pace_s = min(DAY, now - (runs.first_started_at(conn) or now))
    return CollectionPage(
        looking=looking.load(conn, config, now),
        targets=tuple(sorted(targets, key=lambda target: (-target.failed, target.name))),
        usd_month_forecast=_forecast(runs.spent_usd(conn, now - pace_s, now + 1), pace_s),
        usd_upper_today=sum(sums.usd_upper for sums in seen.today.values()),
        pace_s=pace_s,
        backfill_days=config.backfill_days,
        awaited=sight_of(conn, config, EVENTS, now).awaited,
        own_cost=own_cost.load(conn, config, now),
    )


def stretches(pieces: Iterable[Coverage], start: int) -> tuple[Stretch, ...]:
    """Coverage as stretches of hours since `start`."""
    return tuple(
        Stretch(
            result=piece.result,
            start=piece.start,
            end=piece.end,
            from_hour=round((piece.start - start) / HOUR, 2),
            hours=round((piece.end - piece.start) / HOUR, 2),
        )
        for piece in pieces
    )


def _forecast(usd: float, pace_s: int) -> float | None:
    """Dollars a month at this pace; None before a quarter of an hour has been seen."""
    return usd / pace_s * MONTH if pace_s >= 900 else None


def _target(conn: Connection, target: Target, seen: _Seen, config: Config, now: int) -> TargetLooking:
    name, start = target.name, looking.history_start(config, now)
    pieces = coverage.covered(conn, name, "metrics", 60, start, now)
    account = seen.accounts.get(name)
    collectors = tuple(
        _collector(outcome, seen, config, now) for (at, _), outcome in sorted(seen.last.items()) if at == name
    )
    return TargetLooking(
        name=name,
        region=target.region,
        account=account.account if account else None,
        collected=collected(seen.holders.get(lease_of(name)), now),
        resting=resting(seen.rests.get(name, ())),
        collectors=tuple(sorted(collectors, key=lambda run: (not run.failures, not run.late, run.collector))),
        history=stretches(pieces, start),
        history_s=sum(piece.end - piece.start for piece in pieces if piece.result == "ok"),
        usd_today=sum(run.usd_today for run in collectors),
    )


def _collector(outcome: Outcome, seen: _Seen, config: Config, now: int) -> CollectorRun:
    key = (outcome.target, outcome.collector)
    today = seen.today.get(key, Sums())
    every_s = _every_s(outcome.collector, config)
    return CollectorRun(
        collector=outcome.collector,
        started_at=outcome.started_at,
        seconds=outcome.seconds,
        ok_at=seen.ok_at.get(key),
        late=every_s is not None and now - outcome.started_at > LATE_AFTER * every_s,
        calls=sum(outcome.calls.values()),
        metrics_requested=outcome.metrics_requested,
        runs_today=today.runs,
        failed_today=today.failed,
        usd_today=today.usd,
        failures=outcome.failures,
    )


def _every_s(collector: str, config: Config) -> int | None:
    """The configured interval of a collector, None where it has none of its own."""
    return getattr(config.intervals, f"{collector}_s", None)
