"""CloudTrail's LookupEvents: who deployed and who turned which switch, read off the world's trail."""

from typing import Any

from orjson import dumps

from demo.durations import DAY
from demo.lambda_.configuration import revision
from demo.lambda_.times import iso
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State
from demo.world.specs import TrailSpec

PAGE = 50
KEPT = 90 * DAY
"""LookupEvents knows the last 90 days, 50 events a page (CloudTrail API reference)."""


def _lookup(call: Call, state: State) -> dict[str, Any]:
    body, epoch = call.body, state.world.epoch
    start, end = float(body.get("StartTime", 0)), float(body.get("EndTime", call.now))
    if start > end:
        raise AwsError("InvalidTimeRangeException", "The start time is after the end time.")
    since, until = max(start, call.now - KEPT), min(end, call.now)
    wanted = [_condition(item) for item in body.get("LookupAttributes", [])]
    found = [
        event
        for event in reversed(state.world.fleet.trail)
        if (event.account, event.region) == (call.account, call.region)
        and since <= epoch + event.at <= until
        and all(_attribute(event, epoch, key) == value for key, value in wanted)
    ]
    events, token = page(found, call, body.get("NextToken"), body.get("MaxResults"), PAGE)
    return {"Events": [_shown(event, epoch) for event in events]} | ({"NextToken": token} if token else {})


def _condition(item: dict[str, str]) -> tuple[str, str]:
    return item["AttributeKey"], item["AttributeValue"]


def _attribute(event: TrailSpec, epoch: int, key: str) -> str:
    return {
        "EventId": _id(event, epoch),
        "EventName": event.event,
        "ReadOnly": "false",
        "Username": event.by,
        "ResourceType": event.resource_type,
        "ResourceName": event.resource,
        "EventSource": event.source,
        "AccessKeyId": _access_key(event),
    }.get(key, "")


def _shown(event: TrailSpec, epoch: int) -> dict[str, Any]:
    return {
        "EventId": _id(event, epoch),
        "EventName": event.event,
        "ReadOnly": "false",
        "AccessKeyId": _access_key(event),
        "EventTime": float(epoch + event.at),
        "EventSource": event.source,
        "Username": event.by,
        "Resources": [{"ResourceType": event.resource_type, "ResourceName": event.resource}],
        "CloudTrailEvent": dumps(_record(event, epoch)).decode(),
    }


def _record(event: TrailSpec, epoch: int) -> dict[str, Any]:
    """The event itself, version 1.09 of CloudTrail's record."""
    user = {
        "type": "IAMUser",
        "principalId": f"AIDA{_hexed(event.by)[:16].upper()}",
        "arn": f"arn:aws:iam::{event.account}:user/{event.by}",
        "accountId": event.account,
        "accessKeyId": _access_key(event),
        "userName": event.by,
    }
    return {
        "eventVersion": "1.09",
        "userIdentity": user,
        "eventTime": iso(epoch + event.at)[:19] + "Z",
        "eventSource": event.source,
        "eventName": event.event,
        "awsRegion": event.region,
        "sourceIPAddress": "203.0.113.24",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": dict(event.parameters),
        "responseElements": dict(event.answered) or None,
        "requestID": _id(event, epoch, "request"),
        "eventID": _id(event, epoch),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": event.account,
        "eventCategory": "Management",
    }


def _id(event: TrailSpec, epoch: int, what: str = "event") -> str:
    return revision(what, event.account, event.region, epoch + event.at, event.event, event.resource)


def _access_key(event: TrailSpec) -> str:
    return f"AKIA{_hexed(event.by)[:16].upper()}"


def _hexed(text: str) -> str:
    return revision(text).replace("-", "")


ANSWERS: dict[str, Answerer] = {
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents": _lookup,
}
