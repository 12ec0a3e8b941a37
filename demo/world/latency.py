"""How long the invocations of one minute took: a few groups, each a lognormal sample that needs no storage.

The i-th shortest of a group lasts `scale * curve(size, spread)[i]`, cut at `cap`. So the sum, the maximum and each
percentile of a minute follow without drawing its invocations, and the invocations drawn later are exactly these.
"""

from functools import lru_cache
from math import exp
from typing import NamedTuple

from demo.world.dice import normal

OK, ERROR, TIMEOUT, MEMORY = "ok", "error", "timeout", "oom"


class Group(NamedTuple):
    """`size` invocations that ended alike; `error` names the exception, `failing`: failing messages caused it."""

    size: int
    outcome: str
    scale: float
    spread: float
    cap: float
    cold: bool = False
    error: str = ""
    failing: bool = False


def durations(group: Group) -> list[float]:
    """The milliseconds of each invocation of the group, shortest first."""
    scale, cap = group.scale, group.cap
    values = [scale * x for x in curve(group.size, group.spread)]
    return values if not values or values[-1] <= cap else [min(value, cap) for value in values]


def total(group: Group) -> float:
    """The sum of the group's milliseconds."""
    if not group.size:
        return 0.0
    if group.scale * curve(group.size, group.spread)[-1] <= group.cap:
        return group.scale * _curve_sum(group.size, group.spread)
    return sum(durations(group))


def longest(group: Group) -> float:
    """The longest of a group that is not empty."""
    return min(group.cap, group.scale * curve(group.size, group.spread)[-1])


def shortest(group: Group) -> float:
    """The shortest of a group that is not empty."""
    return min(group.cap, group.scale * curve(group.size, group.spread)[0])


@lru_cache(maxsize=4096)
def curve(size: int, spread: float) -> tuple[float, ...]:
    """Multiples of the median: `size` evenly spaced quantiles of a lognormal distribution, ascending."""
    return tuple(exp(spread * normal((i + 0.5) / size)) for i in range(size))


@lru_cache(maxsize=4096)
def _curve_sum(size: int, spread: float) -> float:
    return sum(curve(size, spread))
