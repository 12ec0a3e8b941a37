"""Lambda's own lines in the text format: START, END, REPORT, INIT, RESTORE, timeouts and runtime exits."""

import re
from collections.abc import Callable

from webapp.analysis.log_records.numbers import number
from webapp.analysis.log_records.records import Init, Kind, Level, LogRecord, Report

TIMEOUT_TYPE = "Sandbox.Timedout"
EXIT_TYPE = "Runtime.ExitError"
"""Lambda's names of these errors in the answer of an invocation, for lines that do not name them."""

_FIELD = re.compile(
    r"(RequestId|Billed Restore Duration|Billed Duration|Restore Duration|Init Duration|Duration"
    r"|Memory Size|Max Memory Used|TraceId|Status|Error Type|Version|Phase):[ \t]?(?:([\w.$-]+)|)"
)
_HEAD = 4096
_TIMEOUT = re.compile(r"Task timed out after [\d.]+ seconds")
_EXIT = re.compile(
    r"^RequestId: ?([\w.-]*)\S*\s+(?:Error: )?"
    r"((?:Runtime exited|Process exited|Task timed out|Runtime failed)[^\n]*)\n?([\w.]*)"
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def platform_line(message: str) -> LogRecord | None:
    """The record of a line that Lambda itself wrote, None for any other."""
    word = message[:16].split(" ", 1)[0]
    read = _READERS.get(word)
    if read:
        return read(message[:_HEAD])
    if "Task timed out after" in message[:200] and (found := _TIMEOUT.search(message[:400])):
        return _failure(found[0], _request_id(message), TIMEOUT_TYPE)
    return None


def _fields(line: str) -> dict[str, str]:
    return dict(_FIELD.findall(line))


def _report(line: str) -> LogRecord | None:
    f = _fields(line)
    get = f.get
    if "RequestId" not in f and "Duration" not in f:
        return None
    report = Report(
        get("RequestId", ""),
        number(get("Duration")),
        number(get("Billed Duration")),
        number(get("Memory Size")),
        number(get("Max Memory Used")),
        number(get("Init Duration")),
        number(get("Restore Duration")),
        number(get("Billed Restore Duration")),
        get("Status", ""),
        get("Error Type", ""),
        get("TraceId", ""),
    )
    return LogRecord(
        Kind.REPORT, Level.INFO, line.strip(), report.request_id, report.error_type, (), report.trace_id, report=report
    )


def _start(line: str) -> LogRecord | None:
    f = _fields(line)
    if "RequestId" not in f:
        return None
    return LogRecord(Kind.START, Level.INFO, line.strip(), f["RequestId"], version=f.get("Version", ""))


def _end(line: str) -> LogRecord | None:
    f = _fields(line)
    return LogRecord(Kind.END, Level.INFO, line.strip(), f["RequestId"]) if "RequestId" in f else None


def _init(line: str) -> LogRecord:
    return LogRecord(Kind.INIT, Level.INFO, line.strip(), init=_went(line) if "_REPORT" in line[:16] else None)


def _restore(line: str) -> LogRecord:
    return LogRecord(Kind.RESTORE, Level.INFO, line.strip(), init=_went(line) if "_REPORT" in line[:16] else None)


def _went(line: str) -> Init:
    f = _fields(line)
    told = f.get("Init Duration") or f.get("Restore Duration") or f.get("Duration")
    return init_of(told, f.get("Phase", ""), f.get("Status", ""), f.get("Error Type", ""))


def init_of(duration: object, phase: str, status: str, error_type: str) -> Init:
    """An init that ran in the phase `invoke` is the second try of one that failed or took longer than 10 s."""
    return Init(number(duration), phase, status, error_type, again=phase == "invoke")


def _exit(line: str) -> LogRecord | None:
    found = _EXIT.search(line)
    if not found:
        return None
    request_id, text, named = found.groups()
    return _failure(text.strip(), request_id, named or (TIMEOUT_TYPE if "timed out" in text else EXIT_TYPE))


def _failure(text: str, request_id: str, error_type: str) -> LogRecord:
    return LogRecord(Kind.FAILURE, Level.ERROR, text, request_id, error_type)


def _request_id(message: str) -> str:
    found = _ID.search(message[:200])
    return found[0] if found else ""


def failed(text: str) -> LogRecord:
    """The record of what `platform.fault` says in words."""
    return _exit(text) or _failure(text[:_HEAD], _request_id(text), EXIT_TYPE)


def _other(line: str) -> LogRecord:
    return LogRecord(Kind.PLATFORM, Level.INFO, line.strip())


_READERS: dict[str, Callable[[str], LogRecord | None]] = {
    "REPORT": _report,
    "START": _start,
    "END": _end,
    "INIT_START": _init,
    "INIT_REPORT": _init,
    "RESTORE_START": _restore,
    "RESTORE_REPORT": _restore,
    "RequestId:": _exit,
    "EXTENSION": _other,
    "TELEMETRY": _other,
}
