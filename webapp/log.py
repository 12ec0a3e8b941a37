"""The program's log: one JSON object a line on standard error; times in UTC, tracebacks without the values in them."""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import orjson
import structlog

NO_NEWS = ("waitress.queue", "apscheduler.scheduler", "apscheduler.executors.default")
"""They warn of what is meant to be: a request that waits for a thread, a tick that is left out while one still runs."""

TOLD_SELDOM = ("warning", "error")
AGAIN_S = 60


def configure() -> None:
    """Set it for the process. Standard error is looked up line by line, for whoever redirects it."""
    for name in NO_NEWS:
        logging.getLogger(name).setLevel(logging.ERROR)
    if logging.lastResort:
        logging.lastResort.setFormatter(_Line())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            Seldom(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


class Seldom:
    """Leaves out a warning or an error that says word for word what was said within the last minute: a disk that is
    full is met at every tick, and its log lines would fill it again as soon as there is room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}
        self._lock = Lock()

    def __call__(self, _logger: object, level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The line, unless it is no news. Raises DropEvent, as structlog wants it."""
        if level in TOLD_SELDOM and "exc_info" not in line and not self._is_news(repr(sorted(line.items()))):
            raise structlog.DropEvent
        return line

    def _is_news(self, words: str) -> bool:
        now = self._clock()
        with self._lock:
            self._said = {said: at for said, at in self._said.items() if now - at < AGAIN_S}
            return self._said.setdefault(words, now) == now


class _Line(logging.Formatter):
    """What libraries log, as a line of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object; the level and the logger's name beside the message."""
        line = {"event": record.getMessage(), "logger": record.name, "level": record.levelname.lower()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return _json(line | {"at": at})


def _json(line: Any, **_: Any) -> str:
    return orjson.dumps(line, default=str).decode()
