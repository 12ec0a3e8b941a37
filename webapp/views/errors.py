"""Groups of errors, and the page of one."""

from functools import partial

from flask import Blueprint, Response, request

from webapp.auth.gate import current_person, may_read_text
from webapp.http.answers import page_answer
from webapp.pages import error_group, errors
from webapp.pages.time_range import time_range
from webapp.services import services

blueprint = Blueprint("errors", __name__)
USUAL = {"from": "-24h"}


@blueprint.get("/errors")
def index() -> Response:
    """All groups, new ones first."""
    here = services()
    now = here.clock.now()
    shown = time_range(USUAL | request.args.to_dict(), now)
    with here.store.read() as conn:
        page = errors.load(conn, here.config, shown, now, request.args.get("q", "")[:100])
    may_read = partial(may_read_text, current_person())
    page = errors.readable(page, may_read)
    return page_answer(page, "error_groups/index.html", "error_groups/_live.html")


@blueprint.get("/errors/<key>")
def one(key: str) -> Response:
    """One group: records, functions, requests, a note to hand over."""
    here = services()
    now = here.clock.now()
    shown = time_range(USUAL | request.args.to_dict(), now)
    may_read = partial(may_read_text, current_person())
    with here.store.read() as conn:
        page = error_group.load(conn, here.config, key, shown, may_read, now)
    return page_answer(page, "error_groups/one.html", "error_groups/_one_live.html")
