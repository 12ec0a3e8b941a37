"""What people ask of alarms in a request: a plan is made, held against their limits, and kept; else it is refused."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from flask import abort

from collectors.failures import AwsError
from collectors.records import Identity
from webapp.actions.alarms import firing, muting, planning, unmuting
from webapp.actions.alarms.steps import steps_of
from webapp.actions.door import NoWay, door
from webapp.actions.plans import Acting, PlanRefused, confirm
from webapp.analysis.alarm_writing.definition import Definition
from webapp.auth.alarm_permits import may_set
from webapp.auth.permits import may_write
from webapp.person import Person
from webapp.services import services
from webapp.store.plans import Plan, plan_of, save_plan

Make = Callable[[Acting], Plan]


def put(person: Person, wanted: Mapping[Identity, Definition], title: str, new: bool = False) -> Plan:
    """A plan to have these alarms; `new` where none of these names is expected."""
    changes = {alarm: planning.put(each) for alarm, each in wanted.items()}
    return _wish(person, planning.Wish("alarm_put", title, changes, new))


def add(person: Person, wanted: Mapping[Identity, Definition], title: str) -> Plan:
    """A plan to create those of a pack that are missing; the others are left alone."""
    return _wish(
        person, planning.Wish("alarm_pack", title, {alarm: planning.add(each) for alarm, each in wanted.items()})
    )


def change(person: Person, alarm: Identity, given: Definition) -> Plan:
    """A plan to change some members of an alarm."""
    return _wish(person, planning.Wish("alarm_change", f"Change {alarm.name}", {alarm: planning.patch(given)}))


def delete(person: Person, alarm: Identity) -> Plan:
    """A plan to delete an alarm."""
    return _wish(person, planning.Wish("alarm_delete", f"Delete {alarm.name}", {alarm: planning.delete}))


def switch(person: Person, alarm: Identity, enabled: bool) -> Plan:
    """A plan to enable or disable an alarm's actions."""
    word = "enable" if enabled else "disable"
    title = f"{word.capitalize()} the actions of {alarm.name}"
    return _wish(person, planning.Wish(f"alarm_{word}", title, {alarm: planning.switch(enabled)}))


def fire(person: Person, alarm: Identity) -> Plan:
    """A plan to test who hears an alarm."""
    _check_reach(person, alarm)
    return _kept(person, partial(firing.plan, person=person, alarm=alarm))


def mute(person: Person, alarm: Identity, seconds: int, reason: str) -> Plan:
    """A plan to mute an alarm."""
    _check_reach(person, alarm)
    return _kept(person, partial(muting.plan, person=person, alarm=alarm, seconds=seconds, reason=reason))


def unmute(person: Person, alarm: Identity) -> Plan:
    """A plan to end a mute."""
    _check_reach(person, alarm)
    return _kept(person, partial(unmuting.plan, person=person, alarm=alarm))


def undo(person: Person, plan_id: str) -> Plan:
    """A plan that takes another one back."""
    with services().store.read() as conn:
        former = plan_of(conn, plan_id)
    if former is None or "alarms" not in former.shown:
        abort(404, "There is nothing to undo.")
    return _wish(person, planning.undo_of(former))


def confirmed(person: Person, plan_id: str, digest: str) -> int:
    """The job that a plan becomes."""
    here = services()
    try:
        with here.store.write() as conn:
            return confirm(conn, plan_id, digest, person, here.clock.now())
    except PlanRefused as refused:
        abort(409, str(refused))


def at_once(person: Person, plan: Plan) -> Plan:
    """Confirm a plan whose form told everything, where nothing speaks against it."""
    if not (plan.warnings or plan.refusals):
        confirmed(person, plan.id, plan.hash)
    return plan


def _wish(person: Person, wish: planning.Wish) -> Plan:
    return _kept(person, lambda acting: planning.plan(acting, person, wish))


def _kept(person: Person, make: Make) -> Plan:
    here = services()
    try:
        plan = make(Acting(here.config, here.store, here.clock, door()))
    except (AwsError, NoWay) as error:
        abort(502, f"AWS could not be read: {error}")
    except planning.NothingToDo as nothing:
        abort(409, str(nothing))
    except muting.BadMute as bad:
        abort(400, str(bad))
    _check_steps(person, plan)
    with here.store.write() as conn:
        save_plan(conn, plan)
    return plan


def _check_steps(person: Person, plan: Plan) -> None:
    for step in steps_of(plan) if "alarms" in plan.shown else ():
        definitions: Sequence[Mapping[str, Any]] = [each for each in (step.before, step.after) if each]
        if not may_set(person, step.alarm, definitions):
            _refuse(person, step.alarm)


def _check_reach(person: Person, alarm: Identity) -> None:
    if not may_write(person, alarm):
        _refuse(person, alarm)


def _refuse(person: Person, alarm: Identity) -> NoReturn:
    abort(403, f"{person.name} may not change {alarm.name}: it is outside the limits set for them.")
