"""Packs of alarms for one thing or a filtered set, and the alarm of the builder: from forms to plans."""

import importlib
from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from collectors.records import Identity, Kind
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.parameters import Parameters, parameters
from webapp.auth.gate import current_person, needs
from webapp.http.answers import page_answer
from webapp.pages import alarm_packs
from webapp.pages.alarm import known_alarm
from webapp.pages.alarm_asked import asked_form
from webapp.pages.fleet import BadQuery
from webapp.person import Role
from webapp.services import services

blueprint = Blueprint("alarm_packs", __name__)


@blueprint.get("/alarms/packs")
def index() -> Response:
    """What is missing, and whom it shall tell."""
    return page_answer(_page(None), "alarm_packs/index.html", "alarm_packs/_form.html")


@blueprint.post("/alarms/packs")
@needs(Role.OPERATOR)
def apply() -> AnyResponse:
    """One plan for all that is missing."""
    fields = request.form.items()
    told = {tuple(key.split()[1:3]): arn for key, arn in fields if key.startswith("topic ")}
    page = _page({(place[0], place[1]): arn for place, arn in told.items() if len(place) == 2})
    if not page.missing:
        abort(409, "Nothing is missing: every alarm of these packs is there.")
    title = f"Create {page.missing} alarms for {len(page.lines)} " + ("thing" if len(page.lines) == 1 else "things")
    wanted = _wanted(draft for line in page.lines for draft in line.missing)
    made = _asking().add(current_person(), wanted, title)
    return redirect(url_for("alarm_actions.show", plan_id=made.id), 303)


@blueprint.post("/alarms/put")
@needs(Role.OPERATOR)
def put() -> AnyResponse:
    """A plan to have the builder's alarm; `query` fills its form."""
    fields = MultiDict(parse_qsl(request.form.get("query", "")))
    with services().store.read() as conn:
        form = asked_form(conn, fields, services().config.alarms)
        existing = form.existing and known_alarm(conn, fields["account"], fields["region"], form.existing)
    if form.problems:
        abort(400, f"{form.problems[0].field}: {form.problems[0].text}")
    title = f"{'Change' if existing else 'Create'} {form.draft.name}"
    enabled = existing.actions_enabled if existing else True
    draft = replace(form.draft, actions=replace(form.draft.actions, enabled=enabled))
    made = _asking().put(current_person(), _wanted([draft]), title, new=not existing)
    return redirect(url_for("alarm_actions.show", plan_id=made.id), 303)


def _wanted(drafts: Iterable[AlarmDraft]) -> dict[Identity, Parameters]:
    return {replace(draft.watched, kind=Kind.ALARM, name=draft.name): parameters(draft) for draft in drafts}


def _page(told: dict[tuple[str, str], str] | None) -> alarm_packs.PacksPage:
    here = services()
    try:
        with here.store.read() as conn:
            return alarm_packs.load(conn, request.values, here.config, here.clock.now(), told)
    except BadQuery as error:
        abort(400, str(error))


def _asking() -> ModuleType:
    return importlib.import_module("webapp.actions.alarms.asking")
