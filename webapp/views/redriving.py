"""What people do with a queue's dead letters: ask for its depth, look into it, plan to send them again."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collectors.records import Queue
from webapp.actions import redrive_plan
from webapp.actions.peek import depth_now, peek
from webapp.actions.plans import acting
from webapp.api.redriving import asking_aws
from webapp.auth.gate import current_person, needs
from webapp.auth.permits import may_write
from webapp.pages import queue as queue_page
from webapp.person import Role
from webapp.services import services
from webapp.views.redrive_forms import asked_of, number_of

blueprint = Blueprint("redriving", __name__, url_prefix="/queues/<account>/<region>/<name>")


@blueprint.post("/depth")
@needs(Role.OPERATOR)
def depth(account: str, region: str, name: str) -> str:
    """How many messages there are at this moment."""
    queue = _allowed(account, region, name)
    with asking_aws():
        found = depth_now(acting(), queue.identity)
    return render_template("queues/_depth.html", depth=found, at=services().clock.now())


@blueprint.post("/peek")
@needs(Role.OPERATOR)
def look(account: str, region: str, name: str) -> AnyResponse:
    """Look at some messages, then show them."""
    queue = _allowed(account, region, name)
    with asking_aws():
        peek(acting(), current_person(), queue.identity, number_of("most", 20), "despite_policy" in request.form)
    return redirect(url_for("queues.one", account=account, region=region, name=name) + "#letters", 303)


@blueprint.post("/plan")
@needs(Role.OPERATOR)
def plan(account: str, region: str, name: str) -> AnyResponse:
    """Read AWS and make a plan; then show it."""
    queue = _allowed(account, region, name)
    asked = asked_of(request.form, services().config.redrive)
    with asking_aws():
        made = redrive_plan.make(acting(), current_person(), queue.identity, asked)
    return redirect(url_for("redrives.plan", plan_id=made.id), 303)


def _allowed(account: str, region: str, name: str) -> Queue:
    """The queue, if the person may do something with it."""
    with services().store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name)
    if not may_write(current_person(), queue.identity):
        abort(403, "This queue is outside of what you may change.")
    return queue
