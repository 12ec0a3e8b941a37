"""What the days of a month cost, and what each tag's functions do, as data of charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.charts.declared import Chart, Drawn, Pane
from webapp.charts.figure import FORMATS, NO_DATA, Figure
from webapp.charts.text import plain

ROLES = {"compute": "good", "requests": "p50", "provisioned": "p99", "logs": "ok", "others": "quiet"}
"""The parts of a bill and the colours that they are drawn in."""

SPENDING = Chart(
    "spending",
    "Cost a day, with deploys",
    (Pane("cost", "usd", tuple(Drawn(part, part, role, "bar") for part, role in ROLES.items()), per_period=True),),
)
LONGEST_NAME = 24
HOVER = "%{{customdata}}<br>$%{{x:,.4~r}} {}<extra></extra>"


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: dollars until now, and those that the rest of the month is expected to add."""

    name: str
    so_far: float
    ahead: float


def shares_figure(shares: Sequence[Share]) -> Figure:
    """A bar a share, the first on top; what is still to come stands behind what was spent."""
    names = [plain(each.name) for each in shares]
    rows = [f"{number}" for number in range(len(shares))]
    spent, ahead = [each.so_far for each in shares], [each.ahead for each in shares]
    bars = (("so far", "good", spent), ("expected until the month ends", "ahead", ahead))
    common = {"type": "bar", "orientation": "h", "y": rows, "customdata": names, "textposition": "none"}
    return {
        "data": [
            common | {"name": name, "meta": {"role": role}, "x": values, "hovertemplate": HOVER.format(name)}
            for name, role, values in bars
        ],
        "layout": {
            "barmode": "stack",
            "bargap": 0.3,
            "hovermode": "closest",
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemwidth": 30},
            "margin": {"l": 120, "r": 16, "t": 30, "b": 36},
            "xaxis": {"rangemode": "tozero", "fixedrange": True, "nticks": 6} | FORMATS["usd"]["axis"],
            "yaxis": {
                "type": "category",
                "autorange": "reversed",
                "fixedrange": True,
                "tickvals": rows,
                "ticktext": [_shortened(each.name) for each in shares],
                "automargin": True,
            },
            "shapes": [],
            "annotations": [] if shares else [NO_DATA],
        },
    }


def _shortened(name: str) -> str:
    return plain(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")
