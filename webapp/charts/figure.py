"""A declared chart and its values as a Plotly figure: a plain dict, checked against Plotly's own schema in tests.

No colour is in it. Every trace names its role in `meta`, every shape and annotation in `name`, and the browser paints
them from the stylesheet's tokens, so that a figure is the same by day and by night. Times are epoch milliseconds UTC.
"""

from dataclasses import dataclass
from typing import Any

from collectors.durations import DAY, HOUR, MINUTE
from webapp.charts.declared import Chart, Drawn, Level, Levels, Pane
from webapp.charts.frame import Frame
from webapp.charts.grid import Grid, Values
from webapp.charts.resolution import a_period, percentile_label
from webapp.charts.surroundings import event_trace, shapes
from webapp.charts.text import plain

Figure = dict[str, Any]
EVENTS_FROM = 0.93
"""Above this share of the height the markers of changes and alarms stand."""
GAP = 0.1
HEADROOM = 3
"""A level further away than this many times the largest value would flatten the data: it is named, not drawn."""
NO_DATA = {
    "name": "empty",
    "text": "no data in this range",
    "showarrow": False,
    "xref": "paper",
    "x": 0.5,
    "yref": "paper",
    "y": 0.5,
}
FORMATS: dict[str, dict[str, Any]] = {
    "count": {"axis": {"tickformat": "~s"}, "hover": "%{y:,.4~r}"},
    "percent": {"axis": {"ticksuffix": " %"}, "hover": "%{y:.3~r} %"},
    "s": {"axis": {"tickformat": "~s", "ticksuffix": "s"}, "hover": "%{y:.3~s}s"},
    "mb": {"axis": {"tickformat": ",d"}, "hover": "%{y:,.0f} MB"},
    "usd": {"axis": {"tickprefix": "$", "tickformat": "~g"}, "hover": "$%{y:,.4~r}"},
}
FEW = 3
"""Counts below it get a tick each: there is no half a message."""
AGES = ((2 * DAY, DAY, "d"), (3 * HOUR, HOUR, "h"), (3 * MINUTE, MINUTE, "min"), (0, 1, "s"))
"""An axis of ages that reaches so far (s) is drawn in this unit."""


def figure(chart: Chart, grid: Grid, frame: Frame, levels: Levels) -> Figure:
    """The figure of `chart`: gaps stay gaps, and every pane shares the frame's time axis."""
    data: list[dict[str, Any]] = [event_trace(frame, len(chart.panes))]
    layout = _layout(frame, grid.period, len(chart.panes))
    layout["shapes"] = shapes(frame)
    layout["annotations"] = [] if any(map(grid.measured, chart.columns)) else [NO_DATA]
    for number, pane in enumerate(chart.panes):
        scaled = _scaled(pane, grid)
        known = [levels[name] for name in pane.levels if name in levels]
        data += [trace for drawn in pane.drawn for trace in _traces(drawn, scaled, grid, number)]
        layout[_axis("yaxis", number)] = _y_axis(pane, scaled, grid, number, len(chart.panes))
        _add_levels(layout, known, scaled, number)
    layout[_axis("yaxis", len(chart.panes))] = {"domain": [EVENTS_FROM, 1], "visible": False, "fixedrange": True}
    return {"data": data, "layout": layout}


def _layout(frame: Frame, period: int, panes: int) -> dict[str, Any]:
    hover = "%a %d %b %H:%M" if period < HOUR else "%a %d %b %H:00"
    return {
        "barmode": "stack",
        "bargap": 0,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "dragmode": "zoom",
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemwidth": 30},
        "margin": {"l": 58, "r": 12, "t": 30, "b": 42},
        "xaxis": {
            "type": "date",
            "range": [frame.start * 1000, frame.end * 1000],
            "hoverformat": hover,
            "anchor": _axis("y", panes - 1),
        },
    }


@dataclass(frozen=True, slots=True)
class Scaled:
    """A pane's values as its axis shows them: divided by `divisor`, written in the `style` of its unit."""

    divisor: float
    style: dict[str, Any]
    largest: float | None


