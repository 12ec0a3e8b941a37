"""DescribeAlarms and its kin: definitions with the state of this moment."""

from typing import Any

from demo.cloudwatch.alarms.definition import COMPOSITE, METRIC, Alarm
from demo.cloudwatch.alarms.rules import rule_of
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE, USUAL = 100, 50
"""MaxRecords of DescribeAlarms: at most, and where not given (API reference)."""
Answer = dict[str, Any]
DEFAULTS: Answer = {"ActionsEnabled": True, "OKActions": [], "AlarmActions": [], "InsufficientDataActions": []}
METRIC_DEFAULTS: Answer = {"Dimensions": []}


def shown(alarm: Alarm, now: float) -> Answer:
    """A MetricAlarm or CompositeAlarm as it stands at `now`."""
    moved = alarm.track.at(now)
    defaults = DEFAULTS if alarm.kind == COMPOSITE or alarm.body.get("Metrics") else DEFAULTS | METRIC_DEFAULTS
    found = defaults | {key: value for key, value in alarm.body.items() if key != "Tags"}
    found |= {
        "AlarmArn": alarm.arn,
        "AlarmConfigurationUpdatedTimestamp": alarm.updated,
        "StateValue": moved.state,
        "StateReason": moved.reason,
        "StateUpdatedTimestamp": moved.at,
        "StateTransitionedTimestamp": moved.at,
    }
    return found | ({"StateReasonData": moved.data} if moved.data else {})


def _describe(call: Call, state: State) -> Answer:
    body = call.body
    if body.get("AlarmNames") and body.get("AlarmNamePrefix"):
        raise AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot be given together.")
    most = int(body.get("MaxRecords") or USUAL)
    if not 1 <= most <= PAGE:
        raise AwsError("ValidationError", f"MaxRecords must be between 1 and {PAGE}.")
    with state.alarms.lock:
        alarms = state.alarms.at((call.account, call.region), call.now)
        found = [alarm for alarm in _in_order(alarms) if _wanted(alarm, alarms, body, call.now)]
        alarms_here, token = page(found, call, body.get("NextToken"), most, PAGE)
        answer: Answer = {
            "MetricAlarms": [shown(alarm, call.now) for alarm in alarms_here if alarm.kind == METRIC],
            "CompositeAlarms": [shown(alarm, call.now) for alarm in alarms_here if alarm.kind == COMPOSITE],
        }
    return answer | ({"NextToken": token} if token else {})


def _in_order(alarms: dict[str, Alarm]) -> list[Alarm]:
    return sorted(alarms.values(), key=lambda alarm: (alarm.kind, alarm.name))


def _wanted(alarm: Alarm, alarms: dict[str, Alarm], body: Answer, now: float) -> bool:
    actions = [
        arn for key in ("AlarmActions", "OKActions", "InsufficientDataActions") for arn in alarm.body.get(key, [])
    ]
    prefix, names = body.get("ActionPrefix", ""), body.get("AlarmNames")
    return (
        alarm.kind in (body.get("AlarmTypes") or [METRIC])
        and (not names or alarm.name in names)
        and alarm.name.startswith(body.get("AlarmNamePrefix", ""))
        and body.get("StateValue") in (None, alarm.track.at(now).state)
        and (not prefix or any(arn.startswith(prefix) for arn in actions))
        and _related(alarm, alarms, body)
    )


def _related(alarm: Alarm, alarms: dict[str, Alarm], body: Answer) -> bool:
    """Whether it is a child or a parent of the composite alarm that was named."""
    parent, child = alarms.get(body.get("ChildrenOfAlarmName", "")), body.get("ParentsOfAlarmName")
    if "ChildrenOfAlarmName" in body and (parent is None or alarm.name not in _children(parent)):
        return False
    return not child or child in _children(alarm)


def _children(alarm: Alarm) -> tuple[str, ...]:
    return rule_of(alarm.body["AlarmRule"]).children if alarm.kind == COMPOSITE else ()


def _describe_for_metric(call: Call, state: State) -> Answer:
    asked = ("Namespace", "MetricName", "Statistic", "ExtendedStatistic", "Period", "Unit")
    wanted = {key: call.body[key] for key in asked if key in call.body}
    dimensions = _pairs(call.body)
    with state.alarms.lock:
        alarms = state.alarms.at((call.account, call.region), call.now)
        found = [
            shown(alarm, call.now)
            for alarm in _in_order(alarms)
            if all(alarm.body.get(key) == value for key, value in wanted.items()) and _pairs(alarm.body) == dimensions
        ]
    return {"MetricAlarms": found}


def _pairs(body: Answer) -> set[tuple[str, str]]:
    return {(item["Name"], item["Value"]) for item in body.get("Dimensions") or []}


ANSWERS: dict[str, Answerer] = {
    "GraniteServiceVersion20100801.DescribeAlarms": _describe,
    "GraniteServiceVersion20100801.DescribeAlarmsForMetric": _describe_for_metric,
}
