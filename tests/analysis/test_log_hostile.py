"""Whatever a log event holds, the parser answers, soon, and with a record."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import log_samples
from webapp.analysis.log_records.fingerprint import fingerprint
from webapp.analysis.log_records.lines import Line, joined
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import LogRecord

SAMPLES = [
    value if isinstance(value, str) else "\n".join(value)
    for name, value in vars(log_samples).items()
    if name.isupper() and isinstance(value, str | list)
]
KEYS = st.sampled_from(
    [
        "type",
        "record",
        "metrics",
        "level",
        "message",
        "msg",
        "error",
        "err",
        "exception",
        "stack",
        "stackTrace",
        "stack_trace",
        "frames",
        "errorType",
        "requestId",
        "location",
        "_aws",
        "CloudWatchMetrics",
        "tracing",
        "durationMs",
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["platform.report", *SAMPLES])
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6))


def holds(record):
    assert isinstance(record, LogRecord)
    assert all(
        isinstance(text, str) for text in (record.message, record.request_id, record.error_type, record.trace_id)
    )
    assert len(record.message) <= 4096
    assert fingerprint(record).key


@given(st.text() | st.binary())
def test_any_text_and_any_bytes_give_a_record(message):
    holds(parse(message))


@given(st.dictionaries(KEYS, JSON))
def test_any_json_object_gives_a_record(document):
    holds(parse(json.dumps(document)))


@given(st.sampled_from(SAMPLES), st.integers(0, 400), st.text(max_size=5), st.integers(0, 400))
def test_any_cut_and_spliced_sample_gives_a_record(sample, cut, splice, skip):
    holds(parse(sample[:cut] + splice + sample[cut + skip :]))


@given(st.lists(st.builds(Line, st.integers(), st.sampled_from("ab"), st.sampled_from(SAMPLES) | st.text())))
def test_joining_loses_no_text(lines):
    words = [word for line in joined(lines) for word in line.message.split()]
    assert sorted(words) == sorted(word for line in lines for word in line.message.split())


@pytest.mark.parametrize(
    "message",
    [
        "{" * 100_000,
        '{"a":' * 100_000,
        '{"message": "' + "\\" * 262_144,
        "[" * 262_144,
        "    at " * 40_000,
        "\n\tat a.b(" * 30_000,
        'File "' * 40_000,
        "Traceback (most recent call last):\n" * 8_000,
        "a" * 262_144,
        "a-" * 131_072,
        "1:" * 131_072,
        "a:\n" * 90_000,
        "'" * 262_144,
        "REPORT RequestId: " + "Duration: " * 26_000,
        "RequestId: " + " " * 262_144,
        '{"level":' + "9" * 262_144 + "}",
        "\x00\x1b[31m" * 40_000,
        "<script>alert(1)</script>" * 10_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_line_of_256_kb_takes_no_longer_than_others(message):
    began = process_time()
    holds(parse(message))
    assert process_time() - began < 0.5
