"""Does a plan that changes alarms: one after the other, slowly enough, read back, and resumable after a crash."""

from dataclasses import replace

from collectors.failures import AwsError
from collectors.pace import Pace
from collectors.records import Identity, Kind, Listed
from webapp.actions.alarms.planning import read
from webapp.actions.alarms.reading import Found, find_one, way_to
from webapp.actions.alarms.steps import AlarmStep, digest_of, steps_of
from webapp.actions.alarms.writing import write
from webapp.actions.plans import Acting, Action
from webapp.analysis.alarm_writing.definition import Definition, tags_of
from webapp.analysis.alarm_writing.differences import differences
from webapp.jobs import JobRefused, Result, Working
from webapp.store.alarms import alarms, save_alarms
from webapp.store.identities import mark_gone
from webapp.store.plans import Plan

CALLS_A_SECOND = 2.5
"""PutMetricAlarm, DeleteAlarms and the like take 3 calls a second in an account and region (CloudWatch quotas)."""

DONE = ("created", "changed", "deleted", "was so already")


def perform(acting: Acting, plan: Plan, working: Working) -> Result:
    """Change each alarm that is not noted as done yet; what one of them refuses does not keep the others."""
    if digest_of(plan.shown) != plan.asked["definitions"]:
        raise JobRefused("The plan is not the one that was confirmed.")
    steps, pace = steps_of(plan), Pace(CALLS_A_SECOND, burst=1)
    told: dict[str, str] = dict(working.noted.get("alarms", {}))
    for step in steps:
        if step.key in told:
            continue
        pace.wait()
        told[step.key] = _do(acting, step)
        working.note(alarms=told, of=len(steps))
    good = sum(said in DONE for said in told.values())
    outcome = "done" if good == len(steps) else "partly done" if good else "failed"
    return {"outcome": outcome, "alarms": told, "of": len(steps)}


def _do(acting: Acting, step: AlarmStep) -> str:
    """One word, or what stood against it."""
    try:
        there = find_one(acting, step.alarm)
        before = there.definition if there else None
        if before == step.after:
            return "was so already"
        if before != step.before and not _is_half_done(before, step):
            return "left alone: somebody else has changed it meanwhile"
        write(way_to(acting, step.alarm), replace(step, before=before), there.alarm.arn if there else "")
        return _read_back(acting, step)
    except AwsError as error:
        return f"failed: {error}"


def _is_half_done(now: Definition | None, step: AlarmStep) -> bool:
    """Whether it is as it shall be but for its tags, which have calls of their own: what a killed process leaves."""
    if now is None or step.after is None:
        return False
    return {**now, "Tags": []} == {**step.after, "Tags": []} and tags_of(now) == tags_of(step.before)


def _read_back(acting: Acting, step: AlarmStep) -> str:
    """What became of it, by CloudWatch's own word; the store learns it at once."""
    there = find_one(acting, step.alarm)
    learn(acting, step.alarm, there)
    if there is None:
        return "deleted" if step.after is None else "failed: CloudWatch does not have it after it was put"
    differ = differences(step.after, there.definition)
    if differ:
        named = "; ".join(f"{each.field} is {each.after or 'none'}, not {each.before or 'none'}" for each in differ)
        return f"differs from what was asked: {named}"
    return "created" if step.before is None else "changed"


def learn(acting: Acting, alarm: Identity, there: Found | None) -> None:
    """Save what was read, so that the pages need not wait for the collector."""
    now = acting.clock.now()
    with acting.store.write() as conn:
        if there:
            save_alarms(conn, [there.alarm], now)
        else:
            here = (alarm.partition, alarm.account, alarm.region)
            names = {each.identity.name for each in alarms(conn) if _place(each.identity) == here}
            mark_gone(conn, Listed(*here, Kind.ALARM, frozenset(names - {alarm.name})), now)


def _place(identity: Identity) -> tuple[str, str, str]:
    return identity.partition, identity.account, identity.region


SETTING = Action(read, perform)
KINDS = ("alarm_put", "alarm_change", "alarm_delete", "alarm_enable", "alarm_disable", "alarm_pack", "alarm_undo")
"""Kinds of plans that are all done in the same way."""
