"""The words and numbers by which loggers say how bad it is."""

from typing import Any

from webapp.analysis.log_records.records import Level

WORDS = {
    "TRACE": Level.DEBUG,
    "DEBUG": Level.DEBUG,
    "VERBOSE": Level.DEBUG,
    "SILLY": Level.DEBUG,
    "INFO": Level.INFO,
    "INFORMATION": Level.INFO,
    "NOTICE": Level.INFO,
    "WARN": Level.WARNING,
    "WARNING": Level.WARNING,
    "ERR": Level.ERROR,
    "ERROR": Level.ERROR,
    "SEVERE": Level.ERROR,
    "FAIL": Level.ERROR,
    "CRITICAL": Level.CRITICAL,
    "CRIT": Level.CRITICAL,
    "FATAL": Level.CRITICAL,
    "PANIC": Level.CRITICAL,
    "ALERT": Level.CRITICAL,
    "EMERGENCY": Level.CRITICAL,
}

_NUMBERS = {10: Level.DEBUG, 20: Level.DEBUG, 30: Level.INFO, 40: Level.WARNING, 50: Level.ERROR, 60: Level.CRITICAL}
"""As pino and bunyan (Node) write them; Python's loggers write words."""


def level_of(value: Any) -> Level:
    """The level that a field holds, UNKNOWN where it is none that we know."""
    if isinstance(value, str):
        return WORDS.get(value.strip().upper(), Level.UNKNOWN)
    return _NUMBERS.get(value, Level.UNKNOWN) if isinstance(value, int) else Level.UNKNOWN
