"""How Lambda writes a time."""

from datetime import UTC, datetime


def iso(at: float) -> str:
    """`LastModified` of a function: ISO 8601 with milliseconds and +0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
