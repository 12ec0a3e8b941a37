"""Test-fire: puts an alarm into ALARM for a moment, to see who is told. CloudWatch puts it back by itself."""

from collections.abc import Mapping
from typing import Any

from collectors.records import Identity
from webapp.actions.alarms.reading import Found, find_one, way_to
from webapp.actions.plans import LASTS_S, Acting, Action
from webapp.jobs import Result, Working
from webapp.person import Person
from webapp.store.mutes import mutes_now
from webapp.store.plans import Plan, new_plan_id

KIND = "alarm_test"
NEEDS = ("cloudwatch:SetAlarmState",)


def plan(acting: Acting, person: Person, alarm: Identity) -> Plan:
    """A plan, not kept yet. Raises AwsError, NoWay."""
    there = find_one(acting, alarm)
    now = acting.clock.now()
    return Plan(
        id=new_plan_id(),
        kind=KIND,
        person=person,
        identity=alarm,
        asked={"reason": f"Test by {person.name} with lambda-oncall: nothing is wrong."},
        facts=_facts(there),
        steps=_steps(alarm, there),
        warnings=_warnings(acting, alarm, there, now),
        created_at=now,
        expires_at=now + LASTS_S,
        refusals=_refusals(alarm, there),
        shown={"title": f"Test-fire {alarm.name}"},
    )


def read(acting: Acting, plan: Plan) -> Mapping[str, Any]:
    """The facts of a plan, as they are now."""
    return _facts(find_one(acting, plan.identity))


def perform(acting: Acting, plan: Plan, working: Working) -> Result:
    """Set the state; a second time only tells again what was told."""
    name = plan.identity.name
    aws = way_to(acting, plan.identity)
    aws.call("cloudwatch", "set_alarm_state", subject=name, AlarmName=name, StateValue="ALARM",
             StateReason=plan.asked["reason"])  # fmt: skip
    return {"outcome": "done", "alarms": {name: "fired as a test"}}


def _told(there: Found | None) -> list[str]:
    return [action.arn for action in there.alarm.actions if action.on == "ALARM"] if there else []


def _facts(there: Found | None) -> dict[str, Any]:
    if there is None:
        return {"the alarm": "not there"}
    return {"the alarm": "firing" if there.alarm.state == "ALARM" else "not firing", "told": _told(there)}


def _steps(alarm: Identity, there: Found | None) -> tuple[str, ...]:
    told = [f"It tells {arn}, as if it were real." for arn in _told(there)]
    first = f"Set {alarm.name} to ALARM. Its reason says that it is a test and who made it."
    return (first, *told, "CloudWatch puts it back at its next evaluation, mostly within a minute.")


def _warnings(acting: Acting, alarm: Identity, there: Found | None, now: int) -> tuple[str, ...]:
    more = [f"{arn} is no topic: firing does more than tell." for arn in _told(there) if ":sns:" not in arn]
    with acting.store.read() as conn:
        muted = any(mute.alarm == alarm for mute in mutes_now(conn, now))
    if muted:
        more.append("It is muted: nobody will hear the test.")
    elif there and not (there.alarm.actions_enabled and _told(there)):
        more.append("Nobody will hear it: it has no action when it fires, or its actions are disabled.")
    return tuple(more)


def _refusals(alarm: Identity, there: Found | None) -> tuple[str, ...]:
    if there is None:
        return (f"{alarm.name} does not exist any more.",)
    if there.alarm.state == "ALARM":
        return ("It fires already, and only a change of state tells anybody: nothing would be tested.",)
    return ()


TEST_FIRE = Action(read, perform)
