"""The functions of Logs Insights QL that work on one row."""

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from demo.logs.query.values import Stamp, number, stamp, text

MONTHS = {2_592_000_000: 1, 7_776_000_000: 3, 31_536_000_000: 12}
"""Periods that are counted in calendar months."""


def floored(at: Any, period: Any) -> Stamp | None:
    """The start of the period that a time lies in; weeks begin on Monday, months and longer by the calendar (UTC)."""
    ms, length = stamp(number(at)), number(period)
    if ms is None or not length or length < 1:
        return None
    if (months := MONTHS.get(int(length))) is not None:
        then = datetime.fromtimestamp(ms / 1000, UTC)
        first = then.replace(month=(then.month - 1) // months * months + 1, day=1, hour=0, minute=0)
        return stamp(first.replace(second=0, microsecond=0).timestamp() * 1000)
    shift = 4 * 86_400_000 if length == 604_800_000 else 0
    return stamp((ms - shift) // length * length + shift)


def _ceiled(at: Any, period: Any) -> Stamp | None:
    low = floored(at, period)
    return low if low is None or low == at else floored(low + (number(period) or 0), period)


def _numeric(act: Callable[..., float]) -> Callable[..., float | None]:
    def of(*values: Any) -> float | None:
        numbers = [number(value) for value in values]
        known = [n for n in numbers if n is not None]
        try:
            return act(*known) if len(known) == len(numbers) and known else None
        except (ValueError, OverflowError, ZeroDivisionError):
            return None

    return of


def _textual(act: Callable[..., Any]) -> Callable[..., Any]:
    def of(value: Any, *rest: Any) -> Any:
        return None if value is None else act(text(value), *rest)

    return of


def _substr(value: str, start: Any, length: Any = None) -> str:
    first = int(number(start) or 0)
    return value[first:] if length is None else value[first : first + int(number(length) or 0)]


def _json_parse(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _is_ip(value: str, version: int = 0) -> bool:
    try:
        return ip_address(value).version == version if version else bool(ip_address(value))
    except ValueError:
        return False


def _in_subnet(value: str, subnet: Any) -> bool:
    try:
        return ip_address(value) in ip_network(text(subnet), strict=False)
    except ValueError:
        return False


def _strip(side: str) -> Callable[..., Any]:
    return _textual(lambda s, what=None: getattr(s, side)(None if what is None else text(what)))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": _numeric(abs),
    "ceil": _numeric(math.ceil),
    "floor": _numeric(math.floor),
    "log": _numeric(math.log),
    "sqrt": _numeric(math.sqrt),
    "greatest": _numeric(max),
    "least": _numeric(min),
    "tonumber": number,
    "datefloor": floored,
    "dateceil": _ceiled,
    "frommillis": lambda value: stamp(number(value)),
    "tomillis": lambda value: None if number(value) is None else int(number(value) or 0),
    "ispresent": lambda value: value is not None,
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "if": lambda condition, then, otherwise=None: then if condition else otherwise,
    "isempty": lambda value: value is None or text(value) == "",
    "isblank": lambda value: not text(value).strip(),
    "concat": lambda *values: "".join(text(value) for value in values),
    "trim": _strip("strip"),
    "ltrim": _strip("lstrip"),
    "rtrim": _strip("rstrip"),
    "strlen": _textual(len),
    "tolower": _textual(str.lower),
    "toupper": _textual(str.upper),
    "substr": _textual(_substr),
    "replace": _textual(lambda s, what, by: s.replace(text(what), text(by))),
    "strcontains": lambda value, what: int(text(what) in text(value)),
    "jsonparse": _textual(_json_parse),
    "jsonstringify": lambda value: None if value is None else json.dumps(value),
    "isvalidip": _textual(_is_ip),
    "isvalidipv4": _textual(lambda s: _is_ip(s, 4)),
    "isvalidipv6": _textual(lambda s: _is_ip(s, 6)),
    "isipinsubnet": _textual(_in_subnet),
    "isipv4insubnet": _textual(_in_subnet),
    "isipv6insubnet": _textual(_in_subnet),
}
"""By name in lower case. `bin` and `now` need more than their arguments: the compiler knows them."""
