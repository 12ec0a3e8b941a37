"""The charts of what the logs say, as JSON, fetched when they come into view."""

from flask import Blueprint, Response, request

from webapp.http.answers import json_answer
from webapp.pages import log_trends
from webapp.pages.log_trends import TrendOf
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("log_charts", __name__, url_prefix="/charts/logs")


@blueprint.get("/cold-starts")
def cold_starts() -> Response:
    """How long the starts of a function, version or runtime took."""
    return _drawn(log_trends.cold_starts_trend)


@blueprint.get("/memory")
def memory() -> Response:
    """The memory that a function used."""
    return _drawn(log_trends.memory_trend)


def _drawn(trend: TrendOf) -> Response:
    now = services().clock.now()
    shown = time_range({"from": "-24h"} | request.args.to_dict(), now)
    with services().store.read() as conn:
        subject = log_trends.subject_of(conn, request.args.get("by", "function"), request.args.get("show", ""))
        return json_answer(log_trends.drawn(conn, trend(conn, subject, shown), subject, shown, now))
