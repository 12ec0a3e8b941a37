"""The chart of a draft that is tried: its data points, a threshold that can be dragged, when it would have fired."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from webapp.analysis.alarm_backtest.data_points import DataPoints
from webapp.analysis.alarm_backtest.history import Span
from webapp.charts.declared import Chart, Drawn, Pane, Unit
from webapp.charts.figure import Figure, figure
from webapp.charts.frame import Blind, Frame
from webapp.charts.grid import Grid
from webapp.charts.text import plain

MOST_POINTS = 1_500
MOST_BANDS = 200
"""An alarm that cries wolf fills the chart anyway."""
UNITS: dict[str, Unit] = {"percent": "percent"}


def chart_of(label: str, unit: str, banded: bool = False) -> Chart:
    """The declared chart: one line, in the unit of the threshold, and the edges of its band where it has one."""
    edges = (Drawn("lower", "lower edge of the band", "p50"), Drawn("upper", "upper edge of the band", "p50"))
    drawn = (Drawn("value", label, "p95"), *(edges if banded else ()))
    return Chart("trial", label, (Pane(f"{label} ({unit})" if unit else label, UNITS.get(unit, "count"), drawn),))


def grid_of(points: DataPoints, start: int, end: int, downwards: bool) -> Grid:
    """The points of [start, end) in at most MOST_POINTS slices, each with its value nearest to firing."""
    width = max(1, -(-(end - start) // points.step // MOST_POINTS))
    first = max(0, -(-(start - points.first) // points.step))
    last = max(first, (end - points.first) // points.step + 1)
    values = points.values[first:last]
    slices = (values[at : at + width] for at in range(0, len(values), width))
    fold = min if downwards else max
    folded = tuple(fold(known) if (known := [v for v in some if v is not None]) else None for some in slices)
    begin = points.first + first * points.step
    return Grid(begin, begin + len(folded) * width * points.step, width * points.step, {"value": folded})


def with_edges(grid: Grid, points: DataPoints, edges: Sequence[DataPoints], start: int, end: int) -> Grid:
    """The grid with the edges of a band as two columns more."""
    drawn = [grid_of(replace(points, values=edge.values), start, end, False).values("value") for edge in edges]
    return replace(grid, columns={**grid.columns, **dict(zip(("lower", "upper"), drawn, strict=False))})


def trial_figure(
    chart: Chart,
    grid: Grid,
    threshold: float | None,
    firing: Sequence[Span],
    incidents: Sequence[Span],
    blind: tuple[Blind, ...],
) -> Figure:
    """The figure; its first shape is the threshold's line, which the browser lets people drag."""
    frame = Frame(grid.start, grid.end, grid.end, blind)
    drawn = figure(chart, grid, frame, {})
    layout = drawn["layout"]
    bands = [_band(span, "firing") for span in firing[:MOST_BANDS]] + [_band(span, "incident") for span in incidents]
    layout["shapes"] = bands + [shape | {"layer": "below"} for shape in layout["shapes"]]
    if threshold is not None:
        layout["shapes"].insert(0, _line(threshold))
        layout["annotations"].append(_label(threshold))
        largest = grid.largest(["value"]) or 0.0
        layout["yaxis"]["range"] = [min(0.0, 1.2 * threshold), 1.15 * max(largest, threshold) or 1.0]
    return drawn


def _line(threshold: float) -> dict[str, Any]:
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": threshold, "y1": threshold}
    return {"type": "line", "name": "threshold", "layer": "above"} | place


def _label(threshold: float) -> dict[str, Any]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "y": threshold, "yanchor": "bottom"}
    return place | {"name": "level", "text": plain(f"threshold {threshold:g}"), "showarrow": False}


def _band(span: Span, name: str) -> dict[str, Any]:
    place = {"x0": span.start * 1000, "x1": span.end * 1000, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", "name": name, "layer": "below"} | place
