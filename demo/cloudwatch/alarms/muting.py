"""Alarm mute rules: while one is active, its alarms are evaluated on and run no actions."""

from typing import Any

from demo.cloudwatch.alarms.mutes import Muting
from demo.cloudwatch.alarms.schedules import schedule_of
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

Answer = dict[str, Any]
MOST_ALARMS, PAGE, USUAL = 100, 100, 50
"""Alarms of a rule, rules of a page at most, and where not asked for (CloudWatch API reference)."""


def _put(call: Call, state: State) -> Answer:
    body, place = call.body, (call.account, call.region)
    if not 1 <= len(body.get("Name", "")) <= 255:
        raise AwsError("ValidationError", "Name must have 1 to 255 characters.")
    schedule = body.get("Rule", {}).get("Schedule", {})
    parsed = schedule_of(schedule.get("Expression", ""), schedule.get("Duration", ""), schedule.get("Timezone", ""))
    if "no_past" in call.extra and parsed.once is not None and parsed.once < call.now:
        raise AwsError("ValidationError", "The schedule expression must not be in the past.")
    names = body.get("MuteTargets", {}).get("AlarmNames", [])
    if len(names) > MOST_ALARMS:
        raise AwsError("ValidationError", f"A rule may have at most {MOST_ALARMS} alarms.")
    with state.alarms.lock:
        if missing := [name for name in names if name not in state.alarms.at(place, call.now)]:
            raise AwsError("ValidationError", f"The alarms {missing} do not exist.")
        state.alarms.mutings.put(Muting(place, body, parsed, call.now))
    return {}


def _delete(call: Call, state: State) -> Answer:
    """Deleting what is not there succeeds (API reference)."""
    with state.alarms.lock:
        state.alarms.mutings.end((call.account, call.region), call.body["AlarmMuteRuleName"], call.now)
    return {}


def _get(call: Call, state: State) -> Answer:
    name = call.body["AlarmMuteRuleName"]
    found = state.alarms.mutings.named((call.account, call.region), name, call.now)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Alarm mute rule {name} does not exist.", 404)
    told: Answer = {key: value for key, value in found.body.items() if key != "Tags"}
    return told | _summary(call, found)


def _list(call: Call, state: State) -> Answer:
    body = call.body
    rules = state.alarms.mutings.at((call.account, call.region), call.now)
    wanted = [
        rule
        for rule in sorted(rules, key=lambda rule: rule.name)
        if rule.status(call.now) in (body.get("Statuses") or (rule.status(call.now),))
        and body.get("AlarmName") in (None, *rule.alarms)
    ]
    shown, token = page(wanted, call, body.get("NextToken"), body.get("MaxRecords") or USUAL, PAGE)
    summaries = [_summary(call, rule) for rule in shown]
    return {"AlarmMuteRuleSummaries": summaries} | ({"NextToken": token} if token else {})


def _summary(call: Call, rule: Muting) -> Answer:
    found: Answer = {
        "AlarmMuteRuleArn": call.arn(f"alarm-mute-rule:{rule.name}", "cloudwatch"),
        "Status": rule.status(call.now),
        "MuteType": "RECURRING" if rule.schedule.once is None else "ONE_TIME",
        "LastUpdatedTimestamp": rule.since,
    }
    return found | ({"ExpireDate": rule.body["ExpireDate"]} if "ExpireDate" in rule.body else {})


ANSWERS: dict[str, Answerer] = {
    f"GraniteServiceVersion20100801.{name}": answer
    for name, answer in {
        "PutAlarmMuteRule": _put,
        "DeleteAlarmMuteRule": _delete,
        "GetAlarmMuteRule": _get,
        "ListAlarmMuteRules": _list,
    }.items()
}
