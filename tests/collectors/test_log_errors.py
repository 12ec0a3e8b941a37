"""Errors in logs: found in every shape, counted by Logs Insights, sampled within bounds."""

import json
import time

import pytest

from collectors import functions, log_errors
from collectors.records import ErrorsRead, Function, Window
from demo.logs.query.plan import Plan, Tally
from tests.collecting import collected, only
from tests.collectors.insights_plans import Event, read
from tests.conftest import NOON
from tests.factories import a_function

ID = "5f9e3c1a-1111-4222-8333-123456789abc"
ERRORS = {
    "plain json": '{"level": "error", "message": "no stock"}',
    "upper case json": '{"level":"ERROR","message":"no stock"}',
    "pino": '{"level":50,"msg":"no stock"}',
    "python json formatter": '{"levelname": "CRITICAL", "message": "x"}',
    "severity": '{"severity": "fatal", "message": "x"}',
    "powertools": '{"level":"ERROR","location":"handler:31","message":"x","exception_name":"KeyError"}',
    "lambda json": '{"timestamp":"2026-11-01T11:58:20Z","level":"ERROR","requestId":"a","errorType":"KeyError"}',
    "python text": f"[ERROR]\t2026-11-01T11:58:20.000Z\t{ID}\tno stock\n",
    "unhandled python": "[ERROR] KeyError: 'sku'\nTraceback (most recent call last):\n  File ...",
    "bare traceback": 'Traceback (most recent call last):\n  File "/var/task/app.py", line 3\nKeyError: 1',
    "node": f'2026-11-01T11:58:20.000Z\t{ID}\tERROR\tInvoke Error \t{{"errorType":"TypeError"}}\n',
    "java": "Cannot reserve: java.lang.IllegalStateException\n\tat shop.Stock.reserve(Stock.java:12)\n",
    "log4j": f"2026-11-01 11:58:20,000 {ID} ERROR Stock - no stock\n",
    "timeout": f"2026-11-01T11:58:20.000Z {ID} Task timed out after 3.00 seconds\n\n",
    "exit": f"RequestId: {ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n",
    "json timeout": '{"type":"platform.report","record":{"requestId":"a","status":"timeout"}}',
    "half a record": '{"level":"error","message":"no st',
}
OTHERS = {
    "info": '{"level": "info", "message": "no error here"}',
    "text info": f"[INFO]\t2026-11-01T11:58:20.000Z\t{ID}\tall good\n",
    "report": f"REPORT RequestId: {ID}\tDuration: 3000.00 ms\tStatus: timeout\tError Type: Runtime.OutOfMemory",
    "json report": '{"type":"platform.report","record":{"requestId":"a","status":"success"}}',
    "warning": '{"level":"WARN","message":"slow"}',
    "binary": "\x00\x01\xff\xfe",
    "empty": "",
}


@pytest.mark.parametrize("message", ERRORS.values(), ids=ERRORS)
def test_an_error_in_any_shape_is_counted_and_fetched(message):
    found = read(log_errors, Event(message))
    assert [(each.records, each.version, each.ts) for each in found.counts] == [(1, "7", NOON - 300)]
    assert [each.text for each in found.samples] == [message]


@pytest.mark.parametrize("message", OTHERS.values(), ids=OTHERS)
def test_what_is_no_error_is_left_alone(message):
    found = read(log_errors, Event(message))
    assert (found.counts, found.samples) == ((), ())


def test_the_request_of_a_json_record_comes_along():
    (sample,) = read(log_errors, Event(ERRORS["lambda json"])).samples
    assert sample.request_id == "a"


def test_a_record_of_256_kb_is_fetched_in_part():
    (sample,) = read(log_errors, Event('{"level":"error","message":"' + "x" * 262_144)).samples
    assert len(sample.text) == log_errors.LONGEST_TEXT


def test_a_million_errors_in_an_hour_are_a_count_and_a_thousand_samples():
    text = json.dumps({"level": "error", "message": "no stock " + "x" * 200})
    found = read(log_errors, *(Event(text, at=(NOON - 200) * 1000 + n) for n in range(5_000)))
    assert sum(each.records for each in found.counts) == 5_000
    assert len(found.samples) == log_errors.MOST_SAMPLES
    assert found.samples[0].at == (NOON - 200) * 1000 + 4_999


def test_quiet_groups_share_a_query_and_a_loud_one_has_its_own():
    assert list(log_errors.lots({"a": 10, "b": 1_000_000, "c": 20})) == [["a", "c"], ["b"]]
    assert list(log_errors.lots({})) == []


def test_the_patterns_keep_their_pace_on_hostile_lines():
    lines = ["\n at " * 5_000, "ERROR(" * 5_000, " " * 100_000, '"level' * 20_000, '"level" : ' * 9_000]
    begun = time.process_time()
    Plan(log_errors.COUNTS, NOON * 1000).run([Event(line) for line in lines], Tally())
    assert time.process_time() - begun < 5


def test_the_embedded_fleet_tells_of_its_errors(an_aws_of):
    _, records = collected(functions, an_aws_of())
    known = {each.identity.name: each for each in only(Function, records)}
    outcome, records = collected(log_errors, an_aws_of(), functions=tuple(known.values())[:4],
                                 windows=(Window(NOON - 300, NOON, 300),))  # fmt: skip
    assert only(ErrorsRead, records)
    assert not [failure for failure in outcome.failures if failure.kind.value == "unexpected"]


def test_a_function_without_a_log_group_is_not_asked_about(an_aws_of):
    outcome, records = collected(log_errors, an_aws_of(), functions=(a_function(log_group=""),),
                                 windows=(Window(NOON - 300, NOON, 300),))  # fmt: skip
    assert outcome.ok
    assert only(ErrorsRead, records) == []
