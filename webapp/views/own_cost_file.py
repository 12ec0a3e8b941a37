"""What looking costs, as files."""

from dataclasses import astuple, fields

from flask import Blueprint, Response, abort

from webapp.analysis.months import date_of
from webapp.config import Config
from webapp.http.tables import FileTable, Rows, table_answer
from webapp.pages import own_cost
from webapp.pages.own_cost import OwnLine
from webapp.services import services
from webapp.store import Connection

blueprint = Blueprint("own_cost_file", __name__)


@blueprint.get("/collection/cost-<table>.<form>")
def table(table: str, form: str) -> Response:
    """`lines` by target and collector, or `days` by day as well, of this month."""
    if table not in TABLES:
        abort(404, f"There is no table {table!r}; there are {' and '.join(TABLES)}.")
    here = services()
    now = here.clock.now()
    columns, rows = TABLES[table]
    with here.store.read() as conn:
        found = rows(conn, here.config, now)
    return table_answer(FileTable(f"own-cost-{table}-{date_of(now)}", columns, found), form)


def _lines(conn: Connection, config: Config, now: int) -> Rows:
    return [astuple(line) for line in own_cost.load(conn, config, now).lines]


def _days(conn: Connection, _config: Config, now: int) -> Rows:
    return [(date_of(day), *astuple(line)) for day, line in own_cost.each_day(conn, now)]


COLUMNS = tuple(field.name for field in fields(OwnLine))
TABLES = {"lines": (COLUMNS, _lines), "days": (("date", *COLUMNS), _days)}
