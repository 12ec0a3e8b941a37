"""Expressions become functions of a row; what no row could answer is refused before any is read."""

import re
from collections.abc import Callable
from typing import Any

from demo.logs.query.aggregates import AGGREGATES
from demo.logs.query.functions import FUNCTIONS, floored
from demo.logs.query.nodes import Node
from demo.logs.query.problems import Malformed
from demo.logs.query.rows import Row, reader
from demo.logs.query.values import compare, equal, number, text

Read = Callable[[Row], Any]

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
    "^": lambda a, b: a**b,
}
_ORDER: dict[str, Callable[[int], bool]] = {
    "<": lambda c: c < 0,
    ">": lambda c: c > 0,
    "<=": lambda c: c <= 0,
    ">=": lambda c: c >= 0,
}


def compiled(node: Node, now_ms: int = 0) -> Read:
    """The function of an expression; Malformed where it uses what is not there."""
    op, value = node.op, node.value
    if op == "field":
        return reader(value)
    if op in ("value", "regex"):
        return lambda row: value
    if op == "list":
        items = [compiled(arg, now_ms) for arg in node.args]
        return lambda row: [item(row) for item in items]
    if op == "call":
        return _call(node, now_ms)
    if op in ("like", "=~"):
        return _matches(node, now_ms)
    if op in ("and", "or"):
        return _joined(op, [compiled(arg, now_ms) for arg in _chain(node, op)])
    if op == "in" and node.args[1].op != "list":
        raise Malformed("in needs a list in square brackets", node.start, node.start + 2)
    if op in ("=", "!=") and _is_word(node.args[1]):
        return _compares(compiled(node.args[0], now_ms), node.args[1].value, op == "=")
    return _operator(op, *(compiled(arg, now_ms) for arg in node.args))


def _is_word(node: Node) -> bool:
    return node.op == "value" and isinstance(node.value, str) and number(node.value) is None


def _compares(left: Read, word: str, same: bool) -> Read:
    """What is compared with a text that is no number is compared as a text."""
    return lambda row: (value := left(row)) is not None and (text(value) == word) is same


def pattern_of(text_: str, start: int) -> re.Pattern[str]:
    """A regular expression in Java's or Python's way of naming groups; Malformed where it is none."""
    try:
        return re.compile(re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", text_))
    except re.error as wrong:
        raise Malformed(f"invalid regular expression: {wrong}", start, start + len(text_) + 2) from None


def search_of(pattern: re.Pattern[str]) -> Callable[[str], re.Match[str] | None]:
    """`search`, or `match` for what begins with `^`: search would try that at every character in vain."""
    at_start = pattern.pattern.startswith("^") and not pattern.flags & re.MULTILINE
    return pattern.match if at_start and "|" not in _outermost(pattern.pattern) else pattern.search


def _outermost(text_: str) -> str:
    """The pattern without escapes, character classes and groups."""
    text_ = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", text_, flags=re.DOTALL)
    while (shorter := re.sub(r"\([^()]*\)", "", text_)) != text_:
        text_ = shorter
    return text_


def _call(node: Node, now_ms: int) -> Read:
    name = node.value
    if name in AGGREGATES:
        raise Malformed(f"the function {name} is not allowed here", node.start, node.start + len(name))
    if name == "now":
        return lambda row: now_ms // 1000
    args = [compiled(arg, now_ms) for arg in node.args]
    if name == "bin" and len(args) == 1:
        period = args[0]
        at = reader("@timestamp")
        return lambda row: floored(at(row), period(row))
    act = floored if name == "bin" else FUNCTIONS.get(name)
    if act is None:
        raise Malformed(f"unknown function: {name}", node.start, node.start + len(name))
    _check(act, node)
    if name == "coalesce":
        return _coalesce(args)
    return lambda row: act(*(arg(row) for arg in args))


def _check(act: Callable[..., Any], node: Node) -> None:
    """Try it: the wrong number of arguments is found before the first row."""
    try:
        act(*("1" for _ in node.args))
    except TypeError as wrong:
        text_ = f"invalid arguments for {node.value}: {wrong}"
        raise Malformed(text_, node.start, node.start + len(node.value)) from None
    if not node.args:
        raise Malformed(f"{node.value} needs an argument", node.start, node.start + len(node.value))


def _matches(node: Node, now_ms: int) -> Read:
    left, wanted = compiled(node.args[0], now_ms), node.args[1]
    if wanted.op == "regex" or (node.op == "=~" and wanted.op == "value"):
        search = search_of(pattern_of(str(wanted.value), wanted.start))
        return lambda row: (value := left(row)) is not None and bool(search(text(value)))
    right = compiled(wanted, now_ms)
    return lambda row: (value := left(row)) is not None and text(right(row)) in text(value)


def _chain(node: Node, op: str) -> list[Node]:
    """The operands of `a or b or c`, in order."""
    return [each for arg in node.args for each in (_chain(arg, op) if arg.op == op else [arg])]


def _joined(op: str, parts: list[Read]) -> Read:
    """A loop over a chain of conditions, which ends where it is decided."""

    def any_of(row: Row) -> bool:
        for part in parts:  # noqa: SIM110 - a generator takes twice as long, and this runs for every event
            if part(row):
                return True
        return False

    def all_of(row: Row) -> bool:
        for part in parts:  # noqa: SIM110
            if not part(row):
                return False
        return True

    return any_of if op == "or" else all_of


def _coalesce(parts: list[Read]) -> Read:
    """The first value that is there; what stands behind it is not even read."""

    def of(row: Row) -> Any:
        for part in parts:
            if (value := part(row)) is not None:
                return value
        return None

    return of


def _operator(op: str, left: Read, right: Read | None = None) -> Read:
    if right is None:
        return lambda row: not left(row)
    if op == "=":
        return lambda row: (value := left(row)) is not None and equal(value, right(row))
    if op == "!=":
        return lambda row: (value := left(row)) is not None and not equal(value, right(row))
    if op == "in":
        return lambda row: (value := left(row)) is not None and any(equal(value, item) for item in right(row) or ())
    if op in _ORDER:
        holds = _ORDER[op]
        return lambda row: (order := compare(left(row), right(row))) is not None and holds(order)
    return _arithmetic(_ARITHMETIC[op], left, right)


def _arithmetic(act: Callable[[float, float], float], left: Read, right: Read) -> Read:
    def of(row: Row) -> float | None:
        a, b = number(left(row)), number(right(row))
        try:
            result = act(float(a), float(b)) if a is not None and b is not None else None
        except (ZeroDivisionError, OverflowError, ValueError):
            return None
        return result if isinstance(result, float) else None

    return of
