"""What is known of logs without asking: times as Logs Insights writes them, buckets, and who reports at all. Pure."""

from datetime import UTC, datetime

from collectors.records import Function

BUCKET_S = 300
GROUPS_A_QUERY = 50
"""Log groups that one query may name (CloudWatch Logs quotas)."""

GROUPS_A_TAIL = 10
"""Log groups that one live tail may name (StartLiveTail's reference)."""

HIDING = ("WARN", "ERROR", "FATAL")


def reports(function: Function) -> bool:
    """Whether Lambda writes reports at all: above INFO the platform's report is left out (Lambda developer guide,
    system log levels)."""
    return function.log_format != "JSON" or function.system_log_level not in HIDING


def seconds(stamp: str) -> int:
    """Epoch seconds of a time as Logs Insights writes it: `2026-11-01 12:00:00.000`, UTC."""
    return milliseconds(stamp) // 1000


def milliseconds(stamp: str) -> int:
    """Epoch milliseconds of a time as Logs Insights writes it."""
    at = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    return round(at.timestamp() * 1000)
