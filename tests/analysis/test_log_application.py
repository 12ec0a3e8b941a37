"""What applications write, in the shapes of their loggers and runtimes."""

import json

import pytest

from tests.analysis.log_samples import (
    CHAINED_TRACE,
    DOTNET_STACK,
    GO_PANIC,
    ID,
    JAVA_UNHANDLED,
    NODE_STACK,
    PYTHON_TRACE,
    PYTHON_UNHANDLED,
    ROOT,
    RUBY_STACK,
)
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Frame, Kind, Level

STAMP = "2026-11-01T12:00:00.123Z"


def read(document):
    return parse(document if isinstance(document, str) else json.dumps(document))


@pytest.mark.parametrize(
    ("written", "level", "message"),
    [
        ({"level": "error", "message": "no stock"}, Level.ERROR, "no stock"),
        ({"level": 50, "msg": "pino"}, Level.ERROR, "pino"),
        ({"severity": "WARNING", "message": "slow"}, Level.WARNING, "slow"),
        ({"log.level": "FATAL", "message": "ecs"}, Level.CRITICAL, "ecs"),
        ({"levelname": "INFO", "message": "python-json-logger"}, Level.INFO, "python-json-logger"),
        ({"level": "INFO", "message": {"operation": "pay"}}, Level.INFO, '{"operation": "pay"}'),
        ({"event": "started", "logger": "structlog", "level": "debug"}, Level.DEBUG, "started"),
        ({"order": 7}, Level.UNKNOWN, '{"order": 7}'),
        (f"[INFO]\t{STAMP}\t{ID}\tGET /items\n", Level.INFO, "GET /items"),
        (f"{STAMP}\t{ID}\tWARN\tslow answer\n", Level.WARNING, "slow answer"),
        (f"{STAMP}\t{ID}\tan old runtime has no level\n", Level.UNKNOWN, "an old runtime has no level"),
        (f"2026-11-01 12:00:00.123 {ID} ERROR Handler - it broke\n", Level.ERROR, "Handler - it broke"),
        ("2026-11-01 12:00:00,123 [main] ERROR shop.Handler: it broke", Level.ERROR, "shop.Handler: it broke"),
        ("ERROR:root:it broke", Level.ERROR, "it broke"),
        ("[ERROR] it broke", Level.ERROR, "it broke"),
        ("Error fetching members: not found", Level.UNKNOWN, "Error fetching members: not found"),
        ("there was no ERROR today", Level.UNKNOWN, "there was no ERROR today"),
        ("", Level.UNKNOWN, ""),
    ],
)
def test_level_and_message_are_found_where_each_logger_puts_them(written, level, message):
    record = read(written)
    assert (record.kind, record.level, record.message) == (Kind.APPLICATION, level, message)


@pytest.mark.parametrize(
    "field", ["requestId", "function_request_id", "aws_request_id", "AWSRequestId", "awsRequestId", "request_id"]
)
def test_the_request_id_is_found_under_each_name(field):
    assert read({"level": "INFO", "message": "x", field: ID}).request_id == ID


def test_the_request_id_of_text_lines_is_found():
    assert read(f"[INFO]\t{STAMP}\t{ID}\tx").request_id == ID
    assert read(f"{STAMP}\t{ID}\tERROR\tx").request_id == ID


def test_powertools_trace_id_and_place_are_kept():
    record = read({"level": "ERROR", "message": "x", "location": "pay.handler:31", "xray_trace_id": ROOT})
    assert record.trace_id == ROOT
    assert record.frames == (Frame("", "pay.handler", 31, True),)


TOP_PYTHON = ("/opt/python/requests/api.py", "get", False)
TOP_STOCK = ("shop/stock.py", "level", True)
TOP_NODE = ("dist/lines.js", "totalOf", True)


