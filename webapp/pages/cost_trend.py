"""The days of this month and what each cost, as chart and table, with the deploys of the functions that cost most."""

from collections.abc import Mapping
from decimal import Decimal

from collectors.durations import DAY
from collectors.records import Change, Identity, Kind, Points
from webapp.analysis.cost_parts import PARTS
from webapp.analysis.months import midnight, month_end
from webapp.analysis.twins import told_once
from webapp.charts.costs import SPENDING
from webapp.charts.figure import Figure, figure
from webapp.charts.frame import Blind, Frame, markers_of
from webapp.charts.grid import Grid
from webapp.pages.chart_places import ChartPlace, places
from webapp.pages.cost_month import Month, parts_of_days, usd
from webapp.store import Connection, changes

MOST_EXPENSIVE = 20
"""Deploys of more functions than this would cover the chart."""


EVERYBODY = Identity("aws", "", "", Kind.ACCOUNT, "")


def trend_place(month: Month) -> ChartPlace:
    """Where the chart is drawn, with its table."""
    return places((SPENDING,), _grid(month, parts_of_days(month), midnight(month.now) + DAY))[0]


def trend_figure(conn: Connection, month: Month) -> Figure:
    """The month until its end: today still grows, and before collecting began nobody asked."""
    end = month_end(month.now)
    blind = (Blind(month.start, month.since),) if month.since > month.start else ()
    frame = Frame(month.start, end, midnight(month.now), blind, markers_of(_deploys(conn, month), (), month.start, end))
    return figure(SPENDING, _grid(month, parts_of_days(month), end), frame, {})


def _deploys(conn: Connection, month: Month) -> list[Change]:
    costs = month.bill.costs
    dearest = sorted(costs, key=lambda identity: -costs[identity].usd)[:MOST_EXPENSIVE]
    found = changes.changes_of_each(conn, dearest, month.start, month.now + 1)
    return [change for each in found.values() for change in told_once(each) if change.what == "deploy"]


def _grid(month: Month, days: Mapping[int, Mapping[str, Decimal]], end: int) -> Grid:
    rows = [(day, tuple(usd(parts[name]) for name in PARTS)) for day, parts in days.items()]
    return Grid.of(Points(EVERYBODY, DAY, tuple(PARTS), rows), month.start, end)
