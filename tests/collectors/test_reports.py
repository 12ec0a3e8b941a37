"""Reports: text and JSON alike, cold starts of every kind, and what is missing stays missing."""

import json

import pytest

from collectors import functions, log_reading, log_shape, reports
from collectors.records import Ask, FailureKind, Function, LogQuery, ReportsRead, Window
from collectors.runner import run
from tests.collecting import collected, only
from tests.collectors.insights_plans import Event, read
from tests.conftest import NOON
from tests.factories import a_function, an_identity

ID = "5f9e3c1a-1111-4222-8333-123456789abc"
TEXT = (f"REPORT RequestId: {ID}\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\t"
        "Max Memory Used: 80 MB\t")  # fmt: skip


def text(extra=""):
    return Event(TEXT + extra + "\n")


def event(kind="report", **record):
    usual = {"durationMs": 20.5, "billedDurationMs": 21, "memorySizeMB": 512, "maxMemoryUsedMB": 90}
    record = {"requestId": ID, "metrics": usual, "status": "success"} | record
    return Event(json.dumps({"time": "2026-11-01T11:58:20.000Z", "type": f"platform.{kind}", "record": record}))


def bucket(*events):
    (found,) = read(reports, *events).buckets
    return found


def test_a_text_report_is_read():
    found = bucket(text())
    assert (found.reports, found.billed_ms, found.duration_p50_ms) == (1, 13, 12.5)
    assert (found.memory_mb, found.max_memory_mb, found.version, found.ts) == (512, 80, "7", NOON - 300)
    assert found.cold_starts == 0


def test_a_json_report_is_read_alike():
    found = bucket(event())
    assert (found.reports, found.billed_ms, found.duration_p50_ms) == (1, 21, 20.5)
    assert (found.memory_mb, found.max_memory_mb) == (512, 90)


def test_text_and_json_of_one_bucket_are_counted_together():
    found = bucket(text(), text(), event())
    assert (found.reports, found.billed_ms, found.max_memory_mb, found.duration_p50_ms) == (3, 47, 90, 12.5)


def test_a_report_that_tells_its_duration_alone_is_counted():
    found = bucket(event(metrics={"durationMs": 4.0}))
    assert (found.reports, found.billed_ms, found.max_memory_mb) == (1, None, None)


@pytest.mark.parametrize(("events", "kind", "took"), [
    ([text("Init Duration: 300.25 ms\t")], "init", 300.25),
    ([event(metrics={"durationMs": 1, "initDurationMs": 280.0})], "init", 280.0),
    ([text("Restore Duration: 120.00 ms\tBilled Restore Duration: 121 ms\t")], "restore", 120.0),
    ([event(metrics={"durationMs": 1, "restoreDurationMs": 90.5})], "restore", 90.5),
    ([text(), Event("INIT_REPORT Init Duration: 10008.24 ms\tPhase: init\tStatus: timeout\n")], "cut", 10008.24),
    ([event(), event("initReport", phase="init", status="timeout", metrics={"durationMs": 10003.5})], "cut", 10003.5),
])  # fmt: skip
def test_every_kind_of_cold_start_is_counted_and_fetched(events, kind, took):
    found = read(reports, *events)
    assert [(each.kind, each.took_ms, each.version, each.at) for each in found.cold_starts] == [
        (kind, took, "7", (NOON - 100) * 1000)
    ]
    assert sum(each.cold_starts for each in found.buckets) == 1
    assert sum(each.reports for each in found.buckets) == 1


def test_what_restoring_is_billed_on_top_is_kept_apart():
    found = bucket(text("Restore Duration: 120.00 ms\tBilled Restore Duration: 121 ms\t"))
    assert (found.billed_ms, found.billed_restore_ms, found.restore_p95_ms) == (13, 121, 120)


def test_a_second_init_inside_the_invocation_is_no_cold_start_of_its_own():
    again = Event("INIT_REPORT Init Duration: 11000.00 ms\tPhase: invoke\tStatus: timeout\n")
    assert bucket(text(), again).cold_starts == 0


def test_a_timeout_is_counted_once_whether_one_line_or_two_tell_of_it():
    said = Event(f"2026-11-01T11:58:20.000Z {ID} Task timed out after 3.00 seconds\n\n")
    assert bucket(text("Status: timeout\t"), said).timeouts == 1
    assert bucket(text(), said).timeouts == 1
    assert bucket(event(status="timeout")).timeouts == 1


def test_out_of_memory_is_counted_by_its_type_or_by_the_kill():
    killed = Event(f"RequestId: {ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n")
    assert bucket(text("Status: error\tError Type: Runtime.OutOfMemory\t"), killed).out_of_memory == 1
    assert bucket(text("Status: error\tError Type: Runtime.ExitError\t"), killed).out_of_memory == 1
    assert bucket(event(status="error", errorType="Runtime.OutOfMemory")).out_of_memory == 1


def test_a_shared_group_tells_its_writers_apart_and_leaves_strangers_out():
    ours = [a_function(name, log_group="/shared/tools") for name in ("audit", "tidy-up")]
    shared = [
        Event(TEXT, stream=f"2026/11/01/{name}[$LATEST]ab", log="1:/shared/tools") for name in ("audit", "theirs")
    ]
    (found,) = read(reports, *shared, functions=ours).buckets
    assert (found.function.name, found.version) == ("audit", "$LATEST")


