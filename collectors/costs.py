"""What the calls of a run cost, in dollars, by AWS's price pages (US prices; the free tiers are not subtracted)."""

from collections.abc import Mapping
from math import ceil

USD_A_METRIC = 0.01 / 1000
"""CloudWatch pricing: $0.01 per 1,000 metrics requested by GetMetricData, outside of the free tier."""

USD_A_CLOUDWATCH_CALL = 0.01 / 1000
"""CloudWatch pricing: $0.01 per 1,000 other API requests; the first million a month is free."""

USD_AN_SQS_CALL = 0.40 / 1_000_000
"""SQS pricing: $0.40 per million requests; the first million a month is free."""


USD_A_GIGABYTE_SCANNED = 0.005
"""CloudWatch pricing: Logs Insights costs $0.005 per GB of data scanned."""

USD_A_TAIL_MINUTE = 0.01
"""CloudWatch pricing: $0.01 per minute of Live Tail; the first 1,800 minutes a month are free."""

USD_A_COST_EXPLORER_PAGE = 0.01
"""Cost Explorer pricing: $0.01 per paginated request."""

GIGABYTE = 1_000_000_000


def usd(calls: Mapping[str, int], metrics_requested: int, bytes_scanned: int = 0) -> float:
    """Dollars for `calls` (number by IAM action), the metrics that GetMetricData was asked for, the logs scanned."""
    cloudwatch = sum(n for action, n in calls.items() if _is_billed_by_request(action))
    sqs = sum(n for action, n in calls.items() if action.startswith("sqs:"))
    logs = scanning_usd(bytes_scanned) + calls.get("ce:GetCostAndUsage", 0) * USD_A_COST_EXPLORER_PAGE
    return metrics_requested * USD_A_METRIC + cloudwatch * USD_A_CLOUDWATCH_CALL + sqs * USD_AN_SQS_CALL + logs


def scanning_usd(bytes_scanned: int) -> float:
    """Dollars for a log query that scans so many bytes."""
    return bytes_scanned / GIGABYTE * USD_A_GIGABYTE_SCANNED


def tail_usd(seconds: float) -> float:
    """Dollars for a live tail of so many seconds, each minute begun counted as one."""
    return max(1, ceil(seconds / 60)) * USD_A_TAIL_MINUTE


def _is_billed_by_request(action: str) -> bool:
    return action.startswith("cloudwatch:") and action != "cloudwatch:GetMetricData"
