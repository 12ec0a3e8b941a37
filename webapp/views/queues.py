"""The queues, and the page of one."""

from dataclasses import replace

from flask import Blueprint, Response, abort, request

from webapp.api.log_causes import causes_asked
from webapp.api.redriving import reading_of
from webapp.http.answers import page_answer
from webapp.pages import queue, queues
from webapp.pages.place import PAGE_ROWS, BadPlace
from webapp.pages.time_range import time_range
from webapp.services import services
from webapp.views.redrive_forms import wanted_of

blueprint = Blueprint("queues", __name__)


@blueprint.get("/queues")
def index() -> Response:
    """Dead letters by urgency, then the other queues."""
    here = services()
    try:
        query = queues.query_of(request.args, PAGE_ROWS)
    except BadPlace as error:
        abort(400, str(error))
    with here.store.read() as conn:
        page = queues.load(conn, here.config, here.clock.now(), query)
    return page_answer(page, "queues/index.html", "queues/_live.html")


@blueprint.get("/queues/<account>/<region>/<name>")
def one(account: str, region: str, name: str) -> Response:
    """One queue: what waits, since when, who sends it, what could be done."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = queue.known_queue(conn, account, region, name)
        shown, wanted = time_range(request.args, now), wanted_of(request.args)
        page = queue.load(conn, known, shown, here.config, now, wanted, reading_of(known.identity))
        if page.letters and page.letters.looked and not page.letters.looked.withheld:
            page = replace(page, logs=causes_asked(conn, known.identity, request.args.get("causes", "")))
    return page_answer(page, "queues/one.html", "queues/_one_live.html")
