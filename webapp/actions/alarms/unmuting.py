"""Ends a mute: early because somebody wants it, or because the time of disabled actions is over."""

from collections.abc import Mapping
from typing import Any

from collectors.failures import AwsError
from collectors.records import Identity
from webapp.actions.alarms.reading import find_one, way_to
from webapp.actions.alarms.setting import learn
from webapp.actions.door import NoWay
from webapp.actions.plans import LASTS_S, Acting, Action
from webapp.jobs import JobRefused, Result, Working
from webapp.person import How, Person, Role
from webapp.store import Connection, journal
from webapp.store import jobs as job_rows
from webapp.store.mutes import Mute, Way, end_mute, mute_of, mutes_now, note_problem
from webapp.store.plans import Plan, new_plan_id

KIND, ENDING = "alarm_unmute", "alarm_unmute_due"
NEEDS = ("cloudwatch:DeleteAlarmMuteRule", "cloudwatch:EnableAlarmActions")
AGAIN_S = 60
"""How soon an ending that failed is tried again: an alarm that stays silent is worse than a call too many."""

CLOCK = Person("lambda-oncall", Role.OPERATOR, How.COMMAND)
"""Who enables actions again when their time has come."""


def plan(acting: Acting, person: Person, alarm: Identity) -> Plan:
    """A plan, not kept yet."""
    now = acting.clock.now()
    with acting.store.read() as conn:
        held = next((mute for mute in mutes_now(conn, now) if mute.alarm == alarm), None)
    steps = (f"Unmute {alarm.name}: its actions run again.", "If it fires now, CloudWatch tells it at once.")
    nothing = ("Nobody has muted it here. A mute rule that others made is theirs: see it in the AWS console.",)
    return Plan(
        id=new_plan_id(),
        kind=KIND,
        person=person,
        identity=alarm,
        asked={"mute": held.id if held else ""},
        facts={"muted": bool(held)},
        steps=steps,
        warnings=(),
        created_at=now,
        expires_at=now + LASTS_S,
        refusals=() if held else nothing,
        shown={"title": f"Unmute {alarm.name}"},
    )


def read(acting: Acting, plan: Plan) -> Mapping[str, Any]:
    """The facts of a plan, as they are now."""
    with acting.store.read() as conn:
        mute = mute_of(conn, plan.asked["mute"])
    return {"muted": bool(mute and mute.holds(acting.clock.now()))}


def perform(acting: Acting, plan: Plan, working: Working) -> Result:
    """End it now."""
    with acting.store.read() as conn:
        mute = mute_of(conn, plan.asked["mute"])
    if mute is None:
        raise JobRefused("The mute is no longer known.")
    _end(acting, mute)
    return {"outcome": "done", "alarms": {mute.alarm.name: "unmuted"}}


def add_ending(conn: Connection, mute: Mute, now: int, due_at: int | None = None) -> None:
    """A job that enables the actions again when the time has come; one a mute and time."""
    due = mute.until if due_at is None else due_at
    job_rows.add(conn, ENDING, {"mute": mute.id}, now, f"{ENDING} {mute.id} {due}", due)


def end_when_due(acting: Acting, working: Working) -> Result:
    """What that job does. Where AWS does not let it, it says so on the page and tries again in a minute."""
    with acting.store.read() as conn:
        mute = mute_of(conn, str(working.job.payload["mute"]))
    if mute is None or mute.ended_at is not None:
        return {"outcome": "had ended before"}
    entry = _begin(acting, mute)
    now = acting.clock.now()
    try:
        _end(acting, mute)
    except (AwsError, NoWay) as error:
        with acting.store.write() as conn:
            note_problem(conn, mute.id, str(error))
            add_ending(conn, mute, now, now + AGAIN_S)
            journal.end(conn, entry, "failed", {"error": str(error), "again_at": now + AGAIN_S}, now)
        raise JobRefused(f"{mute.alarm.name} is still silent: {error}") from error
    with acting.store.write() as conn:
        journal.end(conn, entry, "done", {}, acting.clock.now())
    return {"outcome": "done", "alarms": {mute.alarm.name: "its actions are enabled again"}}


def _begin(acting: Acting, mute: Mute) -> int:
    detail = {"muted by": mute.person, "reason": mute.reason}
    with acting.store.write() as conn:
        return journal.begin(conn, CLOCK, ENDING, mute.alarm, detail, acting.clock.now(), mute.id)


def _end(acting: Acting, mute: Mute) -> None:
    """Both calls may be made twice. An alarm that is gone has nothing to enable. Raises AwsError, NoWay."""
    aws, name = way_to(acting, mute.alarm), mute.alarm.name
    if mute.way is Way.RULE:
        aws.call("cloudwatch", "delete_alarm_mute_rule", subject=name, AlarmMuteRuleName=mute.rule)
    else:
        aws.call("cloudwatch", "enable_alarm_actions", subject=name, AlarmNames=[name])
        learn(acting, mute.alarm, find_one(acting, mute.alarm))
    with acting.store.write() as conn:
        end_mute(conn, mute.id, acting.clock.now())


UNMUTE = Action(read, perform)
