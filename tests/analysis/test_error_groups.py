"""Groups of errors: exact where everything was fetched, estimated where it was not, new when 48 hours were quiet."""

import json

from collectors.records import ErrorCount, ErrorSample, ErrorsRead, Window
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.error_groups import error_in, grouped, novelty

API = an_identity("checkout-api")
HOUR = 3600


def a_sample(text, at=NOON * 1000, version="7", function=API, request_id=""):
    return ErrorSample(function, version, at, "stream", text, request_id)


def said(message, kind="KeyError"):
    return json.dumps({"level": "ERROR", "message": message, "errorType": kind, "requestId": "r-1"})


def read(samples, *counts):
    found = [ErrorCount(API, "7", ts, records) for ts, records in counts]
    return ErrorsRead((API,), Window(NOON - 300, NOON + 300, 300), tuple(found), tuple(samples))


def test_records_that_differ_in_ids_alone_are_one_group():
    found = grouped(read([a_sample(said(f"no order {n}")) for n in (17, 99)], (NOON, 2)))
    (count,) = found.counts
    assert (count.records, count.estimated, count.version, count.ts) == (2, False, "7", NOON)
    assert found.groups[count.key].error_type == "KeyError"
    assert {each.request_id for each in found.samples} == {"r-1"}


def test_what_only_looked_like_an_error_is_left_out():
    text = json.dumps({"level": "INFO", "message": "x", "note": 'was "level": "error"'})
    assert grouped(read([a_sample(text)], (NOON, 1))).counts == ()


def test_beyond_what_is_fetched_shares_are_estimated():
    samples = [a_sample(said("a", "KeyError"))] * 30 + [a_sample(said("b", "ValueError"))] * 10
    counts = grouped(read(samples, (NOON, 4000), (NOON - 300, 400))).counts
    by_type = {(each.ts, each.records) for each in counts}
    assert by_type == {(NOON, 3000), (NOON, 1000), (NOON - 300, 300), (NOON - 300, 100)}
    assert all(each.estimated for each in counts)


def test_what_is_no_error_takes_no_share_of_the_others():
    samples = [a_sample(said("a"))] * 30 + [a_sample("INFO nothing ERROR-like")] * 30
    (count,) = grouped(read(samples, (NOON, 6000))).counts
    assert count.records == 3000


def test_a_timeout_that_only_its_json_report_tells_of_is_an_error():
    text = json.dumps({"type": "platform.report", "record": {"requestId": "a", "status": "timeout"}})
    assert error_in(text).error_type == "Sandbox.Timedout"
    assert error_in("REPORT RequestId: a\tDuration: 3000.00 ms\tStatus: timeout") is None


def test_a_group_is_new_when_48_hours_before_it_were_quiet():
    assert novelty(NOON, NOON - 49 * HOUR, 0).new
    assert not novelty(NOON, NOON - 47 * HOUR, 0).new


def test_a_group_is_new_after_an_hour_of_absence_where_the_logs_were_not_read_further_back():
    found = novelty(NOON, None, NOON - 3 * HOUR)
    assert (found.new, found.looked_back_s) == (True, 3 * HOUR)
    assert not novelty(NOON, None, NOON - 600).new
    assert novelty(NOON, None, NOON - 90 * HOUR).looked_back_s == 48 * HOUR
