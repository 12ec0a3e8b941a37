"""Every real line that others published is parsed and none misread; skipped where those samples are not at hand."""

import csv
import json
import re

import pytest

from tests.shared_data import FOLDER as SAMPLES
from webapp.analysis.log_records.levels import WORDS
from webapp.analysis.log_records.lines import Line, joined
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Kind, Level

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published samples of ../shared/data are not here")

KINDS = {
    "REPORT": Kind.REPORT,
    "START": Kind.START,
    "END": Kind.END,
    "INIT_START": Kind.INIT,
    "INIT_REPORT": Kind.INIT,
    "RESTORE_START": Kind.RESTORE,
    "RESTORE_REPORT": Kind.RESTORE,
    "TIMEOUT": Kind.FAILURE,
    "EXIT_ERROR": Kind.FAILURE,
    "EXTENSION": Kind.PLATFORM,
}
NAMES = {
    "durationMs": "duration_ms",
    "billedDurationMs": "billed_ms",
    "memorySizeMB": "memory_mb",
    "maxMemoryUsedMB": "max_memory_mb",
    "initDurationMs": "init_ms",
    "restoreDurationMs": "restore_ms",
    "billedRestoreDurationMs": "billed_restore_ms",
}


def lines(name):
    return [json.loads(line) for line in (SAMPLES / name).read_text().splitlines()] if SAMPLES.is_dir() else []


def records(name):
    document = json.loads((SAMPLES / name).read_text())
    return document if isinstance(document, list) else [document]


def files(pattern):
    return sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.glob(pattern))


def test_every_platform_line_is_of_its_kind_with_the_id_and_numbers_that_stand_in_it():
    found = lines("logs/platform_lines.jsonl")
    assert len(found) > 200
    for sample in found:
        line, record = sample["line"], parse(sample["line"])
        assert record.kind is KINDS[sample["kind"]], line
        if sample["real_id"]:
            assert record.request_id, line
            assert record.request_id in line
        if record.report:
            check_numbers(line, record.report)


def check_numbers(line, report):
    """What is told as a number is read as that number, and nothing else is."""
    words = " ".join(line.split())
    for label, name, unit in (
        ("Billed Restore Duration", "billed_restore_ms", "ms"),
        ("Billed Duration", "billed_ms", "ms"),
        ("Init Duration", "init_ms", "ms"),
        ("Memory Size", "memory_mb", "MB"),
        ("Max Memory Used", "max_memory_mb", "MB"),
    ):
        told = words.partition(f"{label}: ")[2].partition(f" {unit}")[0]
        value = getattr(report, name)
        assert (value is not None) == told.replace(".", "").isdigit(), (label, line)
        assert value is None or float(told) == value


def test_every_platform_event_is_of_its_kind():
    for sample in lines("logs/platform_events.jsonl"):
        event = sample["event"]
        record = parse(json.dumps(event))
        assert record.kind not in (Kind.APPLICATION, Kind.METRICS), event
        assert (record.kind is Kind.REPORT) == (event["type"] == "platform.report")
        metrics = event["record"].get("metrics", {}) if isinstance(event.get("record"), dict) else {}
        if record.report:
            assert {name: getattr(record.report, NAMES[name]) for name in metrics} == metrics


def messages_in(tail):
    """The messages of a log tail as Invoke returns it, where an extension may have forgotten the new line."""
    parts = re.split(r'\n|(?<=[^\n\s])(?=\{"(?:time|timestamp)":)', tail)
    return [line.message for line in joined(Line(0, "a", part) for part in parts if part)]


def test_the_parses_that_others_expect_are_ours():
    found = lines("logs/expected_parses.jsonl")
    assert found
    for sample in found:
        reports = [r.report for r in map(parse, messages_in(sample["input"])) if r.report]
        if "no REPORT" in sample["note"]:
            assert reports == []
            continue
        (report,) = reports
        told = {name: value for name, value in sample["expected"].items() if name in NAMES}
        assert {name: getattr(report, NAMES[name]) for name in told} == told, sample["input"]


@pytest.mark.parametrize("name", files("logs/whole_streams/*.csv"))
def test_the_numbers_of_whole_streams_agree_with_their_columns(name):
    with (SAMPLES / name).open(newline="") as file:
        for row in csv.DictReader(file):
            record = parse(row["message"])
            if record.report:
                assert (record.report.duration_ms, record.report.billed_ms) == (
                    float(row["duration"]),
                    float(row["billedDuration"]),
                )
            assert record.is_error == row["message"].startswith("[ERROR]"), row["message"]
            if record.is_error:
                assert record.error_type
                assert record.message


@pytest.mark.parametrize("name", files("logs/filter_log_events/*.json"))
def test_recorded_answers_are_read(name):
    (answer,) = records(name)
    for event in answer["data"]["events"]:
        word = event["message"].split(" ", 1)[0]
        record = parse(event["message"])
        assert record.kind is KINDS.get(word, Kind.APPLICATION)
        assert record.level is {"[INFO]\t": Level.INFO, "[DEBUG]": Level.DEBUG}.get(event["message"][:7], record.level)


@pytest.mark.parametrize("name", files("logs/subscription_events/*.json"))
def test_subscription_events_are_read(name):
    for event in records(name)[0]["logEvents"]:
        message = event["message"] if isinstance(event["message"], str) else json.dumps(event["message"])
        record = parse(message)
        assert (record.kind is Kind.FAILURE) == ("timed out" in message[:100] or "exited" in message[:100])


@pytest.mark.parametrize("name", files("structured/*/*.json"))
def test_structured_records_keep_their_level_message_and_type(name):
    for document in records(name):
        record = parse(json.dumps(document))
        if isinstance(document, dict) and "_aws" in document:
            assert record.kind is Kind.METRICS
        elif isinstance(document, dict) and "level" in document:
            assert record.level is WORDS[document["level"]]
            said = document.get("message", document.get("event"))
            assert record.message == (said if isinstance(said, str) else json.dumps(said))
            assert record.error_type == document.get("exception_name", "")
            assert record.request_id == document.get("function_request_id", document.get("request_id", ""))
