"""The alarms, and the page of one: its name may hold any character, so it travels in the query string."""

from flask import Blueprint, Response, abort, request

from webapp.http.answers import page_answer
from webapp.pages import alarm, alarms
from webapp.pages.place import PAGE_ROWS, BadPlace
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("alarms", __name__)


@blueprint.get("/alarms")
def index() -> Response:
    """The alarms, firing first; one where the query names it."""
    if "name" in request.args:
        return _one()
    here = services()
    try:
        query = alarms.query_of(request.args, PAGE_ROWS)
    except BadPlace as error:
        abort(400, str(error))
    with here.store.read() as conn:
        page = alarms.load(conn, here.config, here.clock.now(), query)
    return page_answer(page, "alarms/index.html", "alarms/_live.html")


def _one() -> Response:
    here = services()
    now = here.clock.now()
    account, region, name = (request.args.get(part, "") for part in ("account", "region", "name"))
    with here.store.read() as conn:
        known = alarm.known_alarm(conn, account, region, name)
        page = alarm.load(conn, known, time_range(request.args, now), now)
    return page_answer(page, "alarms/one.html", "alarms/_one_live.html")
