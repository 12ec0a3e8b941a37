"""The audit of the alarms."""

from flask import Blueprint, Response, request

from webapp.http.answers import page_answer
from webapp.pages import alarm_audit
from webapp.services import services

blueprint = Blueprint("alarm_audit", __name__)


@blueprint.get("/alarms/audit")
def index() -> Response:
    """What is wrong with the alarms, by risk."""
    here = services()
    with here.store.read() as conn:
        page = alarm_audit.load(conn, here.clock.now(), whole="all" in request.args)
    return page_answer(page, "alarm_audit/index.html", "alarm_audit/_live.html")
