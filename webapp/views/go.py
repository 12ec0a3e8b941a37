"""/go?arn=…: opens the page of whatever an ARN names."""

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.pages.arns import address_of

blueprint = Blueprint("go", __name__)


@blueprint.get("/go")
def index() -> Response | AnyResponse:
    """Redirect to the page, or say which ARNs have one."""
    arn = request.args.get("arn", "").strip()
    address = address_of(arn)
    if address is None:
        abort(404, f"No page shows {arn[:200]!r}. ARNs of Lambda functions, SQS queues and CloudWatch alarms have one.")
    return redirect(address)
