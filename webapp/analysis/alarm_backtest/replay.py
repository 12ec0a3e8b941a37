"""An alarm's states over a history, minute by minute."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.analysis.alarm_backtest.clock_windows import ends
from webapp.analysis.alarm_backtest.condition import ALARM, COMPARISONS, INSUFFICIENT, Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints
from webapp.analysis.alarm_backtest.decisions import KEPT, decisions
from webapp.analysis.alarm_backtest.history import Span


@dataclass(frozen=True, slots=True)
class Moved:
    """The alarm entered `state` at `at`."""

    at: int
    state: str


@dataclass(frozen=True, slots=True)
class Replay:
    """The states of [start, end), the first of `transitions` being the one that it began with.

    `unknown` are stretches in which the state was held because an evaluation would rest on what nobody looked at.
    """

    start: int
    end: int
    transitions: tuple[Moved, ...]
    unknown: tuple[Span, ...] = ()
    approximate: bool = False

    @property
    def intervals(self) -> tuple[Span, ...]:
        """The stretches in ALARM; one that goes on at the end is cut there."""
        after = (*(moved.at for moved in self.transitions[1:]), self.end)
        pairs = zip(self.transitions, after, strict=True)
        return tuple(Span(moved.at, until) for moved, until in pairs if moved.state == ALARM)

    @property
    def fired(self) -> int:
        """How often it entered ALARM."""
        return len(self.intervals)

    @property
    def minutes_in_alarm(self) -> float:
        """How long it was in ALARM."""
        return sum(interval.minutes for interval in self.intervals)

    @property
    def state(self) -> str:
        """The state that it ends in."""
        return self.transitions[-1].state


def replay(
    points: DataPoints, condition: Condition, start: int, end: int, zone: str = "", begin: str = INSUFFICIENT
) -> Replay:
    """Evaluate from `start` to `end`, both included; points before `start` are what it finds when it begins.

    `zone` is that of a wall clock window, empty for a window that slides. `begin` is the state before the first
    evaluation: that of a new alarm unless it is known.
    """
    decided = _decided(points, condition, zone)
    unknown = _blurred(points, condition, start, end)
    state, transitions = begin, [Moved(start, begin)]
    for at, decision in _within(points, decided, unknown, start, end):
        if decision != state:
            state = decision
            transitions.append(Moved(at, state))
    if len(transitions) > 1 and transitions[1].at == start:
        del transitions[0]
    return Replay(start, end, tuple(transitions), unknown, points.approximate)


def _decided(points: DataPoints, condition: Condition, zone: str) -> list[str]:
    """The decision at each position: of its own phase where windows slide, and none between two ends of the clock."""
    compare, threshold = COMPARISONS[condition.comparison], condition.threshold
    breaching = [None if value is None else compare(value, threshold) for value in points.values]
    decided = [KEPT] * len(breaching)
    for phase in _phases(points, zone):
        some = [breaching[at] for at in phase]
        for at, decision in zip(phase, decisions(some, condition.n, condition.m, condition.missing), strict=True):
            decided[at] = decision
    if condition.ignore_low and points.low:
        return [KEPT if is_low else decision for is_low, decision in zip(points.low, decided, strict=True)]
    return decided


def _phases(points: DataPoints, zone: str) -> Iterator[Sequence[int]]:
    length = len(points.values)
    if zone:
        yield ends(range(points.first, points.first + length * points.step, points.step), points.period, zone)
    else:
        yield from (range(phase, length, points.stride) for phase in range(points.stride))


def _blurred(points: DataPoints, condition: Condition, start: int, end: int) -> tuple[Span, ...]:
    """The moments at which an evaluation looks at something that is unknown, merged; up to the one after `end`."""
    reach = condition.reach * points.period
    before = Span(points.first - points.step - reach, points.first - points.step)
    merged: list[Span] = []
    for span in sorted((before, *points.unknown)):
        blurred = Span(max(start, span.start + points.step), min(end + points.step, span.end + reach))
        if blurred.start >= blurred.end:
            continue
        if merged and blurred.start <= merged[-1].end:
            blurred = Span(merged[-1].start, max(merged.pop().end, blurred.end))
        merged.append(blurred)
    return tuple(merged)


def _within(
    points: DataPoints, decided: Sequence[str], unknown: Sequence[Span], start: int, end: int
) -> Iterator[tuple[int, str]]:
    """The decisions of [start, end] that change something, but for those that rest on what is unknown."""
    first = max(0, -(-(start - points.first) // points.step))
    last = min(len(decided), (end - points.first) // points.step + 1)
    spans = iter((*unknown, Span(end + points.step, end + 2 * points.step)))
    span = next(spans)
    for position in range(first, last):
        at = points.first + position * points.step
        while at >= span.end:
            span = next(spans)
        if decided[position] != KEPT and at < span.start:
            yield at, decided[position]
