"""Times as log lines write them."""

from datetime import UTC, datetime
from functools import lru_cache


def iso(ms: int) -> str:
    """`2026-11-01T12:00:00.123Z` of epoch milliseconds."""
    return f"{_second(ms // 1000)}.{ms % 1000:03d}Z"


def day(ms: int) -> str:
    """`2026/11/01` of epoch milliseconds, as log streams begin."""
    return _second(ms // 1000)[:10].replace("-", "/")


@lru_cache(maxsize=4096)
def _second(ts: int) -> str:
    return datetime.fromtimestamp(ts, UTC).strftime("%Y-%m-%dT%H:%M:%S")
