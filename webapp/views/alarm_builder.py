"""The builder of alarms: the form, what it would have done, the same as code. Reading only."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.auth.gate import needs
from webapp.http.answers import json_answer, page_answer
from webapp.pages import alarm_builder, alarm_choice, alarm_code
from webapp.pages.alarm_asked import asked_form
from webapp.pages.alarm_form import Form, query_of
from webapp.pages.alarm_trial import TRIED_S
from webapp.person import Role
from webapp.services import services
from webapp.store import Connection, asked_series

blueprint = Blueprint("alarm_builder", __name__)


@blueprint.get("/alarms/new")
def index() -> Response:
    """The form, filled by the query, and the trial of what it says; what an alarm can be on where nothing is named."""
    here = services()
    if "account" not in request.args:
        return _choice()
    with here.store.read() as conn:
        page = alarm_builder.load(conn, _form(conn), here.clock.now())
    return page_answer(page, "alarm_builder/index.html", "alarm_builder/_live.html")


@blueprint.get("/alarms/code")
def code() -> Response:
    """The alarm, or the pack of its subject, as code; `format` and `download` give one as a file."""
    here = services()
    with here.store.read() as conn:
        pack = request.args.get("pack") == "1"
        page = alarm_code.load(conn, _form(conn), pack, here.config.alarms, here.clock.now())
    if request.args.get("download") is None:
        return page_answer(page, "alarm_builder/code.html", "alarm_builder/_code.html")
    chosen = page.of(request.args.get("format", ""))
    if chosen is None:
        abort(400, f"Formats are {', '.join(each.key for each in page.files)}.")
    attachment = {"Content-Disposition": f'attachment; filename="{chosen.file}"'}
    return Response(chosen.text, mimetype="text/plain", headers=attachment)


@blueprint.get("/charts/alarms/trial")
def chart() -> Response:
    """The figure of the trial."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        form = _form(conn)
        drawn = alarm_builder.figure_of(form, alarm_builder.tried(conn, form, now - TRIED_S, now, now))
    if drawn is None:
        abort(404, "There is no history to draw.")
    return json_answer(drawn)


@blueprint.post("/alarms/history")
@needs(Role.OPERATOR)
def ask() -> AnyResponse:
    """Let the collector ask CloudWatch for what is not stored, and go back to the builder."""
    here = services()
    with here.store.write() as conn:
        form = _form(conn)
        now, watched = here.clock.now(), form.draft.watched
        for offer in alarm_builder.load(conn, form, now).offers:
            asked_series.ask_for(conn, watched, offer.metric, offer.name, offer.period, now)
    query = urlencode(query_of(form), doseq=True)
    return redirect(f"{url_for('alarm_builder.index')}?{query}", code=303)


def _choice() -> Response:
    with services().store.read() as conn:
        page = alarm_choice.load(conn, request.args.get("text", ""))
    return page_answer(page, "alarm_builder/choice.html", "alarm_builder/_choice.html")


def _form(conn: Connection) -> Form:
    return asked_form(conn, request.values, services().config.alarms)
