"""The timeline as a figure: a lane a kind of event, a mark an event, its story when pointed at."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.analysis.timeline import Event, What
from webapp.charts.figure import NO_DATA, Figure
from webapp.charts.text import paragraph

SYMBOLS = {
    What.DEPLOY: "triangle-down",
    What.CHANGE: "diamond",
    What.ALARM: "star",
    What.HEALTH: "square",
    What.ERROR: "x",
    What.THROTTLING: "hourglass",
    What.DEAD_LETTERS: "circle",
    What.ACTION: "pentagon",
}
COLOURS: Mapping[bool | None, str] = {True: "alarm", False: "ok", None: "change"}


def timeline_figure(events: Sequence[Event], start: int, end: int) -> Figure:
    """Every lane, the empty ones too, so that a refresh moves nothing; the first kind on top."""
    lanes = list(What)
    return {
        "data": [_lane([event for event in events if event.what is what], what, lanes) for what in lanes],
        "layout": {
            "hovermode": "closest",
            "dragmode": "zoom",
            "showlegend": False,
            "margin": {"l": 96, "r": 12, "t": 12, "b": 36},
            "xaxis": {"type": "date", "range": [start * 1000, end * 1000], "hoverformat": "%a %d %b %H:%M"},
            "yaxis": {
                "range": [-0.6, len(lanes) - 0.4],
                "tickvals": list(range(len(lanes))),
                "ticktext": [str(what) for what in reversed(lanes)],
                "fixedrange": True,
                "automargin": True,
                "zeroline": False,
                "ticks": "outside",
                "ticklen": 10,
                "tickcolor": "rgba(0,0,0,0)",
            },
            "shapes": [],
            "annotations": [] if events else [NO_DATA | {"text": "no event is known in this range"}],
        },
    }


def _lane(events: Sequence[Event], what: What, lanes: Sequence[What]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": str(what),
        "meta": {"role": "events", "kinds": [_colour(event) for event in events]},
        "x": [event.at * 1000 for event in events],
        "y": [len(lanes) - 1 - lanes.index(what)] * len(events),
        "customdata": [paragraph(_story(event)) for event in events],
        "hovertemplate": "%{x}<br>%{customdata}<extra></extra>",
        "marker": {"size": 11, "symbol": SYMBOLS[what]},
        "cliponaxis": False,
    }


def _colour(event: Event) -> str:
    return "deploy" if event.what is What.DEPLOY else COLOURS[event.bad]


def _story(event: Event) -> str:
    name = f"{event.subject.name}: " if event.subject and event.subject.name else ""
    return f"{name}{event.text}{f', by {event.who}' if event.who else ''}"
