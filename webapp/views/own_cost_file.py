"""What looking costs, as files."""

from flask import Blueprint, Response, abort

from webapp.analysis.months import date_of
from webapp.http.tables import FileTable, Rows, table_answer
from webapp.pages import own_cost
from webapp.pages.own_cost import OwnCost
from webapp.services import services

blueprint = Blueprint("own_cost_file", __name__)


@blueprint.get("/collection/cost-<table>.<form>")
def table(table: str, form: str) -> Response:
    """`lines` by target and collector, or `days`, of this month."""
    if table not in TABLES:
        abort(404, f"There is no table {table!r}; there are {' and '.join(TABLES)}.")
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        own = own_cost.load(conn, here.config, now)
    columns, rows = TABLES[table]
    return table_answer(FileTable(f"own-cost-{table}-{date_of(now)}", columns, rows(own)), form)


def _lines(own: OwnCost) -> Rows:
    return [
        (line.target, line.collector, line.runs, line.metrics_requested, line.usd, line.usd_upper) for line in own.lines
    ]


def _days(own: OwnCost) -> Rows:
    return [(date_of(each.day), each.usd, each.usd_upper) for each in own.days]


TABLES = {
    "lines": (("target", "collector", "runs", "metrics_requested", "usd", "usd_upper"), _lines),
    "days": (("date", "usd", "usd_upper"), _days),
}
