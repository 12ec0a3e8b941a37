"""Mutes an alarm for a while with a reason: by a mute rule, which ends by itself, else by disabling its actions.

Where CloudWatch has no mute rules or denies them, the actions are disabled, and a job that is due at the end enables
them again: it stands in the store, so that a restart forgets nothing, and it tries until it has.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from collectors.aws import Aws
from collectors.durations import DAY, MINUTE
from collectors.failures import AwsError, Denied, Unexpected
from collectors.mute_rules import rule_of
from collectors.records import Identity, MuteRule
from webapp.actions.alarms.reading import Found, find_one, way_to
from webapp.actions.alarms.setting import learn
from webapp.actions.alarms.unmuting import add_ending
from webapp.actions.plans import LASTS_S, Acting, Action
from webapp.analysis.wording import span
from webapp.jobs import Result, Working
from webapp.person import Person
from webapp.store.mute_rules import save_mute_rules
from webapp.store.mutes import Mute, Way, end_mute, mutes_now, save_mute
from webapp.store.plans import Plan, new_plan_id

KIND = "alarm_mute"
NEEDS = ("cloudwatch:PutAlarmMuteRule", "cloudwatch:GetAlarmMuteRule", "cloudwatch:DisableAlarmActions")
SHORTEST_S, LONGEST_S = MINUTE, 15 * DAY
"""PT1M to P15D (CloudWatch API reference, Schedule)."""
LONGEST_REASON = 500


class BadMute(ValueError):
    """A mute without a reason, or too long; the text says what is wrong."""


def plan(acting: Acting, person: Person, alarm: Identity, seconds: int, reason: str) -> Plan:
    """A plan, not kept yet. Raises AwsError, NoWay, BadMute."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadMute(f"A mute needs a reason of at most {LONGEST_REASON} characters.")
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise BadMute("A mute lasts a minute at least and 15 days at most.")
    there, now = find_one(acting, alarm), acting.clock.now()
    return Plan(
        id=new_plan_id(),
        kind=KIND,
        person=person,
        identity=alarm,
        asked={"seconds": seconds, "reason": reason},
        facts=_facts(there),
        steps=(
            f"Mute {alarm.name} for {span(seconds)}: it is evaluated on and tells nobody.",
            "Then its actions run again by themselves; if it fires then, CloudWatch tells it.",
        ),
        warnings=(),
        created_at=now,
        expires_at=now + LASTS_S,
        refusals=_refusals(acting, alarm, there, now),
        shown={"title": f"Mute {alarm.name}"},
    )


def read(acting: Acting, plan: Plan) -> Mapping[str, Any]:
    """The facts of a plan, as they are now."""
    return _facts(find_one(acting, plan.identity))


