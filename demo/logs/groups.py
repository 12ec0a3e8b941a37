"""The log groups of the world's functions, with the bytes that they hold."""

from typing import Any

from demo.durations import DAY, HOUR
from demo.logs.kept import Group
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State
from demo.world.specs import FunctionSpec
from demo.world.world import World

PAGE = 50
KEPT_DAYS = 30
"""Somebody set it for all but the functions of the third tier, whose logs are kept for ever."""

BYTES_AN_INVOCATION = 640
"""What START, END, REPORT and a line or two of the application come to."""


def _describe(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    prefix, pattern = body.get("logGroupNamePrefix"), body.get("logGroupNamePattern")
    if prefix and pattern:
        text = "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
        raise AwsError("InvalidParameterException", text)
    groups = state.logs.groups.named(call)
    names = [
        name for name in sorted(groups) if name.startswith(prefix or "") and (pattern or "").lower() in name.lower()
    ]
    shown, token = page(names, call, body.get("nextToken"), body.get("limit"), PAGE)
    answer = {"logGroups": [_group(call, state.world, name, groups[name]) for name in shown]}
    return answer | ({"nextToken": token} if token else {})


def _group(call: Call, world: World, name: str, group: Group) -> dict[str, Any]:
    made = min((world.epoch + writer.deploys[0].at for writer in group.writers), default=group.made_at or 0)
    written = sum(len(event.message) + 26 for events in group.streams.values() for event in events)
    arn = call.arn(f"log-group:{name}")
    return {
        "logGroupName": name,
        "creationTime": int(made * 1000),
        **_retention(group),
        "metricFilterCount": 0,
        "arn": f"{arn}:*",
        "logGroupArn": arn,
        "storedBytes": sum(_bytes(writer, world.epoch) for writer in group.writers) + written,
        "logGroupClass": "STANDARD",
    }


def _retention(group: Group) -> dict[str, int]:
    return (
        {} if group.writers and all(_for_ever(writer) for writer in group.writers) else {"retentionInDays": KEPT_DAYS}
    )


def _for_ever(writer: FunctionSpec) -> bool:
    return writer.tier == "3"


def _bytes(writer: FunctionSpec, epoch: int) -> int:
    """As the group of a usual month: the invocations of a day, looked at hour by hour, times the days kept.

    What is kept for ever has grown since the function was first deployed.
    """
    traffic = writer.traffic
    day = (
        DAY / 60 / traffic.every
        if traffic.every
        else sum(60 * traffic.expected(epoch - epoch % 60 + hour) for hour in range(0, DAY, HOUR))
    )
    days = -writer.deploys[0].at / DAY if _for_ever(writer) and writer.deploys else KEPT_DAYS
    return int(day * days * BYTES_AN_INVOCATION)


ANSWERS: dict[str, Answerer] = {"Logs_20140328.DescribeLogGroups": _describe}
