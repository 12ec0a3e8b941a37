"""The program's log: one JSON object a line on standard error; times in UTC, tracebacks without the values in them."""

import sys
from typing import Any

import orjson
import structlog


def configure() -> None:
    """Set it for the process. Standard error is looked up line by line, for whoever redirects it."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _json(line: Any, **_: Any) -> str:
    return orjson.dumps(line, default=str).decode()
