"""Resource Groups Tagging: the tagged functions, queues and alarms of an account in a region."""

from typing import Any

from demo.server.calls import Call
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE = 100
"""ResourcesPerPage's greatest (tagging API reference)."""
Tagged = tuple[str, str, dict[str, str]]
"""(ARN, resource type, tags)"""


def _get_resources(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    filters = {item["Key"]: set(item.get("Values", [])) for item in body.get("TagFilters", [])}
    types, arns = body.get("ResourceTypeFilters", []), body.get("ResourceARNList")
    found = [
        (arn, tags)
        for arn, kind, tags in _tagged(call, state)
        if (not types or kind in types or kind.partition(":")[0] in types)
        and (not arns or arn in arns)
        and all(key in tags and (not values or tags[key] in values) for key, values in filters.items())
    ]
    shown, token = page(found, call, body.get("PaginationToken"), body.get("ResourcesPerPage"), PAGE)
    mapped = [{"ResourceARN": arn, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} for arn, tags in shown]
    return {"ResourceTagMappingList": mapped, "PaginationToken": token or ""}


def _tagged(call: Call, state: State) -> list[Tagged]:
    with state.queues.lock:
        queues = state.queues.in_account(call.account, call.region)
    found: list[Tagged] = [(arn, "lambda:function", tags) for arn, tags in state.functions.tags(call)]
    found += [(queue.arn, "sqs", queue.tags) for queue in queues]
    with state.alarms.lock:
        alarms = state.alarms.by_place.get((call.account, call.region), {}).values()
        found += [(alarm.arn, "cloudwatch:alarm", alarm.tags) for alarm in alarms]
    return [tagged for tagged in found if tagged[2]]


def _tags_of(call: Call, state: State) -> set[tuple[str, str]]:
    return {pair for _, _, tags in _tagged(call, state) for pair in tags.items()}


def _get_keys(call: Call, state: State) -> dict[str, Any]:
    keys, token = page(
        sorted({k for k, _ in _tags_of(call, state)}), call, call.body.get("PaginationToken"), None, PAGE
    )
    return {"TagKeys": keys, "PaginationToken": token or ""}


def _get_values(call: Call, state: State) -> dict[str, Any]:
    found = sorted({v for k, v in _tags_of(call, state) if k == call.body["Key"]})
    values, token = page(found, call, call.body.get("PaginationToken"), None, PAGE)
    return {"TagValues": values, "PaginationToken": token or ""}


ANSWERS: dict[str, Answerer] = {
    "ResourceGroupsTaggingAPI_20170126.GetResources": _get_resources,
    "ResourceGroupsTaggingAPI_20170126.GetTagKeys": _get_keys,
    "ResourceGroupsTaggingAPI_20170126.GetTagValues": _get_values,
}
