"""Saves what a collector hands out: points in transactions of about a thousand rows, coverage in the last one.

Every transaction first makes sure that the lease is still held: a collector that was paused and has lost its target
to another writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from collectors.durations import DAY, MINUTE
from collectors.records import (
    AccountLimits,
    ActionFailure,
    Alarm,
    AlarmTags,
    AlarmTransition,
    BilledDay,
    Change,
    Chunk,
    Coverage,
    Function,
    Kind,
    Listed,
    Mapping,
    MuteRule,
    Outcome,
    Points,
    Queue,
    Record,
    Topic,
)
from webapp.analysis.changes import created, deleted, differences, made_again, mapping_differences
from webapp.clock import Clock
from webapp.store import Connection
from webapp.store.action_failures import save_action_failures
from webapp.store.alarm_tags import save_alarm_tags
from webapp.store.alarms import save_alarms
from webapp.store.billed import save_billed
from webapp.store.changes import save_changes
from webapp.store.coverage import NEW, save_coverage, was_read
from webapp.store.database import Store
from webapp.store.functions import function_of, save_functions
from webapp.store.identities import gone_since, mark_gone
from webapp.store.lease import holds
from webapp.store.limits import save_limits
from webapp.store.mappings import save_mappings
from webapp.store.mute_rules import save_mute_rules
from webapp.store.points import save_points
from webapp.store.queues import save_queues
from webapp.store.rests import Rest, save_rests
from webapp.store.runs import save_outcome
from webapp.store.topics import save_topics
from webapp.store.transitions import save_transitions
from webapp.watch import rolling
from webapp.watch.log_saving import SAVE_LOGS

ROWS_A_TRANSACTION = 1_000
PERIODS_A_PIECE = 60
T = TypeVar("T")


class LeaseLost(Exception):
    """Another collector works on the target now."""


@dataclass(frozen=True)
class Saving:
    """Writes for one run on one target, as long as the lease `name` is held with `token`."""

    store: Store
    clock: Clock
    target: str
    lease: str
    token: int

    def chunk(self, collector: str, chunk: Chunk, now: int) -> None:
        """Save the records, then, with the last of them, what they cover. Raises LeaseLost, StoreError."""
        points = [each for each in chunk.records if isinstance(each, Points)]
        others = [each for each in chunk.records if not isinstance(each, Points)]
        *early, last = [*transactions(points)] or [[]]
        for some in early:
            self.write(partial(save_points, points=some))

        def finish(conn: Connection) -> None:
            save_points(conn, last)
            save_records(conn, self.target, others, now)
            save_coverage(conn, self.target, collector, chunk.covered)
            rolling.note(conn, points)

        self.write(finish)

    def outcome(self, outcome: Outcome) -> None:
        """Save what came of the run."""
        self.write(lambda conn: save_outcome(conn, outcome))

    def rests(self, rests: Sequence[Rest]) -> None:
        """Save which services are not asked now."""
        self.write(partial(save_rests, target=self.target, rests=rests))

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction, in which the lease is held."""
        with self.store.write() as conn:
            if not holds(conn, self.lease, self.token, self.clock.now()):
                raise LeaseLost(self.target)
            return work(conn)


def transactions(points: Iterable[Points]) -> Iterator[list[Points]]:
    """The points in lots of about a thousand rows; a long history in pieces, so that neighbours in time go together."""
    lot: list[Points] = []
    rows = 0
    for piece in sorted((piece for each in points for piece in _pieces(each)), key=lambda piece: piece.rows[0][0]):
        lot.append(piece)
        rows += len(piece.rows)
        if rows >= ROWS_A_TRANSACTION:
            yield lot
            lot, rows = [], 0
    if lot:
        yield lot


def _pieces(points: Points) -> Iterator[Points]:
    if len(points.rows) <= PERIODS_A_PIECE:
        return iter([points] if points.rows else [])
    cuts = range(0, len(points.rows), PERIODS_A_PIECE)
    return (replace(points, rows=points.rows[at : at + PERIODS_A_PIECE]) for at in cuts)


def save_records(conn: Connection, target: str, records: Iterable[Record], now: int) -> None:
    """Save records of any kind but points, and note what changed."""
    by_type: dict[type, list[Any]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)
    for kind, same in by_type.items():
        _SAVE[kind](conn, target, same, now)


def _save_functions(conn: Connection, target: str, functions: list[Function], now: int) -> None:
    """A function that turns up after the target was first read is news, and nobody has asked for its metrics; for those
    of one that is there again, nobody has since it was gone."""
    back = gone_since(conn, [function.identity for function in functions])
    differ = save_functions(conn, functions, now)
    if not was_read(conn, target, "metrics"):
        return
    there_again = ((each, back[each.identity]) for each in functions if each.identity in back)
    again = [created(function, now) for function, since in there_again if made_again(function, since)]
    save_changes(conn, [*again, *(change for before, after in differ for change in differences(before, after, now))])
    unasked = back | {after.identity: now - 15 * DAY for before, after in differ if before is None}
    end = now - now % MINUTE
    spans = [Coverage(MINUTE, since - since % MINUTE, end, now, NEW, each.name) for each, since in unasked.items()]
    save_coverage(conn, target, "metrics", spans)


def _save_mappings(conn: Connection, target: str, mappings: list[Mapping], now: int) -> None:
    differ = save_mappings(conn, mappings, now)
    if was_read(conn, target, "metrics"):
        save_changes(conn, [change for before, after in differ for change in mapping_differences(before, after, now)])


def _save_listed(conn: Connection, target: str, listings: list[Listed], now: int) -> None:
    gone = [identity for listed in listings for identity in mark_gone(conn, listed, now)]
    functions = (function_of(conn, identity) for identity in gone if identity.kind is Kind.FUNCTION)
    save_changes(conn, [deleted(function, now) for function in functions if function])


_SAVE: dict[type, Callable[[Connection, str, list[Any], int], object]] = {
    Function: _save_functions,
    Mapping: _save_mappings,
    Listed: _save_listed,
    AccountLimits: lambda conn, _target, records, now: save_limits(conn, records, now),
    Queue: lambda conn, _target, records, _now: save_queues(conn, records),
    Alarm: lambda conn, _target, records, now: save_transitions(conn, save_alarms(conn, records, now)),
    AlarmTags: lambda conn, _target, records, _now: save_alarm_tags(conn, records),
    AlarmTransition: lambda conn, _target, records, _now: save_transitions(conn, records),
    Topic: lambda conn, _target, records, now: save_topics(conn, records, now),
    MuteRule: lambda conn, _target, records, now: save_mute_rules(conn, records, now),
    ActionFailure: lambda conn, _target, records, _now: save_action_failures(conn, records),
    Change: lambda conn, _target, records, _now: save_changes(conn, records),
    BilledDay: lambda conn, _target, records, _now: save_billed(conn, records),
    **SAVE_LOGS,
}
