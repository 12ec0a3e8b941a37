"""What AWS billed for Lambda on the last days, by Cost Explorer; off unless wanted, because a call costs $0.01."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from collectors.aws import Aws
from collectors.durations import DAY
from collectors.records import Ask, BilledDay, Chunk, Identity
from collectors.targets import Target

NAME = "cost_explorer"
EVERY = DAY
NEEDS: tuple[str, ...] = ("ce:GetCostAndUsage",)
DAYS = 3
"""Cost Explorer's days are settled after one or two (AWS Cost Management user guide): each is asked three times."""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The last complete days of the target's account and region, by usage type."""
    account = aws.account()
    midnight = now - now % DAY
    question: dict[str, Any] = {
        "TimePeriod": {"Start": _date(midnight - DAYS * DAY), "End": _date(midnight)},
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost", "UsageQuantity"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
        "Filter": {
            "And": [
                {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Lambda"]}},
                {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [account.account]}},
                {"Dimensions": {"Key": "REGION", "Values": [account.region]}},
            ]
        },
    }
    answer = aws.call("ce", "get_cost_and_usage", **question)
    while True:
        days = answer.get("ResultsByTime", ())
        yield Chunk(tuple(billed for day in days for billed in _billed(day, account)))
        if not answer.get("NextPageToken"):
            return
        answer = aws.call("ce", "get_cost_and_usage", **question, NextPageToken=answer["NextPageToken"])


def _billed(day: dict[str, Any], account: Identity) -> Iterator[BilledDay]:
    start = int(datetime.fromisoformat(day["TimePeriod"]["Start"]).replace(tzinfo=UTC).timestamp())
    for group in day.get("Groups", ()):
        metrics = group["Metrics"]
        quantity, usd = (metrics[name]["Amount"] for name in ("UsageQuantity", "UnblendedCost"))
        yield BilledDay(account, start, group["Keys"][0], quantity, usd)


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
