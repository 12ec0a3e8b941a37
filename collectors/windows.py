"""The arithmetic of GetMetricData: which stretch of time, in which calls, and whose answer an id is. Pure.

Sources: the CloudWatch API reference of GetMetricData (500 queries and 100,800 data points a call; points of 60 s are
kept 15 days, of 300 s 63 days, of 3,600 s 455 days; a start is rounded down by age to a multiple of the same three) and
the Lambda developer guide (a point's time is the START of the invocation, so that a long invocation lands in the past).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from collectors.durations import DAY, HOUR, MINUTE
from collectors.records import Identity, Metric, Window

QUERIES_A_CALL = 500
POINTS_A_CALL = 100_800
RETENTION = ((60, 15 * DAY, 300), (300, 63 * DAY, HOUR), (HOUR, 455 * DAY, HOUR))
"""(period, for how long CloudWatch keeps points of it, the next coarser period), finest first."""

_QUERIES_A_GROUP = 20 * QUERIES_A_CALL
_POINTS_A_GROUP = 500_000


@dataclass(frozen=True, slots=True)
class Question:
    """The metrics that are asked about one thing; `reread_s` is how far back its points may still change."""

    identity: Identity
    metrics: tuple[Metric, ...]
    reread_s: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer, in the order of the metrics."""
        return tuple(metric.column for metric in self.metrics)


@dataclass(frozen=True, slots=True)
class Call:
    """One GetMetricData call: `slots` is (number of the question in its group, number of its metric)."""

    window: Window
    slots: tuple[tuple[int, int], ...]

    def id_of(self, slot: int) -> str:
        """The id of a query in this call; ids must begin with a small letter."""
        return f"q{slot}"

    def slot_of(self, answered: str) -> tuple[int, int] | None:
        """Whose answer an id is, or None for an id that was never asked. Answers come in any order, ids repeat."""
        number = answered[1:]
        known = answered.startswith("q") and number.isdecimal() and int(number) < len(self.slots)
        return self.slots[int(number)] if known else None


@dataclass(frozen=True)
class Group:
    """Questions that are asked over one window and saved together: no question is ever in two groups.

    Within a group the calls are cut through the questions, so that every call but the last is full.
    """

    window: Window
    questions: tuple[Question, ...]
    queries_a_call: int = field(default=QUERIES_A_CALL)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The calls that ask all questions."""
        slots = [(n, m) for n, question in enumerate(self.questions) for m in range(len(question.metrics))]
        step = self.queries_a_call
        return tuple(Call(self.window, tuple(slots[at : at + step])) for at in range(0, len(slots), step))


def aligned(start: int, end: int, period: int) -> Window:
    """The whole periods from the one that holds `start` up to the last one that is over at `end`."""
    first, last = start - start % period, end - end % period
    return Window(first, max(first, last), period)


def reread(timeout_s: int) -> int:
    """Seconds that are read again, because invocations that began then may still be running or be counted late."""
    longest = max(2 * MINUTE, timeout_s)
    return longest + -longest % MINUTE


def retained(start: int, end: int, now: int) -> tuple[Window, ...]:
    """[start, end) cut by age into the finest period that CloudWatch still has, newest first."""
    windows, newest = [], end
    for period, age, coarser in RETENTION:
        kept_since = now - age + coarser
        window = aligned(max(start, kept_since - kept_since % coarser), newest, period)
        if window.start < window.end:
            windows.append(window)
            newest = window.start
    return tuple(windows)


def slices(window: Window, seconds: int) -> tuple[Window, ...]:
    """The window in pieces of at most `seconds`, cut at multiples of it, newest first."""
    cuts = range(window.start - window.start % seconds, window.end, seconds)
    pieces = (Window(max(at, window.start), min(at + seconds, window.end), window.period) for at in reversed(cuts))
    return tuple(piece for piece in pieces if piece.start < piece.end)


def groups(questions: Sequence[Question], window: Window) -> Iterator[Group]:
    """The questions in groups, those that re-read least first; each group's window begins early enough for its own.

    All calls together are at most 1.05 x ceil(queries / 500), as long as the window has at most 200 periods.
    """
    pending: list[Question] = []
    queries = 0
    for question in sorted(questions, key=lambda asked: asked.reread_s):
        most = min(_QUERIES_A_GROUP, _POINTS_A_GROUP // _points(_widened(window, question.reread_s)))
        if pending and queries + len(question.metrics) > most:
            yield _group(pending, window)
            pending, queries = [], 0
        pending.append(question)
        queries += len(question.metrics)
    if pending:
        yield _group(pending, window)


def _group(questions: list[Question], window: Window) -> Group:
    wide = _widened(window, questions[-1].reread_s)
    return Group(wide, tuple(questions), max(1, min(QUERIES_A_CALL, POINTS_A_CALL // _points(wide))))


def _widened(window: Window, seconds: int) -> Window:
    return aligned(window.start - seconds, window.end, window.period)


def _points(window: Window) -> int:
    return max(1, (window.end - window.start) // window.period)
