"""Changing alarms: plans are asked for, shown, confirmed, and taken back.

boto3 is loaded when somebody asks for the first time, for a process that only shows needs none of it.
"""

import importlib
from functools import partial
from types import ModuleType

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collectors.records import Identity
from webapp.auth.gate import current_person, needs
from webapp.http.answers import page_answer
from webapp.pages import alarm, alarm_mute, alarm_plan
from webapp.person import Role
from webapp.services import services
from webapp.store.plans import Plan, plan_of

blueprint = Blueprint("alarm_actions", __name__, url_prefix="/alarms")
Answer = Response | AnyResponse


@blueprint.get("/plans/<plan_id>")
def show(plan_id: str) -> Response:
    """A plan, and how far its doing is."""
    here = services()
    with here.store.read() as conn:
        page = alarm_plan.load(conn, plan_id, current_person(), here.clock.now())
    return page_answer(page, "alarms/plan.html", "alarms/_plan_live.html")


@blueprint.post("/plans")
@needs(Role.OPERATOR)
def plan() -> Answer:
    """A plan to delete an alarm, enable or disable its actions, test-fire or unmute it: `do` says which."""
    person, do, asking = current_person(), request.form.get("do", ""), _asking()
    makes = {
        "delete": asking.delete,
        "enable": partial(asking.switch, enabled=True),
        "disable": partial(asking.switch, enabled=False),
        "test": asking.fire,
        "unmute": asking.unmute,
    }
    if do not in makes:
        abort(400, f"Say what to do: {', '.join(makes)}.")
    made = makes[do](person, _alarm())
    return _to_plan(asking.at_once(person, made) if do == "unmute" else made)


@blueprint.post("/plans/<plan_id>/confirm")
@needs(Role.OPERATOR)
def confirm(plan_id: str) -> Answer:
    """Do it, as it was shown."""
    person = current_person()
    with services().store.read() as conn:
        kept = plan_of(conn, plan_id)
    if kept and alarm_plan.typed_of(kept) != request.form.get("typed", "").strip():
        abort(409, f"Type {alarm_plan.typed_of(kept)} to confirm: nothing was done.")
    _asking().confirmed(person, plan_id, request.form.get("hash", ""))
    return redirect(url_for("alarm_actions.show", plan_id=plan_id), 303)


@blueprint.post("/plans/<plan_id>/undo")
@needs(Role.OPERATOR)
def undo(plan_id: str) -> Answer:
    """A plan that takes another one back."""
    return _to_plan(_asking().undo(current_person(), plan_id))


@blueprint.get("/mute")
def ask_mute() -> Response:
    """How long, and why."""
    here = services()
    with here.store.read() as conn:
        named = alarm.known_alarm(conn, *(request.args.get(part, "") for part in ("account", "region", "name")))
        page = alarm_mute.load(conn, named, here.clock.now())
    return page_answer(page, "alarms/mute.html", "alarms/_mute_form.html")


@blueprint.post("/mute")
@needs(Role.OPERATOR)
def mute() -> Answer:
    """Mute it: the form told everything, so that it is done at once unless something speaks against it."""
    person, named = current_person(), _alarm()
    seconds, reason = request.form.get("minutes", 0, int) * 60, request.form.get("reason", "")
    return _to_plan(_asking().at_once(person, _asking().mute(person, named, seconds, reason)))


def _alarm() -> Identity:
    """The alarm that the form names; 400 where it names none."""
    parts = [request.form.get(part, "") for part in ("account", "region", "name")]
    if not all(parts):
        abort(400, "Name the alarm by account, region and name.")
    with services().store.read() as conn:
        return alarm.known_alarm(conn, *parts).identity


def _to_plan(made: Plan) -> Answer:
    return redirect(url_for("alarm_actions.show", plan_id=made.id), 303)


def _asking() -> ModuleType:
    return importlib.import_module("webapp.actions.alarms.asking")
