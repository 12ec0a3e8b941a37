"""For machines that watch the dashboard: /healthz (alive), /readyz (can answer), /metrics (Prometheus)."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from webapp.pages import own_metrics
from webapp.services import services

blueprint = Blueprint("health_endpoints", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 while the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 while the store can be read, else 503 and what to do."""
    problem = services().store.problem()
    return Response(f"{problem or 'ok'}\n", status=503 if problem else 200, mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """The fleet's states and the health of the looking, for Prometheus."""
    here = services()
    with here.store.read() as conn:
        body = own_metrics.exposition(conn, here.config, here.clock.now())
    return Response(body, content_type=CONTENT_TYPE_LATEST)
