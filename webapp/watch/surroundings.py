"""Everything that the functions and queues of one target are judged by, read from the store at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from collectors.arns import identity_of, is_here
from collectors.durations import DAY
from collectors.records import (
    AccountLimits,
    Alarm,
    Change,
    Function,
    Identity,
    Kind,
    Points,
    Queue,
)
from collectors.records import Mapping as SourceMapping
from webapp.analysis.case import Context, Look, QueueRole, Told, UnreadQueue, WatchedQueue
from webapp.analysis.queue_roles import Tie, ties, unread_queues
from webapp.analysis.usual import Level
from webapp.analysis.verdict import Verdict
from webapp.config import Config
from webapp.store import Connection
from webapp.store.alarms import alarms
from webapp.store.changes import recent_changes
from webapp.store.error_groups import records_by_bucket
from webapp.store.functions import functions_by_id
from webapp.store.identities import named
from webapp.store.limits import limits_of
from webapp.store.mappings import mappings
from webapp.store.points import series, series_of
from webapp.store.queues import queues
from webapp.store.report_buckets import buckets
from webapp.store.targets import account_of
from webapp.watch import looking
from webapp.watch.usual import Usual

JUDGED_S = 9_000
"""How many seconds of points a judgement looks at: an hour before the last full hour, and what came since."""

FEW = 40
"""Up to so many things are read one by one; more of them minute by minute."""

V = TypeVar("V")


@dataclass(frozen=True)
class Surroundings:
    """What is known of one target at `now`, except the functions' points, which would fill the memory; the functions
    are by their ids and in the order of these, as `points_of` reads neighbours best."""

    now: int
    functions: Mapping[int, Function]
    queues: tuple[Queue, ...]
    depths: Mapping[Identity, Points]
    before: Mapping[Identity, Verdict]
    metrics: Look
    single: Mapping[str, Look]
    looks: tuple[Look, ...]
    ties: Mapping[str, Tie]
    queue_looks: Mapping[Identity, Look]
    beside: Mapping[Identity, tuple[WatchedQueue, ...]]
    feeding: Mapping[Identity, tuple[SourceMapping, ...]]
    alarms: Mapping[Identity, tuple[Alarm, ...]]
    changes: Mapping[Identity, tuple[Change, ...]]
    account: AccountLimits | None
    account_concurrency: float | None
    usual: Mapping[Identity, Mapping[int, Level]]
    told: Mapping[Identity, Told]
    unread_queues: Mapping[Identity, tuple[UnreadQueue, ...]]
    logs_until: int | None

    def context(self, function: Function) -> Context:
        """What the function is judged by; most have nothing around them, and share what all have in common."""
        identity = function.identity
        if identity not in self._noted and identity.name not in self.single:
            return self._plain
        beside = self.beside.get(identity, ())
        return replace(
            self._plain,
            metrics=self.single.get(identity.name, self.metrics),
            looks=self.looks if beside or identity in self.unread_queues else self._plain.looks,
            mappings=self.feeding.get(identity, ()),
            queues=beside,
            unread_queues=self.unread_queues.get(identity, ()),
            alarms=self.alarms.get(identity, ()),
            changes=self.changes.get(identity, ()),
            usual=self.usual.get(identity, {}),
            told=self.told.get(identity, self._plain.told),
        )

    @cached_property
    def _plain(self) -> Context:
        return Context(
            metrics=self.metrics,
            looks=tuple(look for look in self.looks if look.part != "queues"),
            account=self.account,
            account_concurrency=self.account_concurrency,
            told=Told(until=self.logs_until),
        )

    @cached_property
    def _noted(self) -> Set[Identity]:
        return set().union(
            self.beside, self.feeding, self.alarms, self.changes, self.usual, self.told, self.unread_queues
        )

    def role(self, queue: Queue) -> QueueRole:
        """What the queue is for."""
        return self.ties[queue.arn].role


def read(
    conn: Connection,
    config: Config,
    target: str,
    now: int,
    usual: Usual,
    before: Mapping[Identity, Verdict],
    names: Collection[str] | None,
) -> Surroundings | None:
    """What the functions `names` (all: None) are judged by, after `before`; None while the account is not known."""
    if (account := account_of(conn, target)) is None:
        return None
    everybody = functions_by_id(conn, target=target)
    chosen = {key: each for key, each in everybody.items() if names is None or each.identity.name in names}
    there, feeding = tuple(queues(conn, target=target)), mappings(conn, target=target)
    tied, until = ties(everybody.values(), feeding, there), looking.logs_until(conn, target, now)
    depths = points_of(conn, named(conn, Kind.QUEUE, [queue.identity for queue in there]), now)
    queue_looks = looking.queue_looks(conn, target, config.intervals.queues_s, there, tied)
    return Surroundings(
        now=now,
        functions=chosen,
        queues=there,
        depths=depths,
        before=before,
        metrics=looking.metrics_look(conn, target, config.intervals.metrics_s, now),
        single=_single(conn, config, target, now, names),
        looks=looking.looks(conn, target, config.intervals, now),
        ties=tied,
        queue_looks=queue_looks,
        beside=_beside(config, there, tied, depths, queue_looks),
        feeding=_grouped((each.function, each) for each in feeding),
        alarms=_grouped((watched, alarm) for alarm in alarms(conn, target=target) for watched in alarm.watches),
        changes=_grouped((each.identity, each) for each in recent_changes(conn, now - DAY, now + 1, target=target)),
        account=limits_of(conn, account),
        account_concurrency=_highest(series(conn, account, now - 900, now, columns=("concurrency_max",))),
        usual=usual.levels(conn, target, now),
        told=_told(conn, tuple(chosen.values()), now, until),
        unread_queues=_unread(conn, config, target, unread_queues(everybody.values(), feeding, there, tied)),
        logs_until=until,
    )


def _told(conn: Connection, functions: Sequence[Function], now: int, until: int | None) -> Mapping[Identity, Told]:
    """What the logs say of each function that they tell of."""
    if not functions or until is None:
        return {}
    few = [function.identity for function in functions] if len(functions) <= FEW else None
    errors = records_by_bucket(conn, now - JUDGED_S, now)
    reports = _grouped((each.function, each) for each in buckets(conn, now - JUDGED_S, now, few))
    return {
        identity: Told(tuple(errors.get(identity, ())), reports.get(identity, ()), until)
        for identity in errors.keys() | reports.keys()
    }


def points_of(conn: Connection, wanted: Mapping[int, Identity], now: int) -> Mapping[Identity, Points]:
    """The points that a judgement of these functions or queues, by their ids, looks at."""
    since = now - JUDGED_S
    if len(wanted) <= FEW:
        return {identity: series(conn, identity, since, now) for identity in wanted.values()}
    return series_of(conn, wanted, since, now)


def _single(
    conn: Connection, config: Config, target: str, now: int, names: Collection[str] | None
) -> Mapping[str, Look]:
    """The look at the metrics of functions that were read differently from the target: in trouble, or in vain."""
    single = {*looking.failed_functions(conn, target, now), *(names or ())}
    every_s = config.intervals.metrics_s
    return {name: looking.metrics_look(conn, target, every_s, now, name) for name in single}


def _beside(
    config: Config,
    there: tuple[Queue, ...],
    tied: Mapping[str, Tie],
    depths: Mapping[Identity, Points],
    looks: Mapping[Identity, Look],
) -> Mapping[Identity, tuple[WatchedQueue, ...]]:
    def watched_queue(queue: Queue) -> WatchedQueue:
        limits = config.limits_for(queue.identity.name)
        return WatchedQueue(queue, tied[queue.arn].role, depths.get(queue.identity), looks[queue.identity], limits)

    watched = {queue.arn: watched_queue(queue) for queue in there}
    return _grouped((function, watched[arn]) for arn, tie in tied.items() for function in tie.beside)


def _unread(
    conn: Connection, config: Config, target: str, unread: Mapping[Identity, Set[str]]
) -> Mapping[Identity, tuple[UnreadQueue, ...]]:
    """What kept us from each of those queues; another target's, excluded ones and ones that are gone keep nobody."""
    every_s = config.intervals.queues_s
    looks = looking.looks_at_unread(conn, target, every_s, {arn for arns in unread.values() for arn in arns})
    chosen = {
        arn: UnreadQueue(queue.name, looks[arn])
        for arn in looks
        if (queue := identity_of(arn)) and config.select_queues.allows(queue.name)
    }
    return {
        function: tuple(chosen[arn] for arn in sorted(arns) if arn in chosen and is_here(arn, function))
        for function, arns in unread.items()
    }


def _highest(points: Points) -> float | None:
    return max((row[0] for _, row in points.rows if row[0] is not None), default=None)


def _grouped(pairs: Iterable[tuple[Identity, V]]) -> Mapping[Identity, tuple[V, ...]]:
    found: dict[Identity, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
