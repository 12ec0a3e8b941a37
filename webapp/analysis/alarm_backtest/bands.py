"""Anomaly bands in a back-test: the edges that CloudWatch's model tells, and how far outside of them a value is.

The model is CloudWatch's own: nobody else can compute its band, so its edges are asked for as two series more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from webapp.analysis.alarm_backtest.lines import Line

OUTSIDE, BELOW, ABOVE = (
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
COMPARISONS = (OUTSIDE, ABOVE, BELOW)
LOWER, UPPER = "lower", "upper"
EDGE = re.compile(r"(\S+) (lower|upper) edge of band (\d+(?:\.\d+)?)")
TOO_FAR = {
    OUTSIDE: "MAX([{0} - band_upper, band_lower - {0}])",
    ABOVE: "{0} - band_upper",
    BELOW: "band_lower - {0}",
}
"""How far a value is on the wrong side; it breaches above zero."""


def edge_name(statistic: str, edge: str, width: float) -> str:
    """What the series of an edge is kept under, beside the statistic that it belongs to."""
    return f"{statistic} {edge} edge of band {width:g}"


def edge_of(name: str) -> tuple[str, str, float] | None:
    """(statistic, edge, width) of a series' name, None where it is a plain statistic."""
    found = EDGE.fullmatch(name)
    return (found[1], found[2], float(found[3])) if found else None


def banded(line: Line, comparison: str, width: float) -> tuple[Line, ...]:
    """A metric with the edges of its band, and how far it is outside of it as what is compared with zero."""
    edges = (
        replace(line, id=f"band_{edge}", statistic=edge_name(line.statistic, edge, width), returned=False)
        for edge in (LOWER, UPPER)
    )
    too_far = Line("too_far", expression=TOO_FAR.get(comparison, TOO_FAR[OUTSIDE]).format(line.id))
    return (replace(line, returned=False), *edges, too_far)


def showing(lines: Sequence[Line], shown: str) -> tuple[Line, ...]:
    """The same lines with another one as what is compared."""
    return tuple(replace(line, returned=line.id == shown) for line in lines)
