"""What the parser makes of a query: expressions, and the commands that they stand in."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """An expression. `op` is field, value, regex, list, call or an operator; `value` its name or constant.

    `text` is how it was written: the name of its column where no alias is given. `start` is where.
    """

    op: str
    value: Any = None
    args: tuple["Node", ...] = ()
    text: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """An expression and the name of its column."""

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class Fields:
    """`fields` adds columns, `display` replaces them."""

    columns: tuple[Column, ...]
    only: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the rows for which the condition holds."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Parse:
    """Takes new fields out of one: `pattern` is a regular expression with a group a name."""

    source: Node
    pattern: str
    names: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Aggregates by groups."""

    columns: tuple[Column, ...]
    by: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """(expression, descending) pairs."""

    keys: tuple[tuple[Node, bool], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """The first rows, or the last."""

    count: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Dedup:
    """One row for each combination of values."""

    nodes: tuple[Node, ...]


Command = Fields | Filter | Parse | Stats | Sort | Limit | Dedup
