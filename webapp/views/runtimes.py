"""The runtimes that functions run on."""

from flask import Blueprint, Response

from webapp.http.answers import page_answer
from webapp.pages import runtimes
from webapp.services import services

blueprint = Blueprint("runtimes", __name__)


@blueprint.get("/runtimes")
def index() -> Response:
    """What has to move first."""
    here = services()
    with here.store.read() as conn:
        page = runtimes.load(conn, here.config, here.clock.now())
    return page_answer(page, "runtimes/index.html", "runtimes/_live.html")