@pytest.mark.parametrize(
    ("written", "error_type", "message", "top"),
    [
        (
            PYTHON_TRACE,
            "requests.exceptions.ReadTimeout",
            "no answer from https://stock.internal/items/4711 within 2 s",
            TOP_PYTHON,
        ),
        (CHAINED_TRACE, "shop.stock.OutOfStock", "nothing left of a-1", TOP_STOCK),
        (PYTHON_UNHANDLED, "OutOfStock", "nothing left of a-1", TOP_STOCK),
        (f"[ERROR]\t{STAMP}\t{ID}\tcould not pay\n{PYTHON_TRACE}", None, "could not pay", TOP_PYTHON),
        (
            "[ERROR] Runtime.ImportModuleError: Unable to import module 'app'\nTraceback (most recent call last):",
            "Runtime.ImportModuleError",
            "Unable to import module 'app'",
            None,
        ),
        (
            f"{STAMP}\t{ID}\tERROR\tInvoke Error \t"
            + json.dumps({"errorType": "TypeError", "errorMessage": "no sku", "stack": NODE_STACK}),
            "TypeError",
            "no sku",
            TOP_NODE,
        ),
        (f"{STAMP}\t{ID}\tERROR\t" + "\n".join(NODE_STACK), "TypeError", None, TOP_NODE),
        (
            JAVA_UNHANDLED,
            "java.net.SocketTimeoutException",
            "Read timed out",
            ("SocketInputStream.java", "java.net.SocketInputStream.read", False),
        ),
        (
            DOTNET_STACK,
            "System.InvalidOperationException",
            "Sequence contains no elements",
            ("", "System.Linq.ThrowHelper.ThrowNoElementsException", False),
        ),
        (GO_PANIC, "panic", None, ("/build/router/region.go", "main.route", True)),
        (
            {"errorType": "Charge<Error>", "errorMessage": "declined", "stackTrace": RUBY_STACK},
            "Charge<Error>",
            "declined",
            ("app.rb", "charge", True),
        ),
        (
            {
                "errorType": "wrapError",
                "errorMessage": "x",
                "stackTrace": [{"path": "m.go", "line": 3, "label": "run"}],
            },
            "wrapError",
            "x",
            ("m.go", "run", True),
        ),
        (
            {"errorMessage": "x", "errorType": "E", "stackTrace": [["/var/task/a.py", 7, "f", "g()"]]},
            "E",
            "x",
            ("a.py", "f", True),
        ),
        (
            {"level": "ERROR", "message": "could not pay", "exception": PYTHON_TRACE, "exception_name": "ReadTimeout"},
            "ReadTimeout",
            "could not pay",
            TOP_PYTHON,
        ),
        (
            {"level": "ERROR", "message": "boom", "error": {"name": "TypeError", "stack": "\n".join(NODE_STACK)}},
            "TypeError",
            "boom",
            TOP_NODE,
        ),
        (
            {
                "level": "ERROR",
                "message": {"errorType": "TypeError", "errorMessage": "no sku", "stackTrace": NODE_STACK},
            },
            "TypeError",
            "no sku",
            TOP_NODE,
        ),
        (
            {"log.level": "ERROR", "message": "m", "error.type": "x.Y", "error.stack_trace": JAVA_UNHANDLED},
            "x.Y",
            "m",
            ("SocketInputStream.java", "java.net.SocketInputStream.read", False),
        ),
        (
            {
                "level": "ERROR",
                "message": "m",
                "stack_trace": {
                    "type": "HTTPError",
                    "value": "500",
                    "frames": [
                        {"file": "/var/task/app.py", "line": 1, "function": "handler"},
                        {"file": "/var/task/requests/models.py", "line": 2, "function": "raise_for_status"},
                    ],
                },
            },
            "HTTPError",
            "m",
            ("requests/models.py", "raise_for_status", False),
        ),
        ("[ERROR]\tKeyError: 'sku'", "KeyError", None, None),
    ],
)
def test_an_errors_type_message_and_innermost_frame_are_read(written, error_type, message, top):
    record = read(written)
    assert record.is_error
    assert error_type is None or record.error_type == error_type
    assert message is None or record.message == message
    frame = record.frames[0] if record.frames else None
    assert (frame and (frame.file, frame.function, frame.own)) == top


def test_a_message_about_an_error_is_not_its_type():
    assert read("[ERROR] Could not connect: timeout").error_type == ""


@pytest.mark.parametrize(
    "document",
    [
        {"_aws": {"Timestamp": 1, "CloudWatchMetrics": []}, "Orders": 1},
        {"m": "orders", "v": 1, "e": 1_793_534_400, "t": ["a:b"]},
    ],
)
def test_embedded_metrics_are_no_records(document):
    assert read(document).kind is Kind.METRICS
    assert not read(document | {"level": "ERROR"}).is_error


def test_half_a_record_gives_what_stands_in_its_half():
    whole = json.dumps({"level": "ERROR", "requestId": ID, "message": "could not pay", "cart": ["x" * 50] * 50})
    record = parse(whole[:300])
    assert (record.level, record.message, record.request_id) == (Level.ERROR, "could not pay", ID)
    assert not record.complete


def test_a_line_of_256_kb_is_read_and_cut():
    record = read({"level": "ERROR", "message": "x" * 262_144})
    assert (record.level, len(record.message)) == (Level.ERROR, 4096)
    assert len(parse("[ERROR] " + "y" * 262_144).message) == 4096


def test_bytes_that_are_no_text_are_shown_with_marks():
    assert parse(b"\xff\xfe[ERROR]\x00 broken").kind is Kind.APPLICATION
    assert parse(f"[ERROR] {ID}".encode()).level is Level.ERROR
