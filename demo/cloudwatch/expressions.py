"""Metric math: the usual expressions over series. What is not understood is refused, never silently empty.

Operators + - * / % ^, comparisons, AND and OR (&& and ||); IF, FILL, METRICS, PERIOD, ABS, CEIL, FLOOR; MAX, MIN, SUM
and AVG, which make a scalar of a series and a series of an array. A point exists where both sides have one, and a
division by zero makes none (CloudWatch user guide, "Metric math syntax and functions").
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence

from demo.server.errors import AwsError

Series = dict[int, float]
Value = float | Series | list[Series]

_WORDS = ((r"&&|\bAND\b", " and "), (r"\|\||\bOR\b", " or "), (r"\^", "**"))
_BINARY: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.Gt: lambda a, b: float(a > b),
    ast.GtE: lambda a, b: float(a >= b),
    ast.Lt: lambda a, b: float(a < b),
    ast.LtE: lambda a, b: float(a <= b),
    ast.Eq: lambda a, b: float(a == b),
    ast.NotEq: lambda a, b: float(a != b),
    ast.And: lambda a, b: float(bool(a) and bool(b)),
    ast.Or: lambda a, b: float(bool(a) or bool(b)),
}
_SCALARS: dict[str, Callable[[Sequence[float]], float]] = {
    "MAX": max,
    "MIN": min,
    "SUM": sum,
    "AVG": lambda values: sum(values) / len(values),
}
_ROUNDING: dict[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


def parsed(expression: str) -> ast.expr:
    """The expression's tree; ValidationError where it is none."""
    text = expression
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise refused(expression) from None


def refused(expression: str) -> AwsError:
    """What CloudWatch says to an expression that it does not take."""
    return AwsError("ValidationError", f"Error in expression: cannot evaluate {expression!r}")


def names_in(tree: ast.expr) -> set[str]:
    """The ids that the expression uses."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"REPEAT", "LINEAR"}


class Evaluation:
    """Evaluates over the series of the other queries. `grid` are the period starts that FILL fills."""

    def __init__(self, expression: str, series: Mapping[str, Value], metrics: Mapping[str, Series], grid: range):
        self._text, self._series, self._metrics, self._grid = expression, series, metrics, grid

    def result(self, tree: ast.expr) -> Value:
        """The value: a series, a number, or an array of series."""
        match tree:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name) if name in self._series:
                return self._series[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._each(operator.mul, -1.0, self.result(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return self._each(_BINARY[type(op)], self.result(left), self.result(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _BINARY:
                return self._each(_BINARY[type(op)], self.result(left), self.result(right))
            case ast.BoolOp(op=op, values=values):
                return self._all(_BINARY[type(op)], [self.result(value) for value in values])
            case ast.List(elts=items):
                return [self._one(self.result(item)) for item in items]
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments)
        raise refused(self._text)

    def _call(self, function: str, arguments: list[ast.expr]) -> Value:
        if function == "METRICS":
            return self._of_metrics(arguments)
        if function == "FILL" and len(arguments) == 2:
            return self._filled(self.result(arguments[0]), arguments[1])
        values = [self.result(argument) for argument in arguments]
        if function == "IF" and len(values) in (2, 3):
            return self._choice(values)
        if function == "PERIOD" and len(values) == 1:
            return float(self._grid.step)
        if function in ("DIFF", "RATE") and len(values) == 1:
            return self._difference(self._one(values[0]), 1.0 if function == "DIFF" else float(self._grid.step))
        if function in _ROUNDING and len(values) == 1:
            return self._each(lambda a, _b: _ROUNDING[function](a), values[0], 0.0)
        if function in _SCALARS and values:
            return self._reduced(_SCALARS[function], values)
        raise refused(self._text)

    def _of_metrics(self, arguments: list[ast.expr]) -> list[Series]:
        match arguments:
            case []:
                return list(self._metrics.values())
            case [ast.Constant(value=str() as part)]:
                return [series for name, series in self._metrics.items() if part in name]
        raise refused(self._text)

    def _filled(self, value: Value, by: ast.expr) -> Value:
        if isinstance(value, list):
            return [self._one(self._filled(series, by)) for series in value]
        series, filled, last = self._one(value), {}, None
        repeat = isinstance(by, ast.Name) and by.id == "REPEAT"
        usual = None if repeat else self.result(by)
        for ts in self._grid:
            last = series.get(ts, last)
            found = series.get(ts, last if repeat else _at(usual, ts))
            if found is not None:
                filled[ts] = found
        return filled

    def _difference(self, series: Series, by: float) -> Series:
        pairs = ((ts, value, series.get(ts - self._grid.step)) for ts, value in series.items())
        return {ts: (value - before) / by for ts, value, before in pairs if before is not None}

    def _choice(self, values: list[Value]) -> Series:
        condition, yes, no = values[0], values[1], values[2] if len(values) == 3 else None
        times = condition if isinstance(condition, dict) else self._grid
        chosen = ((ts, _at(yes if _at(condition, ts) else no, ts)) for ts in times)
        return {ts: value for ts, value in chosen if value is not None}

    def _reduced(self, reduce: Callable[[Sequence[float]], float], values: list[Value]) -> Value:
        value = values[0] if len(values) == 1 else [self._one(v) for v in values]
        if isinstance(value, list):
            times = sorted({ts for series in value for ts in series})
            return {ts: reduce([series[ts] for series in value if ts in series]) for ts in times}
        series = self._one(value)
        return reduce(list(series.values())) if series else {}

    def _all(self, apply: Callable[[float, float], float], values: list[Value]) -> Value:
        result = values[0]
        for value in values[1:]:
            result = self._each(apply, result, value)
        return result

    def _each(self, apply: Callable[[float, float], float], left: Value, right: Value) -> Value:
        if isinstance(left, list):
            return [self._one(self._each(apply, series, right)) for series in left]
        if isinstance(right, list):
            return [self._one(self._each(apply, left, series)) for series in right]
        if isinstance(left, float) and isinstance(right, float):
            return _applied(apply, left, right) or 0.0
        times = left if isinstance(left, dict) else right
        assert isinstance(times, dict)  # noqa: S101 - one of the two is a series
        pairs = ((ts, _at(left, ts), _at(right, ts)) for ts in times)
        points = ((ts, _applied(apply, a, b)) for ts, a, b in pairs if a is not None and b is not None)
        return {ts: value for ts, value in points if value is not None}

    def _one(self, value: Value) -> Series:
        if isinstance(value, dict):
            return value
        if isinstance(value, float):
            return dict.fromkeys(self._grid, value)
        raise refused(self._text)


def _applied(apply: Callable[[float, float], float], left: float, right: float) -> float | None:
    try:
        return float(apply(left, right))
    except (ZeroDivisionError, OverflowError, TypeError):
        return None


def _at(value: Value | None, ts: int) -> float | None:
    if isinstance(value, dict):
        return value.get(ts)
    return value if isinstance(value, float) else None
