"""What a chart is, before there is data: panes of traces, told by name. The charts themselves are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Form = Literal["bar", "line"]
Unit = Literal["count", "percent", "s", "age", "usd", "mb"]
"""`s` is for durations (Plotly writes 0.12 s as 120ms), `age` for waits, which are drawn in s, min, h or d."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One column as a trace. `role` is the colour's meaning (`--chart-<role>` in the stylesheet).

    `scale` turns the stored unit into the axis's (0.001 for ms on an axis of seconds). A percentile's label is
    completed by the period that it is drawn at.
    """

    column: str
    label: str
    role: str
    form: Form = "line"
    scale: float = 1.0
    percentile: bool = False


@dataclass(frozen=True, slots=True)
class Pane:
    """Traces above one axis; `levels` names the lines to hold them against (a timeout, a limit) where known."""

    axis: str
    unit: Unit
    drawn: tuple[Drawn, ...]
    levels: tuple[str, ...] = ()
    per_period: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure: panes over one time axis, and the rules of the judgement whose reasons it explains."""

    name: str
    title: str
    panes: tuple[Pane, ...]
    rules: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it draws, in order."""
        return tuple(drawn.column for pane in self.panes for drawn in pane.drawn)


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line at `value`, in the axis's unit."""

    value: float
    label: str


Levels = Mapping[str, Level]
