"""CloudWatch's metric math over whole series: what alarms of the builder use, and what is common elsewhere.

Source: CloudWatch user guide, "Metric math syntax and functions". A point exists where all that it is made of exists;
a division by zero is no point.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Series: TypeAlias = list[float | None]
Value: TypeAlias = Series | float
Binary = Callable[[float, float], float | None]

WORDS = ((r"\|\||\bOR\b", " or "), (r"&&|\bAND\b", " and "), (r"\^", "**"))


def _divided(a: float, b: float) -> float | None:
    return a / b if b else None


def _raised(a: float, b: float) -> float | None:
    try:
        found = a**b
    except (ZeroDivisionError, OverflowError):
        return None
    return found if isinstance(found, float) else None


OPERATORS: dict[type, Binary] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divided,
    ast.Pow: _raised,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.And: lambda a, b: bool(a) and bool(b),
    ast.Or: lambda a, b: bool(a) or bool(b),
}
REDUCING: dict[str, Callable[[list[float]], float]] = {
    "MAX": max,
    "MIN": min,
    "SUM": sum,
    "AVG": lambda values: sum(values) / len(values),
}


class NotUnderstood(ValueError):
    """An expression that we cannot compute; says which part of it."""


def parsed(expression: str) -> ast.expr:
    """The expression's tree. Raises NotUnderstood."""
    for pattern, word in WORDS:
        expression = re.sub(pattern, word, expression)
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise NotUnderstood(f"{expression!r} is not metric math") from error


def names_in(expression: str) -> set[str]:
    """The ids of the lines that an expression uses. Raises NotUnderstood."""
    tree = parsed(expression)
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called)
    return {node.id for node in names} - {"REPEAT", "LINEAR"}


def computed(expression: str, series: Mapping[str, Series], stride: int, period: int) -> Value:
    """The value over the series, all of one length; `stride` is how many positions apart two points of one alarm are.

    Raises NotUnderstood.
    """
    return _Computing(series, stride, period).value(parsed(expression))


class _Computing:
    def __init__(self, series: Mapping[str, Series], stride: int, period: int) -> None:
        self._series, self._stride, self._period = series, stride, period

    def value(self, tree: ast.expr) -> Value:
        match tree:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name) if name in self._series:
                return self._series[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _each(operator.mul, -1.0, self.value(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return _each(OPERATORS[type(op)], self.value(left), self.value(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
                return _each(OPERATORS[type(op)], self.value(left), self.value(right))
            case ast.BoolOp(op=op, values=[first, *others]):
                found = self.value(first)
                for other in others:
                    found = _each(OPERATORS[type(op)], found, self.value(other))
                return found
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._called(name, arguments)
        raise NotUnderstood(f"{ast.unparse(tree)!r} cannot be computed here")

    def _called(self, name: str, arguments: list[ast.expr]) -> Value:
        match name, arguments:
            case "IF", [condition, yes, *no] if len(no) < 2:
                return _chosen(self.value(condition), self.value(yes), self.value(no[0]) if no else None)
            case "FILL", [what, by]:
                return self._filled(self.value(what), by)
            case (("DIFF" | "RATE"), [what]):
                return _difference(self.value(what), self._stride, 1.0 if name == "DIFF" else self._period)
            case "PERIOD", [_]:
                return float(self._period)
            case "ABS", [what]:
                return _each(lambda a, _: abs(a), self.value(what), 0.0)
            case _, [ast.List(elts=items)] if name in REDUCING and items:
                return _reduced(REDUCING[name], [self.value(item) for item in items])
        raise NotUnderstood(f"{name}({', '.join(map(ast.unparse, arguments))}) cannot be computed here")

    def _filled(self, value: Value, by: ast.expr) -> Value:
        if not isinstance(value, list):
            return value
        if isinstance(by, ast.Name) and by.id == "REPEAT":
            return _repeated(value, self._stride)
        filling = self.value(by)
        if isinstance(filling, list):
            return [b if a is None else a for a, b in zip(value, filling, strict=True)]
        return [filling if a is None else a for a in value]


def _each(apply: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, list):
        if isinstance(right, list):
            pairs = zip(left, right, strict=True)
            return [None if a is None or b is None else apply(a, b) for a, b in pairs]
        return [None if a is None else apply(a, right) for a in left]
    if isinstance(right, list):
        return [None if b is None else apply(left, b) for b in right]
    found = apply(left, right)
    if found is None:
        raise NotUnderstood("it divides by zero")
    return found


def _chosen(condition: Value, yes: Value, no: Value | None) -> Value:
    if not isinstance(condition, list):
        raise NotUnderstood("the condition of an IF must be a series")
    taken, else_taken = _as_series(yes, len(condition)), _as_series(no, len(condition))
    return [None if c is None else a if c else b for c, a, b in zip(condition, taken, else_taken, strict=True)]


def _as_series(value: Value | None, length: int) -> Series:
    return value if isinstance(value, list) else [value] * length


def _difference(value: Value, stride: int, by: float) -> Value:
    if not isinstance(value, list):
        return 0.0
    first: Series = [None] * min(stride, len(value))
    before = first + value[: max(0, len(value) - stride)]
    return [None if a is None or b is None else (a - b) / by for a, b in zip(value, before, strict=True)]


def _repeated(value: Series, stride: int) -> Series:
    found = list(value)
    for at in range(stride, len(found)):
        if found[at] is None:
            found[at] = found[at - stride]
    return found


def _reduced(reduce: Callable[[list[float]], float], values: list[Value]) -> Value:
    length = max((len(value) for value in values if isinstance(value, list)), default=0)
    if not length:
        return reduce([value for value in values if isinstance(value, float)])
    rows = zip(*(_as_series(value, length) for value in values), strict=True)
    return [reduce(known) if (known := [v for v in row if v is not None]) else None for row in rows]
