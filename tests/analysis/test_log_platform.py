"""Lambda's own lines and events: each form is read, and what is not told is never a number."""

import json

import pytest

from tests.analysis.log_samples import ID, REPORT, ROOT, TRACED
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Init, Kind, Level, Report

FULL = Report(ID, 12.34, 130.0, 512.0, 98.0)


def event(kind, record):
    return json.dumps({"time": "2026-11-01T12:00:00.000Z", "type": f"platform.{kind}", "record": record})


@pytest.mark.parametrize(
    ("line", "report"),
    [
        (REPORT, FULL),
        (REPORT + "\t\n", FULL),
        (REPORT.replace("\t", "  "), FULL),
        (REPORT.replace("\t", "\n"), FULL),
        (REPORT.replace("ms\t", "ms \t"), FULL),
        (REPORT.replace("RequestId: ", "RequestId:\t"), FULL),
        (REPORT + TRACED, FULL._replace(trace_id=ROOT)),
        (REPORT + "\tInit Duration: 301.20 ms\t\n", FULL._replace(init_ms=301.2)),
        (f"REPORT RequestId: {ID} Init Duration: 301.20 ms Duration: 12.34 ms", Report(ID, 12.34, init_ms=301.2)),
        (
            REPORT + "\tRestore Duration: 410.05 ms\tBilled Restore Duration: 83 ms",
            FULL._replace(restore_ms=410.05, billed_restore_ms=83.0),
        ),
        (REPORT + "\tStatus: timeout", FULL._replace(status="timeout")),
        (
            REPORT + "\tStatus: error\tError Type: Runtime.OutOfMemory",
            FULL._replace(status="error", error_type="Runtime.OutOfMemory"),
        ),
        (f"REPORT RequestId: {ID}\tDuration: 1.00 ms\tBilled Duration: 2 ms \tMemory Size", Report(ID, 1.0, 2.0)),
        (f"REPORT RequestId: {ID}\tDuration: <hidden> ms\tMemory Size: nan MB", Report(ID)),
    ],
)
def test_a_text_report_is_read_in_every_form_it_comes_in(line, report):
    assert parse(line).report == report


@pytest.mark.parametrize(
    ("record", "report"),
    [
        ({"requestId": ID, "metrics": {"durationMs": 4.5}}, Report(ID, 4.5)),
        (
            {
                "requestId": ID,
                "status": "error",
                "errorType": "Runtime.OutOfMemory",
                "metrics": {"durationMs": 9, "billedDurationMs": 10, "memorySizeMB": 128, "maxMemoryUsedMB": 128},
            },
            Report(ID, 9.0, 10.0, 128.0, 128.0, status="error", error_type="Runtime.OutOfMemory"),
        ),
        (
            {"metrics": {"restoreDurationMs": 400.5, "billedRestoreDurationMs": 53}},
            Report(restore_ms=400.5, billed_restore_ms=53.0),
        ),
        ({"tracing": {"value": f"Root={ROOT};Parent=1;Sampled=1"}}, Report(trace_id=ROOT)),
        ({"metrics": {"durationMs": "x", "initDurationMs": -1, "memorySizeMB": True}}, Report()),
        ({"metrics": [1], "requestId": 7, "tracing": "no"}, Report()),
        ("a text", Report()),
    ],
)
def test_a_json_report_is_read_whatever_is_missing(record, report):
    assert parse(event("report", record)).report == report


def test_a_report_without_a_number_is_not_a_report_of_zero():
    report = parse(f"REPORT RequestId: {ID}").report
    assert report.duration_ms is None
    assert not report.cold


