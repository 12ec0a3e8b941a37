"""/openapi.json."""

from functools import cache

from flask import Blueprint, Response, current_app

from webapp.api.openapi import document
from webapp.api.operations import Operation
from webapp.http.answers import json_bytes

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
def index() -> Response:
    """The API's description."""
    return current_app.response_class(_body(tuple(current_app.extensions["operations"])), mimetype="application/json")


@cache
def _body(operations: tuple[Operation, ...]) -> bytes:
    return json_bytes(document(operations))
