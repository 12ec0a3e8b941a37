"""The timeline, its chart, and the same as Markdown for a hand-over."""

from dataclasses import replace

from flask import Blueprint, Response, request

from webapp.auth.showing import shown_text
from webapp.charts.timeline import timeline_figure
from webapp.http.answers import json_answer, page_answer
from webapp.pages import timeline
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("timeline", __name__)


@blueprint.get("/timeline")
def index() -> Response:
    """What happened."""
    return page_answer(_page(), "timeline/index.html", "timeline/_live.html")


@blueprint.get("/timeline.md")
def as_markdown() -> Response:
    """What happened, to paste into a ticket."""
    return Response(timeline.markdown(_page()), mimetype="text/markdown")


@blueprint.get("/charts/timeline")
def chart() -> Response:
    """What happened, on an axis."""
    page = _page()
    return json_answer(timeline_figure(page.events, page.shown.start, page.shown.end))


def _page() -> timeline.TimelinePage:
    here = services()
    with here.store.read() as conn:
        query = timeline.query_of(conn, request.args, request.args.getlist("kind"))
        now = here.clock.now()
        page = timeline.load(conn, query, time_range(request.args, now), here.config, now)
    return replace(page, events=tuple(replace(event, text=shown_text(event.text)) for event in page.events))