@pytest.mark.parametrize(
    ("line", "kind", "request_id"),
    [
        (f"START RequestId: {ID} Version: $LATEST\n", Kind.START, ID),
        (f"END RequestId: {ID}\n", Kind.END, ID),
        ("INIT_START Runtime Version: python:3.13.v31\tRuntime Version ARN: arn:aws:lambda:x", Kind.INIT, ""),
        ("RESTORE_START Runtime Version: java:21.v40", Kind.RESTORE, ""),
        ("EXTENSION Name: probe State: Ready Events: [INVOKE]", Kind.PLATFORM, ""),
        (event("start", {"requestId": ID, "version": "7"}), Kind.START, ID),
        (event("initStart", {}), Kind.INIT, ""),
        (event("runtimeDone", {"requestId": ID, "status": "success"}), Kind.PLATFORM, ID),
        ("START of the nightly run", Kind.APPLICATION, ""),
        ("END", Kind.APPLICATION, ""),
        ("REPORT for customer 7 is ready", Kind.APPLICATION, ""),
    ],
)
def test_a_platform_line_is_told_from_what_only_looks_like_one(line, kind, request_id):
    record = parse(line)
    assert (record.kind, record.request_id) == (kind, request_id)


def test_a_start_tells_the_version():
    assert parse(f"START RequestId: {ID} Version: 42\n").version == "42"
    assert parse(event("start", {"version": "42"})).version == "42"


@pytest.mark.parametrize(
    ("line", "text", "error_type"),
    [
        (
            f"2026-11-01T12:00:03.003Z {ID} Task timed out after 3.00 seconds\n\n",
            "Task timed out after 3.00 seconds",
            "Sandbox.Timedout",
        ),
        (
            f"RequestId: {ID} Error: Task timed out after 3.00 seconds",
            "Task timed out after 3.00 seconds",
            "Sandbox.Timedout",
        ),
        (
            f"RequestId: {ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n",
            "Runtime exited with error: signal: killed",
            "Runtime.ExitError",
        ),
        (
            f"RequestId: {ID} Process exited before completing request",
            "Process exited before completing request",
            "Runtime.ExitError",
        ),
        (
            event("fault", f"RequestId: {ID} Process exited before completing request"),
            "Process exited before completing request",
            "Runtime.ExitError",
        ),
    ],
)
def test_a_bad_end_that_lambda_notes_is_an_error(line, text, error_type):
    record = parse(line)
    assert (record.kind, record.level, record.message, record.request_id, record.error_type) == (
        Kind.FAILURE,
        Level.ERROR,
        text,
        ID,
        error_type,
    )
    assert record.is_error


@pytest.mark.parametrize(
    ("line", "init"),
    [
        (
            "INIT_REPORT Init Duration: 9999.81 ms\tPhase: init\tStatus: timeout",
            Init(9999.81, "init", "timeout"),
        ),
        (
            "INIT_REPORT Init Duration: 3892.20 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Unknown",
            Init(3892.2, "invoke", "error", "Runtime.Unknown", again=True),
        ),
        ("INIT_REPORT Initialization Type: on-demand Phase:  Status:  Duration: 0.00 ms", Init(0.0)),
        ("RESTORE_REPORT Status: success Duration: 50.25 ms", Init(50.25, "", "success")),
        (event("initReport", {"phase": "invoke", "metrics": {"durationMs": 77.5}}), Init(77.5, "invoke", again=True)),
    ],
)
def test_an_init_tells_its_phase_so_that_one_run_again_is_seen(line, init):
    assert parse(line).init == init


def test_out_of_memory_is_full_memory_and_a_failure():
    full = Report(memory_mb=128.0, max_memory_mb=128.0)
    assert full.memory_full
    assert not full.out_of_memory
    assert full._replace(status="error").out_of_memory
    assert Report(error_type="Runtime.OutOfMemory").out_of_memory


def test_a_warning_of_lambda_about_an_unhandled_exception_is_not_a_second_error():
    line = f"[WARNING]\t2026-11-01T12:00:00.000Z\t{ID}\tLAMBDA_WARNING: Unhandled exception. The most likely cause is"
    record = parse(line)
    assert (record.kind, record.is_error) == (Kind.PLATFORM, False)
