"""A whole query: compiled once, then run over a stream of events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest

from demo.logs.events import Event
from demo.logs.query.commands import Step, step
from demo.logs.query.nodes import Command, Fields, Filter, Limit, Parse, Sort, Stats
from demo.logs.query.parser import MOST_RESULTS, parse
from demo.logs.query.problems import Malformed
from demo.logs.query.rows import Row
from demo.logs.query.values import shown

USUAL_LIMIT = 10_000
Result = list[dict[str, str]]
"""One row: `{"field": …, "value": …}` for each column that has a value."""


@dataclass
class Tally:
    """What was read and what was kept of it."""

    scanned: int = 0
    matched: int = 0
    bytes: int = 0


class Plan:
    """A compiled query. `limit` is StartQuery's own, which a `limit` command overrules."""

    def __init__(self, text: str, now_ms: int, limit: int | None = None) -> None:
        try:
            commands = parse(text)
        except RecursionError:
            raise Malformed("the query is nested too deeply", 0, len(text)) from None
        self.aggregates = any(isinstance(command, Stats) for command in commands)
        self.limit = limit or USUAL_LIMIT
        if any(isinstance(command, Limit) for command in commands):
            self.limit = MOST_RESULTS
        self.columns = columns(commands)
        first = next((i for i, c in enumerate(commands) if not isinstance(c, Filter | Fields | Parse)), len(commands))
        steps = [step(c, now_ms, self._kept(commands[i + 1 :])) for i, c in enumerate(commands)]
        self._before, self._after = steps[:first], steps[first:]
        self._ordered = any(isinstance(command, Sort | Stats) for command in commands)

    def run(self, events: Iterable[Event], tally: Tally) -> list[Result]:
        """The results over events in any order; those of no sort come newest first."""
        rows: Iterable[Row] = _counted(_through(self._before, _rows(events, tally)), tally)
        if not self._ordered:
            rows = nlargest(self.limit if not self._after else MOST_RESULTS, rows, key=_at)
        kept: list[Result] = []
        for row in _through(self._after, rows):
            if len(kept) == self.limit:
                break
            kept.append(self._result(row))
        return kept

    def _kept(self, later: tuple[Command, ...]) -> int:
        """How many rows a sort has to keep for what follows it."""
        if later and isinstance(later[0], Limit) and not later[0].last:
            return later[0].count
        return MOST_RESULTS if later else self.limit

    def _result(self, row: Row) -> Result:
        names = self.columns or tuple(row.made)
        pairs = ((name, row.get(name)) for name in names)
        found = [{"field": name, "value": shown(value)} for name, value in pairs if value is not None]
        return found if row.event is None else [*found, {"field": "@ptr", "value": row.event.ptr}]


def columns(commands: tuple[Command, ...]) -> tuple[str, ...]:
    """The names of the result's columns, in order."""
    names: list[str] = []
    for command in commands:
        if isinstance(command, Stats):
            names = [column.name for column in (*command.by, *command.columns)]
        elif isinstance(command, Fields):
            fresh = [column.name for column in command.columns]
            names = fresh if command.only else [*names, *(name for name in fresh if name not in names)]
    return tuple(names) or ("@timestamp", "@message")


def _through(steps: list[Step], rows: Iterable[Row]) -> Iterable[Row]:
    for act in steps:
        rows = act(rows)
    return rows


def _rows(events: Iterable[Event], tally: Tally) -> Iterator[Row]:
    for event in events:
        tally.scanned += 1
        tally.bytes += len(event.message) if event.message.isascii() else len(event.message.encode("utf-8", "replace"))
        yield Row(event)


def _counted(rows: Iterable[Row], tally: Tally) -> Iterator[Row]:
    for row in rows:
        tally.matched += 1
        yield row


def _at(row: Row) -> int:
    return row.at
