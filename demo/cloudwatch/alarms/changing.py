"""What people do to alarms: put, delete, set, enable, disable, tag."""

from collections.abc import Callable
from typing import Any

from demo.cloudwatch.alarms.checks import check_composite_alarm, check_metric_alarm, refused
from demo.cloudwatch.alarms.definition import Alarm
from demo.cloudwatch.alarms.rules import rule_of
from demo.cloudwatch.alarms.track import Transition, unchecked
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State

Answer = dict[str, Any]


def _put_metric_alarm(call: Call, state: State) -> Answer:
    check_metric_alarm(call.body)
    return _put(call, state)


def _put_composite_alarm(call: Call, state: State) -> Answer:
    check_composite_alarm(call.body)
    children = rule_of(call.body.get("AlarmRule", "")).children
    with state.alarms.lock:
        missing = [name for name in children if name not in state.alarms.at((call.account, call.region), call.now)]
        if missing or call.body["AlarmName"] in children:
            raise refused(
                f"Could not save the composite alarm as alarms {missing or children} in the rule do not exist."
            )
        return _put(call, state)


def _put(call: Call, state: State) -> Answer:
    """An alarm of that name is replaced as a whole; it keeps its state, its history and its tags."""
    name = call.body["AlarmName"]
    body = {"ActionsEnabled": True} | {key: value for key, value in call.body.items() if key != "Tags"}
    with state.alarms.lock:
        alarms = state.alarms.at((call.account, call.region), call.now)
        there = alarms.get(name)
        if there is None:
            tags = {tag["Key"]: tag["Value"] for tag in call.body.get("Tags", [])}
            made = unchecked(call.now)
            arn = call.arn(f"alarm:{name}", "cloudwatch")
            alarms[name] = Alarm(name, arn, body, tags, call.now, call.now, made, touched=True)
        elif ("AlarmRule" in there.body) != ("AlarmRule" in body):
            raise refused(f"An alarm of the other type already has the name {name}.")
        else:
            there.body, there.updated, there.touched = body, call.now, True
            there.track.cut(call.now)
    return {}


def _delete(call: Call, state: State) -> Answer:
    place = (call.account, call.region)
    with state.alarms.lock:
        alarms = state.alarms.at(place, call.now)
        for name in call.body["AlarmNames"]:
            _check_not_in_use(name, alarms)
        for name in call.body["AlarmNames"]:
            if name in alarms:
                state.alarms.deleted.setdefault(place, []).append((call.now, alarms.pop(name)))
    return {}


def _check_not_in_use(name: str, alarms: dict[str, Alarm]) -> None:
    for parent in alarms.values():
        if "AlarmRule" in parent.body and name in rule_of(parent.body["AlarmRule"]).children:
            raise refused(f"Cannot delete {name} as there are composite alarm(s) that depend on it: {parent.name}.")


def _set_state(call: Call, state: State) -> Answer:
    """It stays so until the next evaluation comes to another state."""
    body = call.body
    with state.alarms.lock:
        alarm = state.alarms.named((call.account, call.region), body["AlarmName"], call.now)
        alarm.touched = True
        alarm.track.cut(call.now)
        alarm.track.add(Transition(call.now, body["StateValue"], body["StateReason"], body.get("StateReasonData", "")))
    return {}


def _switch(enabled: bool) -> Answerer:
    def answer(call: Call, state: State) -> Answer:
        with state.alarms.lock:
            alarms = state.alarms.at((call.account, call.region), call.now)
            for name in call.body["AlarmNames"]:
                if name in alarms:
                    alarms[name].body, alarms[name].touched = alarms[name].body | {"ActionsEnabled": enabled}, True
        return {}

    return answer


def _with_alarm(act: Callable[[Call, Alarm], Answer]) -> Answerer:
    def answer(call: Call, state: State) -> Answer:
        name = call.body["ResourceARN"].rpartition(":alarm:")[2]
        with state.alarms.lock:
            found = state.alarms.at((call.account, call.region), call.now).get(name)
            if found is None:
                text = f"The specified resource {call.body['ResourceARN']} does not exist."
                raise AwsError("ResourceNotFoundException", text, 404)
            found.touched = True
            return act(call, found)

    return answer


def _tag(call: Call, alarm: Alarm) -> Answer:
    alarm.tags |= {tag["Key"]: tag["Value"] for tag in call.body["Tags"]}
    return {}


def _untag(call: Call, alarm: Alarm) -> Answer:
    alarm.tags = {key: value for key, value in alarm.tags.items() if key not in call.body["TagKeys"]}
    return {}


def _list_tags(_call: Call, alarm: Alarm) -> Answer:
    return {"Tags": [{"Key": key, "Value": value} for key, value in alarm.tags.items()]}


ANSWERS: dict[str, Answerer] = {
    f"GraniteServiceVersion20100801.{name}": answer
    for name, answer in {
        "PutMetricAlarm": _put_metric_alarm,
        "PutCompositeAlarm": _put_composite_alarm,
        "DeleteAlarms": _delete,
        "SetAlarmState": _set_state,
        "EnableAlarmActions": _switch(True),
        "DisableAlarmActions": _switch(False),
        "TagResource": _with_alarm(_tag),
        "UntagResource": _with_alarm(_untag),
        "ListTagsForResource": _with_alarm(_list_tags),
    }.items()
}
