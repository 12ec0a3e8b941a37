"""The fleet page."""

from flask import Blueprint, Response, abort, request

from webapp.http.answers import page_answer
from webapp.pages import fleet
from webapp.services import services

blueprint = Blueprint("fleet", __name__)


@blueprint.get("/")
def index() -> Response:
    """What needs attention now, why and since when."""
    here = services()
    try:
        query = fleet.query_of(request.args, here.config)
        with here.store.read() as conn:
            page = fleet.load(conn, query, here.config, here.clock.now())
    except fleet.BadQuery as error:
        abort(400, str(error))
    return page_answer(page, "fleet/index.html", "fleet/_live.html")
