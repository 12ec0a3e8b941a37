"""DescribeAlarmHistory: what an alarm went through, two weeks back."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from orjson import dumps, loads

from demo.cloudwatch.alarms.definition import METRIC, Alarm
from demo.cloudwatch.alarms.track import Transition
from demo.durations import DAY
from demo.server.calls import Call
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE = 100
KEPT = 14 * DAY
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
Item = dict[str, Any]


def _describe_history(call: Call, state: State) -> dict[str, Any]:
    body, place = call.body, (call.account, call.region)
    with state.alarms.lock:
        alarms = [*state.alarms.at(place, call.now).values()]
        mutings = state.alarms.mutings
        items = [item for alarm in alarms for item in _items(alarm, partial(mutings.mute, place, alarm.name))]
        items += [_item(alarm, at, "ConfigurationUpdate", f'Alarm "{alarm.name}" deleted', {"type": "Delete"})
                  for at, alarm in state.alarms.deleted.get(place, [])]  # fmt: skip
    since, until = (
        max(float(body.get("StartDate", 0)), call.now - KEPT),
        min(float(body.get("EndDate", call.now)), call.now),
    )
    found = [item for item in items if since <= item["Timestamp"] <= until and _wanted(item, body)]
    oldest_first = body.get("ScanBy") == "TimestampAscending"
    found.sort(key=lambda item: (item["Timestamp"], item["AlarmName"]), reverse=not oldest_first)
    shown, token = page(found, call, body.get("NextToken"), body.get("MaxRecords"), PAGE)
    return {"AlarmHistoryItems": shown} | ({"NextToken": token} if token else {})


def _wanted(item: Item, body: dict[str, Any]) -> bool:
    return (
        body.get("AlarmName") in (None, item["AlarmName"])
        and item["AlarmType"] in (body.get("AlarmTypes") or [METRIC])
        and body.get("HistoryItemType") in (None, item["HistoryItemType"])
    )


def _items(alarm: Alarm, is_muted: Callable[[float], bool]) -> Iterator[Item]:
    yield _item(alarm, alarm.created, "ConfigurationUpdate", f'Alarm "{alarm.name}" created', {"type": "Create"})
    if alarm.updated > alarm.created:
        yield _item(alarm, alarm.updated, "ConfigurationUpdate", f'Alarm "{alarm.name}" updated', {"type": "Update"})
    for before, after in pairwise(alarm.track.transitions):
        data = {"oldState": _state(before), "newState": _state(after)}
        summary = f"Alarm updated from {before.state} to {after.state}"
        yield _item(alarm, after.at, "StateUpdate", summary, data)
        told = alarm.body.get(_ACTIONS[after.state], []) if alarm.body.get("ActionsEnabled", True) else []
        for arn in () if told and is_muted(after.at) else told:
            yield _item(alarm, after.at, "Action", f"Successfully executed action {arn}", {"actionState": "Succeeded"})


def _item(alarm: Alarm, at: float, kind: str, summary: str, data: Item) -> Item:
    return {
        "AlarmName": alarm.name,
        "AlarmType": alarm.kind,
        "Timestamp": at,
        "HistoryItemType": kind,
        "HistorySummary": summary,
        "HistoryData": dumps({"version": "1.0"} | data).decode(),
    }


def _state(moved: Transition) -> Item:
    found: Item = {"stateValue": moved.state, "stateReason": moved.reason}
    return found | ({"stateReasonData": loads(moved.data)} if moved.data else {})


ANSWERS: dict[str, Answerer] = {"GraniteServiceVersion20100801.DescribeAlarmHistory": _describe_history}
