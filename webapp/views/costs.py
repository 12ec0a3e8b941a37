"""The costs page, its chart, and its tables as files."""

from flask import Blueprint, Response, request

from webapp.http.answers import json_answer, page_answer
from webapp.http.tables import table_answer
from webapp.pages import cost_month, cost_rows, cost_shares, cost_tables, cost_trend, costs
from webapp.services import services

blueprint = Blueprint("costs", __name__)


@blueprint.get("/costs")
def index() -> Response:
    """What the functions cost, and what would cost less."""
    here = services()
    with here.store.read() as conn:
        page = costs.load(conn, costs.query_of(request.args, here.config), here.config, here.clock.now())
    return page_answer(page, "costs/index.html", "costs/_live.html")


@blueprint.get("/charts/costs/spending")
def spending() -> Response:
    """The days of the month."""
    here = services()
    with here.store.read() as conn:
        return json_answer(cost_trend.trend_figure(conn, cost_month.load(conn, here.config, here.clock.now())))


@blueprint.get("/charts/costs/groups")
def groups() -> Response:
    """The month by a tag or a place."""
    here = services()
    with here.store.read() as conn:
        month, by = cost_month.load(conn, here.config, here.clock.now()), costs.query_of(request.args, here.config).by
        return json_answer(cost_shares.figure_of(month, cost_rows.known(conn), by))


@blueprint.get("/costs/<table>.<form>")
def table(table: str, form: str) -> Response:
    """One of the page's tables, whole."""
    here = services()
    with here.store.read() as conn:
        query = costs.query_of(request.args, here.config)
        return table_answer(cost_tables.table(conn, table, query, here.config, here.clock.now()), form)
