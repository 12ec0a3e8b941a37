"""Commands over streams of rows."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from typing import Any

from demo.logs.query.aggregates import AGGREGATES, Aggregate, rounded
from demo.logs.query.compiler import Read, compiled, pattern_of, search_of
from demo.logs.query.nodes import Column, Command, Dedup, Fields, Filter, Limit, Node, Parse, Sort, Stats
from demo.logs.query.problems import Malformed
from demo.logs.query.rows import Row
from demo.logs.query.values import Order, text

Step = Callable[[Iterable[Row]], Iterable[Row]]


def step(command: Command, now_ms: int, keep: int) -> Step:
    """What a command does with rows; a sort keeps `keep` of them."""
    if isinstance(command, Filter):
        return _filter(command, now_ms)
    if isinstance(command, Fields):
        return _fields(command, now_ms)
    if isinstance(command, Parse):
        return _parse(command, now_ms)
    if isinstance(command, Stats):
        return _stats(command, now_ms)
    if isinstance(command, Sort):
        return _sort(command, now_ms, keep)
    if isinstance(command, Dedup):
        return _dedup(command, now_ms)
    return _limit(command)


def _filter(command: Filter, now_ms: int) -> Step:
    holds = compiled(command.condition, now_ms)
    return lambda rows: (row for row in rows if holds(row))


def _fields(command: Fields, now_ms: int) -> Step:
    """Columns that are fields as they stand need no work."""
    made = [
        (c.name, compiled(c.node, now_ms)) for c in command.columns if c.node.value != c.name or c.node.op != "field"
    ]

    def act(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            for name, read in made:
                row.made[name] = read(row)
            yield row

    return act if made else lambda rows: rows


def _parse(command: Parse, now_ms: int) -> Step:
    source, pattern = compiled(command.source, now_ms), pattern_of(command.pattern, command.start)
    if pattern.groups != len(command.names):
        text_ = f"mismatched number of groups and aliases: {pattern.groups} and {len(command.names)}"
        raise Malformed(text_, command.start, command.start + len(command.pattern))

    search = search_of(pattern)

    def act(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            value = source(row)
            if value is not None and (found := search(text(value))):
                row.made.update((n, v) for n, v in zip(command.names, found.groups(), strict=True) if v is not None)
            yield row

    return act


def _sort(command: Sort, now_ms: int, keep: int) -> Step:
    keys = [(compiled(node, now_ms), down) for node, down in command.keys]

    def key(row: Row) -> tuple[Order, ...]:
        return tuple(Order(read(row), down) for read, down in keys)

    return lambda rows: nsmallest(keep, rows, key=key)


def _limit(command: Limit) -> Step:
    if command.last:
        return lambda rows: iter(deque(rows, maxlen=command.count))
    return lambda rows: islice(rows, command.count)


def _dedup(command: Dedup, now_ms: int) -> Step:
    reads = [compiled(node, now_ms) for node in command.nodes]

    def act(rows: Iterable[Row]) -> Iterator[Row]:
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            values = [read(row) for read in reads]
            key = tuple(text(value) for value in values)
            if None in values or key not in seen:
                seen.add(key)
                yield row

    return act


def _stats(command: Stats, now_ms: int) -> Step:
    by = [(column.name, compiled(column.node, now_ms)) for column in command.by]
    calls: list[tuple[Callable[[], Aggregate], list[Read]]] = []
    results = [(column.name, _result(column, calls, now_ms)) for column in command.columns]

    def act(rows: Iterable[Row]) -> Iterator[Row]:
        groups: dict[tuple[str, ...], tuple[dict[str, Any], list[Aggregate]]] = {}
        reads = list(dict.fromkeys(read for _, some in calls for read in some))
        places = [[reads.index(read) for read in some] for _, some in calls]
        for row in rows:
            values = [read(row) for _, read in by]
            key = tuple(text(value) for value in values)
            if (group := groups.get(key)) is None:
                names = dict(zip((name for name, _ in by), values, strict=True))
                group = groups[key] = (names, [make() for make, _ in calls])
            found, at = [read(row) for read in reads], row.at
            for aggregate, wanted in zip(group[1], places, strict=True):
                if not wanted or found[wanted[0]] is not None:
                    aggregate.add([found[place] for place in wanted], at)
        for names, aggregates in groups.values():
            ended = Row(None, {f"\0{i}": aggregate.end() for i, aggregate in enumerate(aggregates)})
            yield Row(None, names | {name: _rounded(read(ended)) for name, read in results})

    return act


def _result(column: Column, calls: list[tuple[Callable[[], Aggregate], list[Read]]], now_ms: int) -> Read:
    """The column over the aggregates' results: `sum(a) / count(*)` is arithmetic over two of them."""
    before = len(calls)
    node = _pulled(column.node, calls, now_ms)
    if len(calls) == before:
        raise Malformed(
            f"{column.node.text} is no aggregate", column.node.start, column.node.start + len(column.node.text)
        )
    return compiled(node, now_ms)


def _pulled(node: Node, calls: list[tuple[Callable[[], Aggregate], list[Read]]], now_ms: int) -> Node:
    if node.op == "call" and node.value in AGGREGATES:
        args = [arg for arg in node.args if (arg.op, arg.value) != ("value", "*")]
        if not args and node.value != "count":
            raise Malformed(f"{node.value} needs a field", node.start, node.start + len(node.value))
        calls.append((AGGREGATES[node.value], [compiled(arg, now_ms) for arg in args]))
        return Node("field", f"\0{len(calls) - 1}")
    return Node(node.op, node.value, tuple(_pulled(arg, calls, now_ms) for arg in node.args), node.text, node.start)


def _rounded(value: Any) -> Any:
    return rounded(value) if isinstance(value, float) else value
