"""Errors, cold starts, memory and logs: what the pages and their JSON twins say of what the logs told."""

import json
from dataclasses import replace

import pytest

from collectors.records import (
    Change,
    ColdStart,
    Coverage,
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
from tests.factories import a_function, an_identity
from tests.fleets import PROD, a_config, a_denial, an_outcome, save_looking
from tests.personas import VIEWER, form_token, post, save_people, signed_in
from webapp.app import create_app
from webapp.store import jobs, log_queries
from webapp.store.changes import save_changes
from webapp.store.coverage import save_coverage
from webapp.store.functions import save_functions
from webapp.store.jobs import JobState
from webapp.store.log_queries import KIND
from webapp.store.settings import save_setting
from webapp.watch.saving import save_records

API = an_identity("checkout-api")
HOUR = 3600
WINDOW = Window(NOON - HOUR, NOON, 300)
SAID = {"level": "ERROR", "message": "no order 17 password=hunter2", "errorType": "KeyError", "requestId": "r-1"}
TEXT = json.dumps(SAID)
REPORT = (
    "REPORT RequestId: r-1\tDuration: 12.00 ms\tBilled Duration: 12 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t\n"
    "XRAY TraceId: 1-5f-ab\t"
)


@pytest.fixture
def told(store):
    """One function in production, whose logs were read for three hours."""
    save_looking(store, NOON)
    with store.write() as conn:
        save_functions(conn, [a_function(), a_function("quiet", log_format="JSON", system_log_level="WARN")], NOON)
        for collector in ("reports", "log_errors"):
            save_coverage(conn, PROD.name, collector, [Coverage(300, NOON - 3 * HOUR, NOON, NOON)])

    def save(*records):
        with store.write() as conn:
            save_records(conn, PROD.name, records, NOON)

    return save


def errors(text=TEXT, records=1, ts=NOON - 600):
    sample = ErrorSample(API, "7", ts * 1000, "stream", text, "")
    return ErrorsRead((API,), WINDOW, (ErrorCount(API, "7", ts, records),), (sample,))


def reports(*buckets, cold=()):
    return ReportsRead((API,), WINDOW, buckets, cold)


def a_bucket(**fields):
    return ReportBucket(API, "7", **{"ts": NOON - 600, "reports": 100} | fields)


def html_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def test_a_new_error_is_named_with_the_deploy_that_it_followed(client, store, told):
    with store.write() as conn:
        save_changes(conn, [Change(API, NOON - 1200, "deploy", "code_sha256", "a", "b", "e-1", "mara")])
    told(errors())
    html = html_of(client, "/errors")
    assert "1 new error" in html
    assert "after the deploy of checkout-api" in html
    (group,) = client.get("/api/v1/errors").json["groups"]
    assert (group["new"], group["error_type"], group["records"]) == (True, "KeyError", 1)
    assert (group["deployed_function"], group["deployed_at"]) == ("checkout-api", NOON - 1200)


@pytest.mark.parametrize(("minutes_after", "new"), [(90, True), (30, False)])
def test_the_timeline_calls_no_error_new_that_may_have_been_there_before_anybody_looked(
    client, told, minutes_after, new
):
    first = NOON - 3 * HOUR + minutes_after * 60
    told(replace(errors(ts=first), window=Window(first, first + HOUR, 300)))
    said = [event["text"] for event in client.get("/api/v1/timeline?from=-3h&kind=error").json["events"]]
    assert said == (["new error KeyError: no order * password=*"] if new else [])


def test_an_error_that_came_before_is_not_new(client, store, told):
    with store.write() as conn:
        save_coverage(conn, PROD.name, "log_errors", [Coverage(300, NOON - 90 * HOUR, NOON, NOON)])
    for hours in (60, 20):
        window = Window(NOON - (hours + 1) * HOUR, NOON - (hours - 1) * HOUR, 300)
        told(replace(errors(ts=NOON - hours * HOUR), window=window))
    (group,) = client.get("/api/v1/errors").json["groups"]
    assert not group["new"]


def test_a_share_of_what_was_fetched_is_called_an_estimate(client, told):
    told(errors(records=5_000))
    assert "≈ 5,000" in html_of(client, "/errors")
    assert client.get("/api/v1/errors").json["groups"][0]["estimated"] is True


def test_one_group_shows_records_masked_with_their_request_and_a_note_to_hand_over(client, told):
    told(errors())
    key = client.get("/api/v1/errors").json["groups"][0]["key"]
    html = html_of(client, f"/errors/{key}")
    assert "hunter2" not in html
    assert "&#34;requestId&#34;: &#34;r-1&#34;" in html
    assert "request=r-1" in html
    assert "### KeyError" in html
    assert "- requests: `r-1`" in html
    assert client.get("/errors/0123456789abcdef").status_code == 404


def test_a_record_shows_its_stack_before_everything_else_that_was_logged(client, told):
    trace = (
        'Traceback (most recent call last):\n  File "/var/task/app.py", line 31, in handler\n'
        '  File "/var/task/vat.py", line 7, in check\nValueError: no rate, token=hunter2'
    )
    told(errors(json.dumps({"level": "ERROR", "message": "failed", "exception": trace})))
    html = html_of(client, f"/errors/{client.get('/api/v1/errors').json['groups'][0]['key']}")
    assert html.index("vat.py:7 check") < html.index("app.py:31 handler") < html.index("The record as it was written")
    assert "hunter2" not in html


def test_foreign_text_stays_text(client, told):
    told(errors(json.dumps({"level": "ERROR", "message": "<script>alert(1)</script>", "errorType": "<b>Bad</b>"})))
    key = client.get("/api/v1/errors").json["groups"][0]["key"]
    for path in ("/errors", f"/errors/{key}"):
        assert "<script>alert" not in html_of(client, path)
        assert "<b>Bad" not in html_of(client, path)


def test_text_that_is_withheld_from_viewers_is_not_shown(store, clock, told):
    config = a_config()
    config = replace(config, privacy=replace(config.privacy, withhold_from_viewers=("log_text",)))
    told(errors())
    save_people(store, NOON, VIEWER)
    viewer = signed_in(create_app(config, store, clock), store, NOON, VIEWER)
    (group,) = viewer.get("/api/v1/errors").json["groups"]
    assert (group["error_type"], group["message"]) == ("KeyError", "")
    html = html_of(viewer, f"/errors/{group['key']}")
    assert "no order" not in html
    assert "withheld from you" in html


def test_logs_that_were_not_read_are_not_called_free_of_errors(client):
    assert "Not looked yet" in html_of(client, "/errors")
    assert "Not looked yet" in html_of(client, "/cold-starts")
    assert "Not looked yet" in html_of(client, "/memory")
    assert "0 records" not in html_of(client, "/errors")


@pytest.mark.parametrize(
    ("path", "collector"), [("/errors", "log_errors"), ("/cold-starts", "reports"), ("/memory", "reports")]
)
def test_logs_that_are_denied_are_said_to_be_and_not_to_come(client, store, path, collector):
    save_looking(store, NOON, an_outcome(collector=collector, now=NOON, failures=(a_denial(action="logs:StartQuery"),)))
    html = html_of(client, path)
    assert "The logs could not be read" in html
    assert "Not looked yet" not in html


def test_a_spent_budget_is_said_where_the_logs_would_be(client, store, told):
    with store.write() as conn:
        save_setting(conn, "pace", json.dumps({"at": NOON, "spent_usd": 10, "usd_a_day": 10, "stretch": 1e9}))
    assert "Logs are not read again before midnight" in html_of(client, "/errors")
    with store.write() as conn:
        save_setting(conn, "pace", json.dumps({"at": NOON, "spent_usd": 10, "usd_a_day": 10, "stretch": 2.5}))
    assert "2.5 times less often" in html_of(client, "/errors")


def starts(*took, kind="init"):
    return tuple(ColdStart(API, "7", (NOON - 600 + n) * 1000, kind, ms) for n, ms in enumerate(took))


def test_cold_starts_have_their_share_and_exact_percentiles(client, told):
    told(reports(a_bucket(inits=4), cold=starts(100.0, 200.0, 300.0, 900.0)))
    (line,) = client.get("/api/v1/cold-starts").json["functions"]
    assert (line["cold_start_share"], line["init_p50_ms"], line["init_p95_ms"]) == (0.04, 200.0, 900.0)
    assert line["exact"]
    assert "4.0 %" in html_of(client, "/cold-starts")


def test_too_many_cold_starts_are_told_by_their_worst_five_minutes(client, told):
    told(reports(a_bucket(inits=90_000, reports=100_000, init_p95_ms=700.0)))
    (line,) = client.get("/api/v1/cold-starts").json["functions"]
    assert (line["exact"], line["init_p95_ms"]) == (False, 700.0)
    assert "worst 5 min" in html_of(client, "/cold-starts")


def test_a_function_whose_level_hides_reports_has_no_report_data(client, told):
    told(reports(a_bucket()))
    assert client.get("/api/v1/cold-starts").json["no_report_data"] == ["quiet"]
    assert "No REPORT data" in html_of(client, "/cold-starts")
    assert "No REPORT data" in html_of(client, "/functions/111122223333/eu-west-1/quiet")


@pytest.mark.parametrize(("result", "said"), [
    ("gone", "There is no log group /aws/lambda/checkout-api (yet)"), ("denied", "could not be read: denied"),
])  # fmt: skip
def test_a_function_whose_own_logs_could_not_be_read_does_not_look_well(client, store, told, result, said):
    with store.write() as conn:
        save_coverage(conn, PROD.name, "log_errors", [Coverage(300, NOON - 600, NOON, NOON, result, API.name)])
    assert said in html_of(client, "/functions/111122223333/eu-west-1/checkout-api")


def test_starts_that_got_slower_name_the_change_before(client, store, told):
    with store.write() as conn:
        save_changes(conn, [Change(API, NOON - 700, "configuration", "layers", "a", "b", "e-1")])
    told(reports(a_bucket(inits=12), cold=starts(*[200.0] * 6, *[900.0] * 6)))
    html = html_of(client, "/cold-starts")
    assert "Cold starts got slower in 1 function" in html
    assert "after a change: layers + b, − a" in html


@pytest.mark.parametrize("by", ["function", "version", "runtime", "nonsense"])
def test_cold_starts_are_told_by_function_version_or_runtime(client, told, by):
    told(reports(a_bucket(inits=1), cold=starts(100.0)))
    assert "python3.13" in html_of(client, f"/cold-starts?by={by}")


def test_memory_is_shown_fullest_first(client, told):
    told(reports(a_bucket(memory_mb=512.0, max_memory_mb=500.0)))
    html = html_of(client, "/memory")
    assert "1 function is short of memory" in html
    assert "500 MB" in html


def test_the_function_page_tells_what_its_logs_say(client, told):
    told(errors(), reports(a_bucket(inits=1, memory_mb=512.0, max_memory_mb=100.0), cold=starts(321.0)))
    html = html_of(client, "/functions/111122223333/eu-west-1/checkout-api")
    assert "KeyError" in html
    assert "321 ms" in html
    assert "100 of 512 MB" in html


@pytest.fixture
def priced(told):
    group = an_identity("/aws/lambda/checkout-api", Kind.LOG_GROUP)
    told(LogGroup(group, 100 * 10**9, NOON - 100 * HOUR))


def test_what_a_query_will_cost_is_shown_before_it_is_asked(client, priced):
    html = html_of(client, "/logs?function=checkout-api&from=-1h")
    assert "1.000 GB, $0.005" in html
    assert "10.000 GB, $0.05" in html_of(client, "/logs?function=checkout-api&from=-10h")


def test_a_request_id_brings_the_query_for_its_story(client, priced):
    assert "filter @message like &#34;r-1&#34;" in html_of(client, "/logs?request=r-1")


def test_a_query_dearer_than_what_is_left_of_the_budget_is_refused(store, clock, priced):
    config = a_config()
    config = replace(config, budget=replace(config.budget, usd_a_day=0.001))
    html = html_of(create_app(config, store, clock).test_client(), "/logs?from=-1h")
    assert "You cannot ask this" in html


def test_viewers_ask_only_within_a_budget_of_their_own(store, clock, priced):
    save_people(store, NOON, VIEWER)
    config = a_config()
    viewer = signed_in(create_app(config, store, clock), store, NOON, VIEWER)
    asked = {"place": "111122223333/eu-west-1", "q": "limit 1", "from": "-1h", "csrf_token": form_token(viewer)}
    assert viewer.post("/logs/queries", data=asked).status_code == 403
    generous = replace(config, logs=replace(config.logs, viewers_usd_a_day=1.0))
    viewer = signed_in(create_app(generous, store, clock), store, NOON, VIEWER)
    answer = viewer.post("/logs/queries", data=asked | {"csrf_token": form_token(viewer)})
    assert answer.status_code == 303
    with store.read() as conn:
        job = jobs.job_of(conn, int(answer.location.rsplit("/", 1)[-1]))
    assert (job.kind, job.payload["groups"], job.payload["text"]) == (KIND, ["/aws/lambda/checkout-api"], "limit 1")
    assert post(viewer, f"/logs/queries/{job.id}/stop").status_code == 303
    with store.read() as conn:
        assert jobs.cancel_requested(conn, job.id)


def an_answer(store, left_out=(), state=JobState.DONE, **asked):
    place = {"partition": "aws", "account": "111122223333", "region": "eu-west-1"}
    payload = place | {"groups": ["/aws/lambda/checkout-api"], "text": "limit 1", "start": NOON - 60, "end": NOON,
                       "person": "mara"}  # fmt: skip
    rows = [["2026-11-01 11:59:00.000", TEXT], ["2026-11-01 11:59:01.000", REPORT]]
    told = {"status": "Complete", "columns": ["@timestamp", "@message"], "rows": rows, "found": 2, "bytes": 10**9}
    told["left_out"] = list(left_out)
    with store.write() as conn:
        jobs.add(conn, KIND, payload | asked, NOON)
        job = jobs.claim(conn, "me", NOON, 60)
        jobs.finish(conn, job, state, told if state is JobState.DONE else {"error": "unexpected symbol"}, NOON)
    return job.id


def test_a_query_that_failed_or_was_stopped_never_says_that_nothing_was_found(client, store, told):
    failed = html_of(client, f"/logs/queries/{an_answer(store, state=JobState.FAILED)}")
    assert "Not answered" in failed
    assert "unexpected symbol" in failed
    stopped = html_of(client, f"/logs/queries/{an_answer(store, state=JobState.CANCELLED)}")
    assert "what it would have found is not known" in stopped
    for html in (failed, stopped):
        assert '<h1 class="page__title">0 rows' not in html
        assert "Nothing matches" not in html


def test_an_answer_is_a_table_with_its_price(client, store, told):
    html = html_of(client, f"/logs/queries/{an_answer(store)}")
    assert "2 rows" in html
    assert "1.000 GB scanned, $0.005" in html
    assert "hunter2" not in html


def test_an_answer_names_the_groups_that_it_is_not_about(client, store, told):
    html = html_of(client, f"/logs/queries/{an_answer(store, left_out=['/aws/lambda/<b>'])}")
    assert "1 log group was left out" in html
    assert "/aws/lambda/&lt;b&gt;" in html


def test_a_request_s_story_has_its_report_and_trace(client, store, told):
    html = html_of(client, f"/logs/queries/{an_answer(store, request='r-1')}")
    assert "Everything that it logged" in html
    assert "80 MB" in html
    assert "xray:traces/1-5f-ab" in html


def test_a_query_that_does_not_exist_is_told(client):
    assert client.get("/logs/queries/77").status_code == 404
    assert client.get(f"/api/v1/logs/queries/{10**30}").status_code == 404


def test_whoever_asked_finds_the_answer_again_with_its_time_and_price(client, store, told):
    key = an_answer(store, request="r-1")
    query = LogQuery("q-1", KIND, ("/aws/lambda/checkout-api",), NOON - 60, NOON, NOON, "Complete", 2_000_000_000, 5)
    with store.write() as conn:
        log_queries.save_log_queries(conn, "prod/eu-west-1", [query], "mara", key)
        jobs.add(
            conn, KIND, dict(jobs.job_of(conn, key).payload) | {"text": "fields @x\n| limit 1", "request": ""}, NOON
        )
    html = html_of(client, "/logs")
    assert f'href="/logs/queries/{key}"' in html
    assert "Everything that request r-1 logged" in html
    assert "$0.01" in html
    assert "fields @x | limit 1" in html
    assert "under way" in html
    assert client.get("/api/v1/logs/queries").json["queries"][0]["answer_id"] == key


def test_the_queries_asked_are_listed_with_what_they_cost(client):
    assert client.get("/api/v1/logs/queries").json == {"queries": [], "usd_today": 0.0}


@pytest.mark.parametrize("message", ["'no such order 17'", '"4711"'])
def test_an_error_whose_words_are_all_quoted_is_called_by_a_sample_of_it(client, told, message):
    told(errors(json.dumps({"level": "ERROR", "message": message})))
    (group,) = client.get("/api/v1/errors").json["groups"]
    assert group["message"] == message
    assert f'href="/errors/{group["key"]}' in html_of(client, "/errors")
