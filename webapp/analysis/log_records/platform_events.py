"""Lambda's own events in the JSON format: `{"time": …, "type": "platform.report", "record": {…}}`."""

from typing import Any

from webapp.analysis.log_records.numbers import number, text
from webapp.analysis.log_records.platform_text import failed, init_of
from webapp.analysis.log_records.records import Kind, Level, LogRecord, Report

_KINDS = {
    "start": Kind.START,
    "end": Kind.END,
    "initStart": Kind.INIT,
    "initRuntimeDone": Kind.INIT,
    "initReport": Kind.INIT,
    "restoreStart": Kind.RESTORE,
    "restoreRuntimeDone": Kind.RESTORE,
    "restoreReport": Kind.RESTORE,
}


def platform_event(event: dict[str, Any]) -> LogRecord:
    """The record of an event whose `type` begins with `platform.`; its `record` may be anything."""
    name, record = event["type"].removeprefix("platform."), event.get("record")
    if name == "fault":
        return failed(text(record) or "fault")
    fields = record if isinstance(record, dict) else {}
    if name == "report":
        return _report(fields)
    kind = _KINDS.get(name, Kind.PLATFORM)
    trace = _trace_id(fields)
    return LogRecord(
        kind,
        Level.WARNING if name == "logsDropped" else Level.INFO,
        event["type"][:200],
        text(fields.get("requestId")),
        text(fields.get("errorType")),
        trace_id=trace,
        version=text(fields.get("version")),
        init=_init(fields) if name in ("initReport", "restoreReport") else None,
    )


def _report(fields: dict[str, Any]) -> LogRecord:
    told = fields.get("metrics")
    get = (told if isinstance(told, dict) else {}).get
    report = Report(
        text(fields.get("requestId")),
        number(get("durationMs")),
        number(get("billedDurationMs")),
        number(get("memorySizeMB")),
        number(get("maxMemoryUsedMB")),
        number(get("initDurationMs")),
        number(get("restoreDurationMs")),
        number(get("billedRestoreDurationMs")),
        text(fields.get("status")),
        text(fields.get("errorType")),
        _trace_id(fields),
    )
    return LogRecord(
        Kind.REPORT, Level.INFO, "platform.report", report.request_id, report.error_type, (), report.trace_id,
        report=report,
    )  # fmt: skip


def _init(fields: dict[str, Any]) -> Any:
    metrics = fields.get("metrics")
    duration = metrics.get("durationMs") if isinstance(metrics, dict) else None
    return init_of(duration, text(fields.get("phase")), text(fields.get("status")), text(fields.get("errorType")))


def _trace_id(fields: dict[str, Any]) -> str:
    tracing = fields.get("tracing")
    value = text(tracing.get("value")) if isinstance(tracing, dict) else ""
    return next((part[5:] for part in value.split(";") if part.startswith("Root=")), "")
