"""Cost Explorer: what Lambda was billed on a day, from the world's minutes; without the free tier."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from demo.durations import DAY
from demo.pricing import LOCATIONS, REGIONS
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.state import Answerer, State
from demo.world.specs import FunctionSpec

MINUTES = range(0, DAY, 60)
Usage = dict[str, float]


def _cost_and_usage(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    if body.get("Granularity") != "DAILY" or not body.get("GroupBy"):
        raise AwsError("ValidationException", "Only daily answers by usage type are given here.")
    start, end = (_at(body["TimePeriod"][name]) for name in ("Start", "End"))
    region = next(iter(_values(body.get("Filter", {}), "REGION")), call.region)
    days = [_day(state, call.account, region, day) for day in range(start, min(end, int(call.now)), DAY)]
    return {"ResultsByTime": days, "DimensionValueAttributes": [], "GroupDefinitions": body["GroupBy"]}


def _day(state: State, account: str, region: str, day: int) -> dict[str, Any]:
    usage: Usage = {}
    for spec in state.world.fleet.functions:
        if (spec.account, spec.region) == (account, region):
            _add(usage, state, spec, day)
    return {
        "TimePeriod": {"Start": _date(day), "End": _date(day + DAY)},
        "Total": {},
        "Groups": [_group(region, name, quantity) for name, quantity in sorted(usage.items())],
        "Estimated": False,
    }


def _add(usage: Usage, state: State, spec: FunctionSpec, day: int) -> None:
    arm = "-ARM" if spec.architecture == "arm64" else ""
    for ts in MINUTES:
        minute = state.world.minute(spec, day + ts)
        billed_ms = ceil(minute.total_ms + 0.5 * minute.invocations)
        used = {"Request": minute.invocations, "Lambda-GB-Second": billed_ms * spec.memory / 1024e3}
        for name, quantity in used.items():
            usage[name + arm] = usage.get(name + arm, 0.0) + quantity


def _group(region: str, name: str, quantity: float) -> dict[str, Any]:
    arm = "-ARM" if name.endswith("-ARM") else ""
    group = "AWS-Lambda-Requests" if name.startswith("Request") else f"AWS-Lambda-Duration{arm}"
    usd = quantity * float(REGIONS[region][group][0][1])
    metrics = {
        "UnblendedCost": {"Amount": f"{usd:.10f}", "Unit": "USD"},
        "UsageQuantity": {"Amount": f"{quantity:.10f}", "Unit": "N/A"},
    }
    return {"Keys": [LOCATIONS[region][1] + name], "Metrics": metrics}


def _values(condition: dict[str, Any], key: str) -> list[str]:
    if condition.get("Dimensions", {}).get("Key") == key:
        return list(condition["Dimensions"]["Values"])
    return [value for each in condition.get("And", []) for value in _values(each, key)]


def _at(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


ANSWERS: dict[str, Answerer] = {"AWSInsightsIndexService.GetCostAndUsage": _cost_and_usage}
