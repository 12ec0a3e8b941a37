"""What stands around the values: intervals that could not be seen, values not settled yet, changes, alarms."""

from typing import Any

from webapp.charts.frame import Blind, Frame, Marker
from webapp.charts.text import paragraph, plain

SYMBOLS = {"deploy": "triangle-down", "change": "diamond", "alarm": "star", "ok": "circle"}
WIDE_ENOUGH = 0.25
"""A shaded interval says what it is where it has this share of the width."""
LABEL_LENGTH = 24
LETTER, SYMBOL = 0.012, 0.009
"""The share of the width of a letter and of half a symbol, on a chart half a desktop wide."""


def shapes(frame: Frame) -> list[dict[str, Any]]:
    """Shaded intervals below the values, a veil over unsettled ones, a vertical line at every marker."""
    drawn = [_blind(spot, frame) for spot in frame.blind]
    if frame.unsettled_from < frame.end:
        start = max(frame.start, frame.unsettled_from)
        drawn.append(_band(start, frame.end) | {"name": "unsettled", "layer": "above"})
    return drawn + [_line(marker) for marker in frame.markers]


def event_trace(frame: Frame, axis: int) -> dict[str, Any]:
    """The markers as symbols above the panes, each with its story when pointed at, labelled where there is room."""
    markers = frame.markers
    sides = _sides(frame)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "changes and alarms",
        "meta": {"role": "events", "kinds": [marker.kind for marker in markers]},
        "showlegend": False,
        "yaxis": f"y{axis + 1}",
        "x": [marker.at * 1000 for marker in markers],
        "y": [0.5] * len(markers),
        "text": [_label(marker) if side else "" for marker, side in zip(markers, sides, strict=True)],
        "textposition": [side or "middle right" for side in sides],
        "customdata": [paragraph(marker.story) for marker in markers],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 10, "symbol": [SYMBOLS[marker.kind] for marker in markers]},
        "cliponaxis": False,
    }


def _sides(frame: Frame) -> list[str]:
    """Where each marker's label stands, empty where it would lie over a symbol, another label or the chart's edge."""
    width = frame.end - frame.start
    symbols = [(marker.at - SYMBOL * width, marker.at + SYMBOL * width) for marker in frame.markers]
    taken = [(frame.start - width, frame.start), (frame.end, frame.end + width), *symbols]
    sides = []
    for marker, (left, right) in zip(frame.markers, symbols, strict=True):
        length = len(_label(marker)) * LETTER * width
        places = {"middle right": (right, right + length), "middle left": (left - length, left)}
        side = next((side for side, place in places.items() if not any(_overlap(place, each) for each in taken)), "")
        taken += [places[side]] if side else []
        sides.append(side)
    return sides


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _label(marker: Marker) -> str:
    return plain(marker.label, LABEL_LENGTH)


def _blind(spot: Blind, frame: Frame) -> dict[str, Any]:
    name = "blind" if spot.why else "unasked"
    shape = _band(spot.start, spot.end) | {"name": name, "layer": "below"}
    if spot.end - spot.start < (frame.end - frame.start) * WIDE_ENOUGH:
        return shape
    text = f"could not look: {spot.why}" if spot.why else "not collected yet"
    return shape | {"label": {"text": plain(text), "textposition": "middle center"}}


def _band(start: int, end: int) -> dict[str, Any]:
    return {"type": "rect", "x0": start * 1000, "x1": end * 1000, "yref": "paper", "y0": 0, "y1": 1}


def _line(marker: Marker) -> dict[str, Any]:
    return _band(marker.at, marker.at) | {"type": "line", "name": marker.kind, "layer": "above"}
