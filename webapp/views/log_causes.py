"""Asking the consumers' logs why messages died, from a queue's page: the start of the job, and its progress."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from webapp.api.log_causes import begin, causes_asking
from webapp.auth.gate import needs
from webapp.pages import queue as queue_page
from webapp.person import Role
from webapp.services import services

blueprint = Blueprint("log_causes", __name__, url_prefix="/queues/<account>/<region>/<name>/causes")


@blueprint.post("")
@needs(Role.VIEWER)
def ask(account: str, region: str, name: str) -> Answer:
    """Ask; viewers as far as the configuration gives them a budget."""
    key = begin(account, region, name)
    where = url_for("queues.one", account=account, region=region, name=name, causes=key)
    return redirect(f"{where}#letters", 303)


@blueprint.get("/<int:key>")
def one(account: str, region: str, name: str, key: int) -> str:
    """How far it is."""
    asking = causes_asking(account, region, name, key)
    with services().store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
    return render_template("queues/_asking.html", asking=asking, queue=queue)
