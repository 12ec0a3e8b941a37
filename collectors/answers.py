"""Small readings of AWS's answers, whose optional fields may be absent or odd."""

import json
from datetime import datetime
from typing import Any


def epoch(value: object) -> int | None:
    """Seconds since the epoch of a time that AWS wrote as a datetime, a number or text; None for anything else."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, str):
        return _epoch_of_text(value)
    return int(value) if isinstance(value, (int, float)) else None


def whole(value: Any) -> int | None:
    """A whole number that AWS wrote as a number or as text; None for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def document(text: object) -> dict[str, Any]:
    """The JSON object that AWS wrote as text; empty where there is none."""
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _epoch_of_text(text: str) -> int | None:
    try:
        return whole(text) if text.isdigit() else int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return None