def _scaled(pane: Pane, grid: Grid) -> Scaled:
    known = [(largest, d.scale) for d in pane.drawn if (largest := grid.largest([d.column])) is not None]
    largest = max((value * scale for value, scale in known), default=None)
    if pane.unit == "count" and (largest or 0) < FEW:
        return Scaled(1, {"axis": {"dtick": 1}, "hover": FORMATS["count"]["hover"]}, largest)
    if pane.unit != "age":
        return Scaled(1, FORMATS[pane.unit], largest)
    _, divisor, unit = next(age for age in AGES if (largest or 0) >= age[0])
    style = {"axis": {"ticksuffix": f" {unit}"}, "hover": f"%{{y:.3~r}} {unit}"}
    return Scaled(divisor, style, None if largest is None else largest / divisor)


def _y_axis(pane: Pane, scaled: Scaled, grid: Grid, number: int, panes: int) -> dict[str, Any]:
    """The axis of a pane; the first pane stands on top and is twice as high as the others."""
    unit = (EVENTS_FROM - GAP * (panes - 1)) / (panes + 1)
    top = EVENTS_FROM if number == 0 else unit * (panes - number) + GAP * (panes - 1 - number)
    height = unit * 2 if number == 0 else unit
    title = f"{pane.axis} {a_period(grid.period)}" if pane.per_period and number == 0 else pane.axis
    return {
        "domain": [round(max(0.0, top - height), 4), round(top, 4)],
        "rangemode": "tozero",
        "fixedrange": True,
        "title": {"text": title},
        "nticks": 5 if number == 0 else 3,
        "showticklabels": scaled.largest is not None,
        **({} if scaled.largest else {"range": [0, 1]}),
        **scaled.style["axis"],
    }


def _traces(drawn: Drawn, scaled: Scaled, grid: Grid, number: int) -> list[dict[str, Any]]:
    factor = drawn.scale / scaled.divisor
    values = tuple(None if v is None else round(v * factor, 6) for v in grid.values(drawn.column))
    label = percentile_label(drawn.label, grid.period) if drawn.percentile else drawn.label
    trace = {
        "name": label,
        "meta": {"role": drawn.role},
        "yaxis": _axis("y", number),
        "legendgroup": drawn.column,
        "hovertemplate": scaled.style["hover"],
    }
    regular = {"x0": grid.start * 1000, "dx": grid.period * 1000, "y": values}
    if drawn.form == "bar":
        return [trace | regular | {"type": "bar", "offset": 0}]
    line = trace | regular | {"type": "scatter", "mode": "lines", "connectgaps": False}
    return [line, *_lonely_points(trace, grid, values)]


def _lonely_points(trace: dict[str, Any], grid: Grid, values: Values) -> list[dict[str, Any]]:
    """Points without a neighbour as dots: a line between nothing and nothing draws nothing."""
    padded = (None, *values, None)
    alone = [
        i
        for i, value in enumerate(values)
        if value is not None and padded[i] is None and padded[i + 2] is None  # padded is one ahead of values
    ]
    if not alone:
        return []
    x = [(grid.start + i * grid.period) * 1000 for i in alone]
    dots = {"type": "scatter", "mode": "markers", "x": x, "y": [values[i] for i in alone], "marker": {"size": 5}}
    return [trace | dots | {"showlegend": False, "hoverinfo": "skip", "hovertemplate": None}]


def _add_levels(layout: dict[str, Any], levels: list[Level], scaled: Scaled, number: int) -> None:
    """Lines to hold the pane's values against; one far above them is named at the upper edge."""
    axis, y_axis = _axis("y", number), layout[_axis("yaxis", number)]
    largest = scaled.largest or 0
    values = {level.label: level.value / scaled.divisor for level in levels}
    near = {label: value for label, value in values.items() if value <= largest * HEADROOM}
    for label, value in near.items():
        line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": value, "y1": value}
        layout["shapes"].append(line | {"name": "level"})
        layout["annotations"].append(_level_label(label, axis, value, "bottom"))
    if levels and largest:
        y_axis["range"] = [0, 1.2 * max([largest, *near.values()])]
    far = [label for label in values if label not in near]
    if far:
        text = " · ".join(far) + ", far above ↑"
        layout["annotations"].append(_level_label(text, "paper", y_axis["domain"][1], "top"))


def _level_label(label: str, yref: str, y: float, anchor: str) -> dict[str, Any]:
    place = {"xref": "paper", "x": 1, "xanchor": "right", "yref": yref, "y": y, "yanchor": anchor}
    return place | {"name": "level", "text": plain(label), "showarrow": False}


def _axis(stem: str, number: int) -> str:
    return stem if number == 0 else f"{stem}{number + 1}"
