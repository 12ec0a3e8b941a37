"""The collection page."""

from flask import Blueprint, Response

from webapp.http.answers import page_answer
from webapp.pages import collection
from webapp.services import services

blueprint = Blueprint("collection", __name__)


@blueprint.get("/collection")
def index() -> Response:
    """Is the looking healthy, and what does it cost."""
    here = services()
    with here.store.read() as conn:
        page = collection.load(conn, here.config, here.clock.now())
    return page_answer(page, "collection/index.html", "collection/_live.html")
