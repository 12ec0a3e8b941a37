"""Sparklines: a row of values as an SVG path, drawn by the server; a gap stays a gap."""

from collections.abc import Iterator, Sequence
from itertools import groupby

Values = Sequence[float | None]
Point = tuple[float, float]


def path(values: Values, width: float = 96, height: float = 24) -> str:
    """The `d` of the line. Zero is at the bottom; a single value between two gaps becomes a dot."""
    return "".join(_line(run) for run in _runs(values, width, height))


def area(values: Values, width: float = 96, height: float = 24) -> str:
    """The `d` of the area under the line."""
    return "".join(_filled(run, height) for run in _runs(values, width, height))


def _runs(values: Values, width: float, height: float) -> Iterator[list[Point]]:
    """Neighbouring values as points, one list a run without gaps; a pixel of air at the top and the bottom."""
    top = max((value for value in values if value is not None), default=0) or 1
    step = width / max(len(values) - 1, 1)
    points = [
        (round(i * step, 1), round(height - 1 - (height - 2) * v / top, 1)) if v is not None else None
        for i, v in enumerate(values)
    ]
    for known, run in groupby(points, key=lambda point: point is not None):
        if known:
            yield [point for point in run if point is not None]


def _line(run: list[Point]) -> str:
    start, *rest = run
    if not rest:
        return f"M{start[0]:g} {start[1]:g}h.1"
    return f"M{start[0]:g} {start[1]:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest)


def _filled(run: list[Point], height: float) -> str:
    if len(run) < 2:
        return ""
    return f"{_line(run)}V{height:g}H{run[0][0]:g}Z"
