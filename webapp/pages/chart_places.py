"""Where a page's charts are drawn, each with a short table for those who have no JavaScript, or no eyes for charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.charts.declared import Chart, Drawn, Unit
from webapp.charts.grid import Grid, Values
from webapp.charts.resolution import percentile_label

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class ChartTable:
    """`rows` are (start of the slice, one value a heading), newest first; None is no data.

    Counts are summed over a slice, everything else is the slice's worst value: its heading says so.
    """

    headings: tuple[str, ...]
    units: tuple[Unit, ...]
    slice_s: int
    rows: tuple[tuple[int, Values], ...]


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """A chart on a page."""

    name: str
    title: str
    table: ChartTable


def places(charts: Sequence[Chart], grid: Grid) -> tuple[ChartPlace, ...]:
    """The places of the charts, in their order."""
    return tuple(ChartPlace(chart.name, chart.title, table_of(chart, grid)) for chart in charts)


def table_of(chart: Chart, grid: Grid) -> ChartTable:
    """The chart's columns in at most MOST_ROWS slices of the grid."""
    drawn = [(pane.unit, each, pane.per_period) for pane in chart.panes for each in pane.drawn]
    periods = (grid.end - grid.start) // grid.period
    width = max(1, -(-periods // MOST_ROWS))
    columns = [_slices(grid.values(each.column), width, _fold(counted), each.scale) for _, each, counted in drawn]
    starts = range(grid.start, grid.end, width * grid.period)
    rows = tuple((start, tuple(column[i] for column in columns)) for i, start in enumerate(starts))
    headings = tuple(_heading(each, counted, grid.period) for _, each, counted in drawn)
    return ChartTable(headings, tuple(unit for unit, _, _ in drawn), width * grid.period, rows[::-1])


def _heading(drawn: Drawn, counted: bool, period: int) -> str:
    label = percentile_label(drawn.label, period) if drawn.percentile else drawn.label
    return label if counted or label.startswith("worst") else f"worst {label}"


def _fold(counted: bool) -> Callable[[list[float]], float]:
    return sum if counted else max


def _slices(values: Values, width: int, fold: Callable[[list[float]], float], scale: float) -> list[float | None]:
    parts = [[v for v in values[i : i + width] if v is not None] for i in range(0, len(values), width)]
    return [fold(part) * scale if part else None for part in parts]
