"""The page of one function."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, request

from webapp.auth.gate import current_person, may_read_text, needs
from webapp.auth.showing import shown_function, shown_text
from webapp.http.answers import page_answer
from webapp.pages import function, function_logs
from webapp.pages.changes import shown_changes
from webapp.pages.drawing import target_of
from webapp.pages.time_range import time_range
from webapp.person import Role
from webapp.services import services
from webapp.store.on_screen import save_seen

blueprint = Blueprint("function", __name__)
PATH = "/functions/<account>/<region>/<name>"


@blueprint.get(PATH)
def index(account: str, region: str, name: str) -> Response:
    """Why it is in its state, what changed, how it runs, what surrounds it."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = shown_function(function.known_function(conn, account, region, name))
        page = function.load(conn, known, time_range(request.args, now), here.config, now)
    logs = function_logs.readable(page.logs, partial(may_read_text, current_person()))
    page = replace(page, logs=logs, changes=shown_changes(page.changes, shown_text))
    return page_answer(page, "function/index.html", "function/_live.html")


@blueprint.post(PATH + "/on-screen")
@needs(Role.VIEWER)
def on_screen(account: str, region: str, name: str) -> Response:
    """Somebody looks at it, so it is read each minute. Viewers may say so: few functions count, the budget holds."""
    here = services()
    with here.store.write() as conn:
        known = function.known_function(conn, account, region, name)
        save_seen(conn, target_of(conn, known.identity), name, here.clock.now())
    return Response(status=204)
