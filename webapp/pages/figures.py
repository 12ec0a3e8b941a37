"""The figures behind the charts of a page, by the names of the charts."""

from collections.abc import Sequence
from dataclasses import replace

from collectors.records import Alarm, Function, Identity, Kind, Queue
from webapp.charts import alarms as alarm_charts
from webapp.charts import functions as function_charts
from webapp.charts import queues as queue_charts
from webapp.charts.declared import Chart, Levels
from webapp.charts.figure import Figure, figure
from webapp.charts.grid import stored
from webapp.config import Config
from webapp.http.not_here import NotHere
from webapp.pages.drawing import drawing_of
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, limits


def function_figure(
    conn: Connection, function: Function, chart: str, shown: TimeRange, config: Config, now: int
) -> Figure:
    """One of a function's charts."""
    account = limits.limits_of(conn, replace(function.identity, kind=Kind.ACCOUNT, name=""))
    levels = function_charts.levels_of(function, config.limits_for(function.identity.name), account)
    declared = _named(function_charts.FUNCTION_CHARTS, chart)
    return _figure(conn, declared, function.identity, levels, shown, now, function.timeout_s)


def queue_figure(conn: Connection, queue: Queue, chart: str, shown: TimeRange, now: int) -> Figure:
    """One of a queue's charts."""
    declared = _named(queue_charts.QUEUE_CHARTS, chart)
    return _figure(conn, declared, queue.identity, queue_charts.levels_of(queue.retention_s), shown, now)


def alarm_figure(conn: Connection, alarm: Alarm, shown: TimeRange, now: int) -> Figure:
    """What the alarm watches, against its threshold."""
    drawable = alarm_charts.chart_of(alarm)
    if drawable is None:
        raise NotHere("This alarm watches something that is not collected.")
    chart, watched = drawable
    return _figure(conn, chart, watched, alarm_charts.levels_of(alarm), shown, now)


def _figure(
    conn: Connection, chart: Chart, identity: Identity, levels: Levels, shown: TimeRange, now: int, settles_s: int = 0
) -> Figure:
    drawing = drawing_of(conn, identity, shown, now, settles_s, stored(chart.columns))
    return figure(chart, drawing.grid, drawing.frame, levels)


def _named(charts: Sequence[Chart], name: str) -> Chart:
    found = next((chart for chart in charts if chart.name == name), None)
    if found is None:
        raise NotHere(f"There is no chart {name!r}; there are {', '.join(chart.name for chart in charts)}.")
    return found
