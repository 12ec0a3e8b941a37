"""An alarm's data points on a history: one for each moment at which a window of its period could end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.durations import MINUTE
from webapp.analysis.alarm_backtest.condition import samples_needed
from webapp.analysis.alarm_backtest.expressions import NotUnderstood, Series, computed, names_in
from webapp.analysis.alarm_backtest.folding import slid
from webapp.analysis.alarm_backtest.history import Asked, History, Span
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_backtest.recipes import Recipe, recipe_of


@dataclass(frozen=True, slots=True)
class DataPoints:
    """`values` of the windows that end at `first`, `first + step`, ...; each window is `period` seconds long.

    With a step shorter than the period the windows slide. `low` says where a percentile has too few samples.
    """

    first: int
    step: int
    period: int
    values: Sequence[float | None]
    unknown: tuple[Span, ...] = ()
    low: Sequence[bool] = ()

    @property
    def stride(self) -> int:
        """How many positions apart two points of one evaluation are."""
        return self.period // self.step

    @property
    def approximate(self) -> bool:
        """Whether CloudWatch would slide where only whole periods are known."""
        return self.step > MINUTE


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why there are no data points: `metrics` (metric, statistic) are not stored, or `reason` says what else."""

    metrics: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def data_points(lines: Sequence[Line], period: int, history: History) -> DataPoints | Lacking:
    """The points of the line that is compared."""
    if period % MINUTE or not lines:
        return Lacking(reason="Only periods of whole minutes can be tried on minutes.")
    metrics = [line for line in lines if not line.expression]
    found = {line.id: _source(line, period, history) for line in metrics}
    absent = dict.fromkeys((line.metric, line.statistic) for line in metrics if found[line.id] is None)
    if absent:
        return Lacking(tuple(absent))
    sources = {name: source for name, source in found.items() if source is not None}
    asked = [source for source in sources.values() if isinstance(source, Asked)]
    step = period if any(each.period > MINUTE for each in asked) else MINUTE
    series = {name: _series(source, period, step, history) for name, source in sources.items()}
    try:
        values = _compared(lines, series, period // step, period)
    except NotUnderstood as error:
        return Lacking(reason=f"Its expression cannot be tried: {error}.")
    return DataPoints(
        first=_first_end(history, step),
        step=step,
        period=period,
        values=values,
        unknown=_unknown(history, [*sources.values()]),
        low=_low(metrics, period, step, history),
    )


def _source(line: Line, period: int, history: History) -> Recipe | Asked | None:
    recipe = recipe_of(history.kind, line.namespace, line.metric, line.statistic, period)
    if recipe is not None and {recipe.column, recipe.per} - {""} <= set(history.columns):
        return recipe
    wanted = (line.metric, line.statistic, period)
    return next((each for each in history.asked if (each.metric, each.statistic, each.period) == wanted), None)


def _first_end(history: History, step: int) -> int:
    """The end of the first window, aligned to the step."""
    return (history.start // step + 1) * step


def _series(source: Recipe | Asked, period: int, step: int, history: History) -> Series:
    ends = range(_first_end(history, step), history.end + 1, step)
    if isinstance(source, Asked):
        found = {source.start + (at + 1) * source.period: value for at, value in enumerate(source.values)}
        return [found.get(end) for end in ends]
    every = _folded(source, period // MINUTE, history)
    return every if step == MINUTE else [every[(end - history.start) // MINUTE - 1] for end in ends]


def _folded(recipe: Recipe, length: int, history: History) -> Series:
    column = history.columns[recipe.column]
    total = slid(column, length, recipe.fold)
    if recipe.per:
        by = slid(history.columns[recipe.per], length, "sum")
    elif recipe.average:
        by = slid([None if value is None else 1.0 for value in column], length, "sum")
    else:
        return total
    return [None if a is None or not b else a / b for a, b in zip(total, by, strict=True)]


def _compared(lines: Sequence[Line], series: Mapping[str, Series], stride: int, period: int) -> Series:
    """The values of the line that is returned; expressions in the order in which they can be computed."""
    known, waiting = dict(series), [line for line in lines if line.expression]
    while waiting:
        ready = [line for line in waiting if names_in(line.expression) <= known.keys()]
        if not ready:
            raise NotUnderstood(f"{waiting[0].expression!r} uses a line that is not there")
        for line in ready:
            value = computed(line.expression, known, stride, period)
            length = len(next(iter(series.values()), ()))
            known[line.id] = value if isinstance(value, list) else [value] * length
        waiting = [line for line in waiting if line not in ready]
    main = next((line for line in lines if line.returned), lines[0])
    return known[main.id]


def _unknown(history: History, sources: Sequence[Recipe | Asked]) -> tuple[Span, ...]:
    """What nobody looked at: in the store, or outside of what was asked."""
    spans = set(history.unknown) if any(isinstance(source, Recipe) for source in sources) else set()
    for known in (source.known for source in sources if isinstance(source, Asked)):
        spans |= {Span(history.start, known.start)} if known.start > history.start else set()
        spans |= {Span(known.end, history.end)} if known.end < history.end else set()
    return tuple(sorted(spans))


def _low(metrics: Sequence[Line], period: int, step: int, history: History) -> list[bool]:
    """Where the samples of a percentile are too few to mean much; empty where none can be counted."""
    needed = max((samples_needed(line.statistic) for line in metrics), default=0.0)
    if not needed or "invocations" not in history.columns:
        return []
    counts = _series(Recipe("invocations", "sum"), period, step, history)
    return [(count or 0) < needed for count in counts]
