"""Asking the consumers' logs why messages died: the offer on a queue's page, the start of the job, its progress."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from collectors.records import Identity
from webapp.actions import log_causes, log_queries
from webapp.auth.gate import current_person, needs
from webapp.auth.permits import may_read_text
from webapp.pages import cause_question
from webapp.pages import queue as queue_page
from webapp.pages.cause_question import LogCauses
from webapp.person import Role
from webapp.services import services
from webapp.store import Connection

blueprint = Blueprint("log_causes", __name__, url_prefix="/queues/<account>/<region>/<name>/causes")


@blueprint.post("")
@needs(Role.VIEWER)
def ask(account: str, region: str, name: str) -> Answer:
    """Ask; viewers as far as the configuration gives them a budget."""
    here, person = services(), current_person()
    with here.store.write() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        offered = causes_asked(conn, queue, "")
        if offered.question is None:
            abort(409, "There is nothing to ask: look at the messages again first.")
        if offered.refusal:
            abort(403, offered.refusal)
        key = log_causes.ask(conn, queue, offered.question, person.name, here.clock.now())
    where = url_for("queues.one", account=account, region=region, name=name, causes=key)
    return redirect(f"{where}#letters", 303)


@blueprint.get("/<int:key>")
def one(account: str, region: str, name: str, key: int) -> str:
    """How far it is."""
    with services().store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        asking = cause_question.asking_of(conn, queue, key)
    if asking is None:
        abort(404, "Nobody has asked this.")
    return render_template("queues/_asking.html", asking=asking, queue=queue)


def causes_asked(conn: Connection, queue: Identity, key: str) -> LogCauses:
    """What the present reader may ask, and the job that they have begun."""
    here, person = services(), current_person()
    now = here.clock.now()
    question = cause_question.question(conn, queue, partial(may_read_text, person), now)
    refusal = log_queries.why_not(conn, here.config, person, question.usd, now) if question else ""
    asking = cause_question.asking_of(conn, queue, int(key) if key.isdigit() and len(key) < 10 else None)
    return LogCauses(question, refusal, asking)
