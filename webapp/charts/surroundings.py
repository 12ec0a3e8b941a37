"""What stands around the values: intervals that could not be seen, values not settled yet, changes, alarms."""

from typing import Any

from webapp.charts.frame import Blind, Frame, Marker
from webapp.charts.text import plain

SYMBOLS = {"deploy": "triangle-down", "change": "diamond", "alarm": "star", "ok": "circle"}
WIDE_ENOUGH = 0.15
"""A label is written beside a marker, or into a shaded interval, that has this share of the width to itself."""


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
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "changes and alarms",
        "meta": {"role": "events", "kinds": [marker.kind for marker in markers]},
        "showlegend": False,
        "yaxis": f"y{axis + 1}",
        "x": [marker.at * 1000 for marker in markers],
        "y": [0.5] * len(markers),
        "text": _labels(frame),
        "textposition": [_side(marker, frame) for marker in markers],
        "customdata": [plain(marker.story, 160) for marker in markers],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 10, "symbol": [SYMBOLS[marker.kind] for marker in markers]},
        "cliponaxis": False,
    }


def _side(marker: Marker, frame: Frame) -> str:
    late = marker.at > frame.end - WIDE_ENOUGH * (frame.end - frame.start)
    return "middle left" if late else "middle right"


def _labels(frame: Frame) -> list[str]:
    """A marker's label, empty where the next or the one before is too near."""
    needed = (frame.end - frame.start) * WIDE_ENOUGH
    times = [-needed * 2, *(marker.at for marker in frame.markers), frame.end + needed * 2]
    room = [
        (times[i] - times[i - 1] if _side(marker, frame) == "middle left" else times[i + 1] - times[i]) >= needed
        for i, marker in enumerate(frame.markers, start=1)
    ]
    return [plain(m.label, 24) if free else "" for m, free in zip(frame.markers, room, strict=True)]


def _blind(spot: Blind, frame: Frame) -> dict[str, Any]:
    name = "blind" if spot.why else "unasked"
    shape = _band(spot.start, spot.end) | {"name": name, "layer": "below"}
    if spot.end - spot.start < (frame.end - frame.start) * WIDE_ENOUGH:
        return shape
    text = f"could not look: {spot.why}" if spot.why else "not collected yet"
    return shape | {"label": {"text": plain(text), "textposition": "top center"}}


def _band(start: int, end: int) -> dict[str, Any]:
    return {"type": "rect", "x0": start * 1000, "x1": end * 1000, "yref": "paper", "y0": 0, "y1": 1}


def _line(marker: Marker) -> dict[str, Any]:
    return _band(marker.at, marker.at) | {"type": "line", "name": marker.kind, "layer": "above"}
