"""Memory that functions use."""

from dataclasses import replace

from flask import Blueprint, Response, request

from webapp.http.answers import page_answer
from webapp.pages import memory
from webapp.pages.log_trends import line_trend, memory_trend
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("memory", __name__)


@blueprint.get("/memory")
def index() -> Response:
    """The fullest first."""
    here = services()
    now = here.clock.now()
    shown = time_range({"from": "-24h"} | request.args.to_dict(), now)
    with here.store.read() as conn:
        page = memory.load(conn, here.config, shown, now)
        trend = line_trend(conn, memory_trend, "function", page.lines, request.args.get("show", ""), shown)
    page = replace(page, trend=trend)
    return page_answer(page, "memory/index.html", "memory/_live.html")
