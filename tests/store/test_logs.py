"""What the logs say, in the store: each look replaces the one before, samples stay few, old rows go."""

import json

import pytest

from collectors.records import (
    ColdStart,
    ErrorCount,
    ErrorSample,
    ErrorsRead,
    Kind,
    LogGroup,
    LogQuery,
    ReportBucket,
    ReportsRead,
    Window,
)
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.config import Retention
from webapp.store.cold_starts import cold_starts
from webapp.store.error_groups import Spell, counts, group_of, records_by_bucket, spells
from webapp.store.error_samples import MOST, samples
from webapp.store.log_groups import log_groups
from webapp.store.log_queries import recent_queries, scanned_usd
from webapp.store.report_buckets import Reported, buckets, reported
from webapp.store.retention import prune
from webapp.watch.saving import save_records

API = an_identity("checkout-api")
WORKER = an_identity("order-worker")
WINDOW = Window(NOON - 600, NOON, 300)
DAY = 86_400


def save(store, *records):
    with store.write() as conn:
        save_records(conn, "prod/eu-west-1", records, NOON)


def a_bucket(function=API, ts=NOON - 300, **fields):
    return ReportBucket(function, "7", ts, **{"reports": 10, "billed_ms": 100.0} | fields)


def an_error(n=0, at=(NOON - 100) * 1000, message="no order", function=API):
    return ErrorSample(function, "7", at + n, "s", json.dumps({"level": "ERROR", "message": message, "n": n}), f"r{n}")


def errors(*samples, total=None, window=WINDOW):
    return ErrorsRead((API,), window, (ErrorCount(API, "7", NOON - 300, total or len(samples)),), samples)


def test_a_look_at_reports_replaces_the_one_before_for_its_functions_alone(store):
    save(store, ReportsRead((API, WORKER), WINDOW, (a_bucket(), a_bucket(WORKER))))
    save(store, ReportsRead((API,), WINDOW, (a_bucket(reports=12, init_p95_ms=400.0),)))
    with store.read() as conn:
        assert buckets(conn, NOON - 600, NOON, [API]) == [a_bucket(reports=12, init_p95_ms=400.0)]
        assert {each.function for each in buckets(conn, NOON - 600, NOON)} == {API, WORKER}


def test_what_was_billed_is_added_up_with_restoring(store):
    earlier = a_bucket(ts=NOON - 600, billed_restore_ms=7.0)
    save(store, ReportsRead((API,), WINDOW, (a_bucket(), earlier)))
    with store.read() as conn:
        assert reported(conn, NOON - 600, NOON) == {API: Reported(20, 207)}


def test_cold_starts_are_kept_one_by_one(store):
    start = ColdStart(API, "7", (NOON - 100) * 1000, "init", 300.5, "r", 512.0, 80.0)
    for _ in range(2):
        save(store, ReportsRead((API,), WINDOW, (a_bucket(inits=1),), (start,)))
    with store.read() as conn:
        assert cold_starts(conn, NOON - 600, NOON) == [start]


def test_errors_are_counted_by_group_and_a_second_look_counts_nothing_twice(store):
    for _ in range(2):
        save(store, errors(an_error(1), an_error(2)))
    with store.read() as conn:
        (count,) = counts(conn, NOON - 600, NOON)
        assert (count.records, count.function) == (2, API)
        group = group_of(conn, count.key)
        assert (group.first_seen, group.last_seen, group.fingerprint.template) == (NOON - 300, NOON - 300, "no order")
        assert len(samples(conn, key=count.key)) == 2
        assert records_by_bucket(conn, NOON - 600, NOON) == {API: [(NOON - 300, 2)]}
        assert spells(conn, NOON - 5 * DAY, NOON - DAY, NOON) == {count.key: Spell(NOON - 300, None)}


def test_of_many_records_the_first_and_the_newest_are_kept(store):
    save(store, errors(*(an_error(n) for n in range(100))))
    later = Window(NOON, NOON + 300, 300)
    save(store, errors(*(an_error(n, at=(NOON + 10) * 1000) for n in range(100)), window=later))
    with store.read() as conn:
        kept = samples(conn, most=1000)
        assert len(kept) == MOST + 1
        assert kept[0].request_id == "r99"
        assert kept[-1].sample.at == (NOON - 100) * 1000


def test_a_query_is_known_with_what_it_cost(store):
    query = LogQuery("q-1", "reports", ("/aws/lambda/a",), NOON - 300, NOON, NOON, "Complete", 2_000_000_000, 5)
    save(store, query, LogGroup(an_identity("/aws/lambda/a", Kind.LOG_GROUP), 5_000, NOON - DAY, 30))
    with store.read() as conn:
        assert recent_queries(conn, NOON - 10, NOON + 10) == [("prod/eu-west-1", "", None, query)]
        assert scanned_usd(conn, NOON - 10, NOON + 10) == pytest.approx(0.01)
        assert scanned_usd(conn, NOON - 10, NOON + 10, "mara") == 0
        assert [each.stored_bytes for each in log_groups(conn)] == [5_000]


def test_what_logs_said_is_forgotten_when_it_is_old(store):
    start = ColdStart(API, "7", (NOON - 100) * 1000, "init", 300.5)
    save(store, ReportsRead((API,), WINDOW, (a_bucket(),), (start,)), errors(an_error()))
    save(store, LogQuery("q-1", "reports", (), NOON, NOON, NOON, "Complete", 0))
    assert prune(store, Retention(), NOON + 62 * DAY) == 1
    assert prune(store, Retention(), NOON + 64 * DAY) == 4
    assert prune(store, Retention(), NOON + 460 * DAY) == 1


def test_a_function_billed_by_its_reports_says_so(store):
    save(store, ReportsRead((API,), WINDOW, (a_bucket(billed_ms=None),)))
    with store.read() as conn:
        assert reported(conn, NOON - 600, NOON) == {API: Reported(10, 0)}