def test_more_cold_starts_than_a_query_may_return_are_left_to_the_buckets(monkeypatch):
    monkeypatch.setattr(reports, "MOST_COLD_STARTS", 1)
    found = read(reports, text("Init Duration: 300.00 ms\t"), text("Init Duration: 500.00 ms\t"))
    assert found.cold_starts is None
    assert found.buckets[0].init_max_ms == 500


HALVES = ["REPORT", "REPORT RequestId: ", '{"type": "platform.report", "record": {', "\x00\xff", "x" * 262_144]


@pytest.mark.parametrize("message", HALVES)
def test_half_a_report_or_binary_breaks_nothing(message):
    assert sum(each.reports for each in read(reports, Event(message), text()).buckets) == 1


def test_a_level_that_hides_reports_is_not_asked_about():
    assert not log_shape.reports(a_function(log_format="JSON", system_log_level="WARN"))
    assert log_shape.reports(a_function(log_format="JSON", system_log_level="INFO"))
    assert log_shape.reports(a_function(log_format="Text", system_log_level=""))


@pytest.fixture
def known(an_aws_of):
    _, records = collected(functions, an_aws_of())
    return tuple({each.identity: each for each in only(Function, records)}.values())


WINDOW = Window(NOON - 300, NOON, 300)


def test_the_embedded_fleet_reports_with_what_it_cost(an_aws_of, known):
    some = tuple(
        each for each in known if each.identity.name in ("checkout-api", "order-confirmation", "audit-log-shipper")
    )
    outcome, records = collected(reports, an_aws_of(), functions=some, windows=(WINDOW,))
    assert outcome.ok
    (found,) = only(ReportsRead, records)
    assert {each.function for each in found.buckets} <= {each.identity for each in some}
    assert {each.ts for each in found.buckets} == {NOON - 300}
    queries = only(LogQuery, records)
    assert {query.status for query in queries} == {"Complete"}
    assert outcome.usd == pytest.approx(sum(query.bytes_scanned for query in queries) / 1e9 * 0.005)
    assert outcome.usd > 0


def scanned(an_aws_of, functions, **asked):
    """The window and the log groups of each query that ended."""
    _, records = collected(reports, an_aws_of(), functions=functions, windows=(WINDOW,), **asked)
    return [(query.start, query.end, query.groups) for query in only(LogQuery, records)]


def test_nothing_is_scanned_twice_but_what_came_late(an_aws_of, known):
    some = tuple(each for each in known if each.identity.name in ("checkout-api", "order-intake-worker"))
    once = scanned(an_aws_of, some)
    assert {(start, end) for start, end, _ in once} == {(NOON - 300, NOON)}
    late = tuple(each for each in some if each.identity.name == "order-intake-worker")
    again = [query for query in scanned(an_aws_of, some, late=late) if query not in once]
    assert {(start, end) for start, end, _ in again} == {(NOON - 600, NOON - 300)}
    assert {group for *_, groups in again for group in groups} == {late[0].log_group}


def test_a_group_that_is_gone_or_denied_leaves_the_others_readable(an_aws_of, known):
    named = {each.identity.name: each for each in known}
    gone = a_function("deleted-worker", log_group="/aws/lambda/deleted-worker")
    some = (named["checkout-api"], named["hr-payroll-export"], gone)
    outcome, records = collected(reports, an_aws_of(), functions=some, windows=(WINDOW,))
    assert [(f.kind, f.subject) for f in outcome.failures] == [(FailureKind.DENIED, "hr-payroll-export")]
    assert {each.function.name for found in only(ReportsRead, records) for each in found.buckets} == {"checkout-api"}


def test_a_function_that_was_never_invoked_has_no_log_group_and_that_is_no_failure(an_aws_of):
    covered = []
    aws = an_aws_of()
    ask = Ask(functions=(a_function("new", log_group="/aws/lambda/new"),), windows=(WINDOW,))
    outcome = run(reports, aws, aws.target, ask, NOON, lambda chunk: covered.extend(chunk.covered))
    assert outcome.ok
    assert {(each.subject, each.result) for each in covered} == {("", "ok"), ("new", "gone")}


@pytest.mark.parametrize(("fault", "kind"), [
    ("throttle:1:logs:StartQuery", FailureKind.THROTTLED),
    ("deny:logs:GetQueryResults", FailureKind.DENIED),
])  # fmt: skip
def test_a_query_that_is_refused_is_a_failure_and_nothing_is_covered(an_aws_of, embedded_aws, fault, kind):
    embedded_aws.faults(fault)
    covered = []
    aws = an_aws_of()
    ask = Ask(functions=(a_function("checkout-api"),), windows=(WINDOW,))
    outcome = run(reports, aws, aws.target, ask, NOON, lambda chunk: covered.extend(chunk.covered))
    assert [failure.kind for failure in outcome.failures] == [kind]
    assert [each.result for each in covered] == [kind.value]


def test_a_long_window_is_read_in_pieces_the_newest_quarter_first():
    pieces = list(log_reading.pieces(Window(NOON - 9000, NOON, 300)))
    assert [(NOON - each.start, NOON - each.end) for each in pieces] == [
        (900, 0),
        (4500, 900),
        (8100, 4500),
        (9000, 8100),
    ]
    assert len(list(log_reading.pieces(Window(NOON - 3600, NOON, 300)))) == 1


def test_fifty_groups_go_into_one_query():
    made = [a_function(f"f{n}", identity=an_identity(f"f{n}")) for n in range(120)]
    assert [len(batch.groups) for batch in log_reading.batches(made)] == [50, 50, 20]