def perform(acting: Acting, plan: Plan, working: Working) -> Result:
    """Mute it; the names are the plan's, so that a second time changes nothing."""
    now = int(working.noted.get("now", acting.clock.now()))
    working.note(now=now)
    aws = way_to(acting, plan.identity)
    start = now // MINUTE * MINUTE
    over = -(-(now + int(plan.asked["seconds"])) // MINUTE) * MINUTE
    mute = Mute(
        id=plan.id,
        alarm=plan.identity,
        way=Way.RULE,
        rule=f"lambda-oncall-{plan.id}",
        reason=plan.asked["reason"],
        person=plan.person.name,
        start=start,
        until=min(max(over, start + 2 * MINUTE), start + LONGEST_S),
    )
    begins, why_not = _by_rule(acting, aws, mute)
    if why_not:
        mute = replace(mute, way=Way.ACTIONS, rule="")
        _disable(acting, aws, mute)
    else:
        with acting.store.write() as conn:
            save_mute(conn, mute)
    return {"outcome": "done", "alarms": {plan.identity.name: _said(why_not, begins, now)}, "until": mute.until}


def _said(why_not: str, begins: int, now: int) -> str:
    if why_not:
        return f"muted by disabling its actions, because {why_not}"
    later = f", which begins at {datetime.fromtimestamp(begins, UTC):%H:%M} UTC" if begins > now else ""
    return f"muted by a mute rule{later}"


def _by_rule(acting: Acting, aws: Aws, mute: Mute) -> tuple[int, str]:
    """When the rule begins, and why a rule does not do, empty where it does.

    A rule begins at a whole minute, so that one for now begins in the past, which nowhere is said to be allowed. Where
    it is not taken or does not mute, the same rule is put for the coming minute.
    """
    why_not, coming = "", mute.start + MINUTE
    for begins, states in ((mute.start, ("ACTIVE",)), (coming, ("ACTIVE", "SCHEDULED"))):
        why_not = _put_rule(acting, aws, mute, begins, states)
        if not why_not:
            return begins, ""
    return mute.start, why_not


def _put_rule(acting: Acting, aws: Aws, mute: Mute, start: int, states: tuple[str, ...]) -> str:
    """Why a rule does not do; empty where it has one of `states`. Throttling and outages are raised: they pass."""
    begins = datetime.fromtimestamp(start, UTC)
    schedule = {"Expression": f"at({begins:%Y-%m-%dT%H:%M})", "Duration": _iso(mute.until - start)}
    try:
        aws.call(
            "cloudwatch",
            "put_alarm_mute_rule",
            subject=mute.alarm.name,
            Name=mute.rule,
            Description=f"{mute.reason} ({mute.person})"[:1024],
            Rule={"Schedule": schedule},
            MuteTargets={"AlarmNames": [mute.alarm.name]},
        )
        rule = _rule(aws, mute)
    except (Denied, Unexpected) as error:
        return f"CloudWatch refused a mute rule ({error.failure.kind}: {error.failure.action})"
    if rule.status not in states:
        _drop(aws, mute.rule)
        return f"the mute rule came out {rule.status or 'without a status'}"
    with acting.store.write() as conn:
        save_mute_rules(conn, [rule], acting.clock.now())
    return ""


def _rule(aws: Aws, mute: Mute) -> MuteRule:
    answer = aws.call("cloudwatch", "get_alarm_mute_rule", subject=mute.alarm.name, AlarmMuteRuleName=mute.rule)
    return rule_of(answer, aws.account())


def _drop(aws: Aws, rule: str) -> None:
    """A rule that does not mute now must not mute later."""
    with suppress(AwsError):  # the next one replaces it by its name, and one that has expired mutes nobody
        aws.call("cloudwatch", "delete_alarm_mute_rule", AlarmMuteRuleName=rule)


def _disable(acting: Acting, aws: Aws, mute: Mute) -> None:
    """What enables them again stands in the store before they are disabled: a crash leaves no alarm silent."""
    with acting.store.write() as conn:
        save_mute(conn, mute)
        add_ending(conn, mute, acting.clock.now())
    try:
        aws.call("cloudwatch", "disable_alarm_actions", subject=mute.alarm.name, AlarmNames=[mute.alarm.name])
    except AwsError:
        with acting.store.write() as conn:
            end_mute(conn, mute.id, acting.clock.now())
        raise
    learn(acting, mute.alarm, find_one(acting, mute.alarm))


def _iso(seconds: int) -> str:
    """`P1DT1H30M`: days, hours and minutes, as ISO 8601 has them."""
    days, rest = divmod(seconds // MINUTE, 1_440)
    hours, minutes = divmod(rest, 60)
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number)
    return "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


def _facts(there: Found | None) -> dict[str, Any]:
    if there is None:
        return {"the alarm": "not there"}
    return {"the alarm": "there", "actions enabled": there.alarm.actions_enabled}


def _refusals(acting: Acting, alarm: Identity, there: Found | None, now: int) -> tuple[str, ...]:
    if there is None:
        return (f"{alarm.name} does not exist any more.",)
    with acting.store.read() as conn:
        held = next((mute for mute in mutes_now(conn, now) if mute.alarm == alarm), None)
    if held:
        return (f"{held.person} has muted it already ({held.reason}): unmute it first.",)
    if not there.alarm.actions_enabled:
        return ("Its actions are disabled already: nobody hears it, and nothing would enable them again.",)
    return ()


MUTE = Action(read, perform)
