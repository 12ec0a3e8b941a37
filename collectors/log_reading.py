"""Reads the log groups of many functions, fifty a query, and says for which functions and how it went.

A log group can be shared, or have a name of its own (LoggingConfig): then the stream's name, `2026/11/01/NAME[VERSION]`
and an id, tells whose record it is (Lambda developer guide, custom log groups). A query over a group that is gone or
denied is refused whole: the group is left out and the others are asked again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from collectors import tally
from collectors.aws import Aws
from collectors.durations import HOUR
from collectors.failures import AwsError, Denied, Gone
from collectors.insights import Insights, Row
from collectors.log_shape import GROUPS_A_QUERY
from collectors.records import Ask, Chunk, Coverage, Failure, FailureKind, Function, Record, Window, of_each

LATE_S = 300
"""How far back logs are read again where something was missing: records can reach CloudWatch some minutes late."""

MOST_AT_A_TIME_S = HOUR
"""A longer stretch is read in pieces: results stay small, and what is read is saved though the next piece fails."""

FIRST_S = 900
"""The newest piece of a long stretch is shorter: after a start or a pause, somebody waits for just that."""

WRITER = r"parse @logStream /(?<writer>[^\/\[]*)\[(?<version>[^\]]+)\]/"
"""A command that finds who wrote a record, for queries."""


@dataclass(frozen=True)
class Batch:
    """Log groups that are asked together, and who writes to them."""

    groups: tuple[str, ...]
    writers: dict[str, tuple[Function, ...]] = field(repr=False)

    @property
    def functions(self) -> tuple[Function, ...]:
        """Everybody who writes to one of the groups."""
        return tuple(function for group in self.groups for function in self.writers[group])

    def only(self, groups: Sequence[str]) -> "Batch":
        """The same about some of its groups."""
        return Batch(tuple(groups), self.writers)

    def writer(self, row: Row) -> Function | None:
        """Whose record a row is, by its @log (`account:group`) and by the name in its stream; None: nobody watched."""
        writers = self.writers.get(row.get("@log", "").split(":", 1)[-1], ())
        name = row.get("writer", "")
        if name:
            return next((each for each in writers if each.identity.name == name), None)
        return writers[0] if len(writers) == 1 else None


Read = Callable[[Insights, Batch, Window], Record]


@dataclass(frozen=True, slots=True)
class _Part:
    """What came of one batch."""

    records: tuple[Record, ...]
    failed: dict[str, Failure]
    answered: bool


def chunks(aws: Aws, ask: Ask, functions: Sequence[Function], read: Read, now: int) -> Iterator[Chunk]:
    """A chunk for every batch of log groups in each window of the ask, and one that says what they cover.

    What was missing before the newest window is read again, once, and nothing else twice.
    """
    names = {function.identity for function in ask.late}
    late = [function for function in functions if function.identity in names]
    if ask.windows and late:
        newest = ask.windows[0]
        again = Window(newest.start - LATE_S, newest.start, newest.period)
        for chunk in _window(aws, ask, batches(late), read, again, now):
            yield Chunk(chunk.records, failures=chunk.failures)
    for window in ask.windows:
        for piece in pieces(window):
            yield from _window(aws, ask, batches(functions), read, piece, now)


def pieces(window: Window) -> Iterator[Window]:
    """The window in pieces, the newest first."""
    end, most = window.end, FIRST_S if window.end - window.start > MOST_AT_A_TIME_S else MOST_AT_A_TIME_S
    while end > window.start:
        start = max(window.start, end - most)
        yield Window(start, end, window.period)
        end, most = start, MOST_AT_A_TIME_S


def batches(functions: Sequence[Function]) -> list[Batch]:
    """The functions' log groups, as many a batch as a query takes."""
    writers: dict[str, list[Function]] = defaultdict(list)
    for function in functions:
        if function.log_group:
            writers[function.log_group].append(function)
    fixed = {group: tuple(found) for group, found in writers.items()}
    names = sorted(fixed)
    cuts = range(0, len(names), GROUPS_A_QUERY)
    return [Batch(tuple(names[at : at + GROUPS_A_QUERY]), fixed) for at in cuts]


def _window(aws: Aws, ask: Ask, asked: list[Batch], read: Read, window: Window, now: int) -> Iterator[Chunk]:
    failed: dict[str, Failure] = {}
    good = not asked

    def work(batch: Batch) -> _Part:
        insights = Insights(aws, now, ask.log_queries_at_once)
        return _part(insights, batch, window, read)

    for part in tally.in_parallel(work, asked, max(1, min(ask.log_queries_at_once, len(asked)))):
        failed |= part.failed
        good = good or part.answered
        yield Chunk(part.records)
    yield Chunk(covered=_covered(failed, good, window, now), failures=_failed(failed))


def _part(insights: Insights, batch: Batch, window: Window, read: Read) -> _Part:
    records: list[Record] = []
    failed: dict[str, Failure] = {}
    waiting, answered = [batch], False
    while waiting:
        some = waiting.pop()
        try:
            records.append(read(insights, some, window))
            answered = True
        except (Gone, Denied) as refused:
            left, lost = _without(some, refused)
            waiting.extend(left)
            failed |= _failures(lost, refused.failure)
            answered = answered or isinstance(refused, Gone)
        except AwsError as error:
            failed |= _failures(some, error.failure)
    return _Part((*records, *insights.asked), failed, answered)


def _without(batch: Batch, refused: Gone | Denied) -> tuple[list[Batch], Batch]:
    """What is still to be asked, and what the refusal is about: by its message; what is gone by asking halves, too."""
    named = named_by(refused, batch.groups)
    if named and len(named) < len(batch.groups):
        return [batch.only([name for name in batch.groups if name not in named])], batch.only(named)
    if len(batch.groups) == 1 or isinstance(refused, Denied):
        return [], batch
    half = len(batch.groups) // 2
    return [batch.only(batch.groups[:half]), batch.only(batch.groups[half:])], batch.only(())


def named_by(refused: AwsError, groups: Sequence[str]) -> list[str]:
    """Those of the log groups that a refusal speaks of."""
    return [name for name in groups if re.search(rf"(?<![\w/.#-]){re.escape(name)}(?![\w/.#-])", str(refused))]


def _failures(batch: Batch, failure: Failure) -> dict[str, Failure]:
    return {function.identity.name: failure for function in batch.functions}


def _covered(failed: dict[str, Failure], good: bool, window: Window, now: int) -> tuple[Coverage, ...]:
    """One interval for all but those that failed; for nothing but the failure where nobody could be read."""
    if failed and not good:
        results = {"": next(iter(failed.values())).kind.value}
    else:
        results = {"": "ok"} | {name: failure.kind.value for name, failure in failed.items()}
    return tuple(
        Coverage(window.period, window.start, window.end, now, result, name) for name, result in results.items()
    )


def _failed(failed: dict[str, Failure]) -> tuple[Failure, ...]:
    """That a log group does not exist is no failure: a function that was never invoked has none. Its coverage tells."""
    return of_each({name: failure for name, failure in failed.items() if failure.kind is not FailureKind.GONE})
