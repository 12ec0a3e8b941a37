"""Cold starts of the fleet."""

from dataclasses import replace

from flask import Blueprint, Response, request

from webapp.http.answers import page_answer
from webapp.pages import cold_starts
from webapp.pages.log_trends import cold_starts_trend, line_trend
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("cold_starts", __name__)


@blueprint.get("/cold-starts")
def index() -> Response:
    """By function, version or runtime; what got slower first."""
    here = services()
    now = here.clock.now()
    shown = time_range({"from": "-24h"} | request.args.to_dict(), now)
    with here.store.read() as conn:
        page = cold_starts.load(conn, here.config, shown, request.args.get("by", ""), now)
        trend = line_trend(conn, cold_starts_trend, page.by, page.lines, request.args.get("show", ""), shown)
        line = next((each for each in page.lines if trend and each.key == trend.key), None)
        found = cold_starts.remedies_of(conn, line.identity, shown) if line and line.identity else ()
    page = replace(page, trend=trend, remedies=found)
    return page_answer(page, "cold_starts/index.html", "cold_starts/_live.html")
