"""The history that an alarm is tried on: stored minutes, and series that were asked of CloudWatch for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from collectors.durations import MINUTE
from collectors.records import Kind, Points
from webapp.analysis.alarm_backtest.folding import Values


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time [start, end)."""

    start: int
    end: int

    @property
    def minutes(self) -> float:
        """Its length."""
        return (self.end - self.start) / MINUTE


@dataclass(frozen=True, slots=True)
class Asked:
    """What CloudWatch answered for one metric and statistic: the values of the periods of `period` s from `start` on.

    Periods are aligned to the clock. `known` is the stretch that was asked for.
    """

    metric: str
    statistic: str
    period: int
    start: int
    values: Values

    @property
    def known(self) -> Span:
        """From the first period's start to the last one's end."""
        return Span(self.start, self.start + len(self.values) * self.period)


@dataclass(frozen=True, slots=True)
class History:
    """One function's, queue's or account's minutes from `start` on, all columns of one length.

    `unknown` are the stretches that nobody looked at, which is not the same as no data.
    """

    kind: Kind
    start: int
    length: int
    columns: Mapping[str, Values]
    unknown: tuple[Span, ...] = ()
    asked: tuple[Asked, ...] = field(default=())

    @property
    def end(self) -> int:
        """When the last minute is over."""
        return self.start + self.length * MINUTE


def history_of(
    points: Points, start: int, end: int, unknown: tuple[Span, ...] = (), asked: tuple[Asked, ...] = ()
) -> History:
    """Stored minutes of [start, end), both whole minutes, with their gaps."""
    length = (end - start) // MINUTE
    lists: list[list[float | None]] = [[None] * length for _ in points.columns]
    for ts, values in points.rows:
        if start <= ts < end:
            at = (ts - start) // MINUTE
            for column, value in zip(lists, values, strict=True):
                column[at] = value
    columns = dict(zip(points.columns, lists, strict=True))
    return History(points.identity.kind, start, length, columns, unknown, asked)
