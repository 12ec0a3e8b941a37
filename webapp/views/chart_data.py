"""What the browser draws: Plotly figures as JSON, fetched when a chart comes into view."""

from flask import Blueprint, Response, request

from webapp.http.answers import json_answer
from webapp.pages import alarm, figures, function, queue
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("chart_data", __name__, url_prefix="/charts")


@blueprint.get("/functions/<account>/<region>/<name>/<chart>")
def function_chart(account: str, region: str, name: str, chart: str) -> Response:
    """One chart of a function."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = function.known_function(conn, account, region, name)
        return json_answer(figures.function_figure(conn, known, chart, time_range(request.args, now), here.config, now))


@blueprint.get("/queues/<account>/<region>/<name>/<chart>")
def queue_chart(account: str, region: str, name: str, chart: str) -> Response:
    """One chart of a queue."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = queue.known_queue(conn, account, region, name)
        return json_answer(figures.queue_figure(conn, known, chart, time_range(request.args, now), now))


@blueprint.get("/alarms/watched")
def alarm_chart() -> Response:
    """What an alarm watches; the alarm is named by the query."""
    here = services()
    now = here.clock.now()
    account, region, name = (request.args.get(part, "") for part in ("account", "region", "name"))
    with here.store.read() as conn:
        known = alarm.known_alarm(conn, account, region, name)
        return json_answer(figures.alarm_figure(conn, known, time_range(request.args, now), now))
