"""The collection page: is the looking healthy, what does it cost."""

from dataclasses import replace

import pytest

from collectors.records import Coverage, FailureKind, by_cause
from tests.conftest import NOON
from tests.fleets import LAB, PROD, a_config, a_denial, an_outcome, save_looking
from tests.markup import text_of
from webapp.config.model import Budget
from webapp.pages import collection, looking, own_cost
from webapp.pages.holders import BREAKER_ADVICE
from webapp.pages.sight import QUEUES, sight_of
from webapp.store import coverage, lease, runs
from webapp.store.rests import Rest, save_rests
from webapp.watch.budget import Pace
from webapp.watch.spending import keep_pace


def loaded(store, **config):
    with store.read() as conn:
        return collection.load(conn, a_config(**config), NOON)


def save(store, *outcomes):
    with store.write() as conn:
        for outcome in outcomes:
            runs.save_outcome(conn, outcome)


def test_a_target_with_a_denied_action_comes_first_and_says_what_to_do(client, store):
    save_looking(store, NOON, an_outcome(PROD, "functions", NOON, failures=(a_denial(subjects=("checkout-api",)),)))
    text = text_of(client.get("/collection").text)
    assert "1 of 2 targets cannot be read completely" in text
    assert "lambda:ListFunctions denied for checkout-api. Add lambda:ListFunctions" in text
    assert text.index("prod/eu-west-1") < text.index("lab/us-east-1")


def test_all_well_is_said_in_one_line(client, store):
    save_looking(store, NOON)
    assert "All 2 targets are read completely" in text_of(client.get("/collection").text)


def held(store, owner, at, seconds=60):
    with store.write() as conn:
        assert lease.take(conn, lease.lease_of(PROD.name), owner, at, seconds)


def test_it_says_who_collects_a_target_since_when(client, store):
    held(store, "db-1:311:f00", NOON - 300, 600)
    assert "Collected by db-1 (process 311), which began 5 min ago." in text_of(client.get("/collection").text)


def test_a_target_that_nobody_collects_any_more_says_so_and_what_to_do(client, store):
    held(store, "db-1:311:f00", NOON - 600)
    text = text_of(client.get("/collection").text)
    assert "Nobody collects it db-1 (process 311) has not renewed its lease, which ended 9 min ago" in text


def looks_alive(store, now):
    with store.read() as conn:
        return looking.load(conn, a_config(), now).alive, sight_of(conn, a_config(), QUEUES, now).alive


def test_a_collector_that_is_killed_stopped_or_cannot_write_is_noticed_within_a_minute(store):
    save_looking(store, NOON)
    held(store, "box:42:ab", NOON - 15)
    assert looks_alive(store, NOON + 40) == (True, True)
    assert looks_alive(store, NOON + 61) == (False, False)


def test_between_two_collectors_nobody_is_alarmed(store):
    save_looking(store, NOON, an_outcome(PROD, "queues", NOON + 90))
    held(store, "box:42:ab", NOON, seconds=-NOON)  # given back
    assert looks_alive(store, NOON + 50) == (True, True)
    assert looks_alive(store, NOON + 90) == (False, False)


def test_a_collector_that_holds_its_targets_may_look_at_them_seldom(store):
    save_looking(store, NOON)
    held(store, "box:42:ab", NOON + 100)
    assert looks_alive(store, NOON + 110) == (True, True)


def test_a_lease_that_was_lost_to_another_collector_is_said_for_a_day(client, store, clock):
    held(store, "db-1:311:f00", NOON - 600)
    held(store, "db-2:7:f00", NOON - 60, 300)
    said = "It took over from db-1 (process 311), which had stopped renewing its lease."
    assert said in text_of(client.get("/collection").text)
    clock.advance(86_400)
    with store.write() as conn:
        lease.renew(conn, lease.lease_of(PROD.name), 2, NOON + 239, 86_400)
    assert said not in text_of(client.get("/collection").text)


@pytest.mark.parametrize(("why", "what"), [("unreachable", "did not answer"), ("throttled", "was throttled")])
def test_a_service_that_rests_behind_its_circuit_breaker_is_named_with_what_to_do(client, store, why, what):
    with store.write() as conn:
        save_rests(conn, PROD.name, [Rest("cloudwatch", why, NOON + 65)])
    text = text_of(client.get("/collection").text)
    assert f"cloudwatch rests It {what} again and again, so it is not asked before 12:01 UTC (circuit breaker)" in text
    assert BREAKER_ADVICE[why] in text


def test_an_empty_store_claims_nothing(client):
    text = text_of(client.get("/collection").text)
    assert "Nothing has been read yet" in text
    assert "No collector has run here yet" in text
    assert "known after a quarter of an hour" in text


def test_a_collector_that_stopped_is_late_though_its_last_run_was_complete(store):
    save(store, an_outcome(PROD, "queues", NOON - 600), an_outcome(PROD, "metrics", NOON - 600))
    late = {
        run.collector: run.late for run in loaded(store).targets[0].collectors + loaded(store).targets[1].collectors
    }
    assert late == {"queues": True, "metrics": False}


def test_the_day_is_added_up_from_midnight_utc(store):
    midnight = NOON - NOON % 86_400
    save(store, *(an_outcome(now=at + 90, usd=1.0, usd_upper=2.0) for at in (midnight - 1, midnight, NOON - 60)))
    page = loaded(store)
    assert page.looking.usd_today == 2.0
    assert page.usd_upper_today == 4.0


def test_the_forecast_goes_on_at_the_pace_of_the_last_day(store):
    save(store, *(an_outcome(now=NOON + 90 - hours * 3_600, usd=0.5) for hours in (30, 20, 1)))
    page = loaded(store)
    assert page.pace_s == 86_400
    assert page.usd_month_forecast == pytest.approx(1.0 * 30.4)


def test_there_is_no_forecast_from_the_first_minutes(store):
    save(store, an_outcome(now=NOON))
    assert loaded(store).usd_month_forecast is None


def test_the_strip_shows_what_was_read_and_what_failed_and_leaves_the_rest_open(client, store):
    with store.write() as conn:
        coverage.save_coverage(conn, PROD.name, "metrics", [Coverage(60, NOON - 7_200, NOON - 3_600, NOON)])
        coverage.save_coverage(conn, PROD.name, "metrics", [Coverage(60, NOON - 3_600, NOON, NOON, "denied")])
    target = next(each for each in loaded(store).targets if each.name == PROD.name)
    assert [(each.result, each.from_hour, each.hours) for each in target.history] == [
        ("ok", 358, 1),
        ("denied", 359, 1),
    ]
    assert target.history_s == 3_600
    html = client.get("/collection").text
    assert html.count("coverage__part--ok") == 1
    assert html.count("coverage__part--failed") == 1


def test_the_budget_is_named_beside_what_was_spent(app, store):
    save(store, an_outcome(now=NOON, usd=1.25))
    assert loaded(store, budget=Budget(usd_a_day=5)).looking.usd_a_day_budget == 5


def test_the_json_twin_says_the_same(client, store):
    save_looking(store, NOON, an_outcome(LAB, "alarms", NOON, failures=(a_denial(action="cloudwatch:DescribeAlarms"),)))
    answer = client.get("/api/v1/collection").json
    assert answer["targets"][0]["name"] == LAB.name
    failure = answer["targets"][0]["collectors"][0]["failures"][0]
    assert (failure["kind"], failure["action"]) == ("denied", "cloudwatch:DescribeAlarms")
    assert answer["looking"]["alive"] is True
    assert answer["targets"][0]["account"] == "444455556666"


def test_the_own_bill_has_a_lower_and_an_upper_bound_and_a_forecast(client, store):
    save(store, *(an_outcome(now=NOON + 90 - hours * 3_600, usd=0.5, usd_upper=1.5) for hours in (30, 20, 1)))
    own = client.get("/api/v1/collection").json["own_cost"]
    assert own["usd_today"] == own["lower"]["usd_today"] == 0.5
    assert own["upper"]["usd_today"] == 1.5
    left = 29.5
    assert own["usd_month_forecast"] == own["lower"]["usd_month_forecast"] == pytest.approx(0.5 + left * 1.0)
    assert own["upper"]["usd_month_forecast"] == pytest.approx(1.5 + left * 3.0)
    assert [line["collector"] for line in own["lines"]] == ["metrics"]
    assert "What collecting costs: $0.50 to $1.50 this month" in text_of(client.get("/collection").text)


def test_the_bill_counts_calls_and_gigabytes_by_collector_and_by_day(client, store):
    scan = an_outcome(collector="log_errors", now=NOON, bytes_scanned=2_500_000_000, usd=0.0125, usd_upper=0.0125)
    save(store, replace(scan, calls={"logs:StartQuery": 3, "logs:GetQueryResults": 9}))
    own = client.get("/api/v1/collection").json["own_cost"]
    (line,), (day,) = own["lines"], own["days"]
    assert (line["calls"], line["gb_scanned"]) == (day["calls"], day["gb_scanned"]) == (12, 2.5)
    assert "2.5 GB" in text_of(client.get("/collection").text)


def test_the_budget_is_held_against_the_bound_that_is_configured(store):
    save(store, an_outcome(now=NOON, usd=0.5, usd_upper=1.5))
    with store.read() as conn:
        own = own_cost.load(conn, a_config(budget=Budget(bound="upper")), NOON + 60)
    assert (own.usd_today, own.lower.usd_today, own.upper.usd_today) == (1.5, 0.5, 1.5)


def test_what_the_budget_slows_down_is_said_until_midnight(client, store, clock):
    with store.write() as conn:
        keep_pace(conn, Pace(9.0, 10.0, {"trouble": float("inf"), "metrics": 2.5}), NOON)
    text = text_of(client.get("/collection").text)
    assert "trouble rests until midnight UTC, metrics 2.5 times as seldom" in text
    clock.at = NOON + 86_400
    assert "slows the looking down" not in client.get("/collection").text


def test_the_own_bill_is_there_as_files(client, store):
    save(store, an_outcome(now=NOON, usd=0.5))
    head, line = client.get("/collection/cost-lines.csv").text.splitlines()
    assert head == "target,collector,runs,calls,metrics_requested,gb_scanned,usd,usd_upper"
    assert line.startswith("prod/eu-west-1,metrics,1,")
    (day,) = client.get("/collection/cost-days.json").json
    assert (day["date"], day["target"], day["collector"], day["metrics_requested"], day["usd"]) == (
        *("2026-11-01", "prod/eu-west-1", "metrics", 320, 0.5),
    )
    assert client.get("/collection/cost-unicorns.csv").status_code == 404


def test_prometheus_gets_the_main_figures(client, store):
    save(store, an_outcome(now=NOON, usd=0.5, usd_upper=1.5))
    text = client.get("/metrics").text
    assert "oncall_own_month_usd 0.5" in text
    assert "oncall_own_month_upper_usd 1.5" in text
    assert "oncall_functions_month_usd 0.0" in text


def test_what_stops_all_collectors_of_a_target_is_said_once(client, store):
    refused = a_denial(kind=FailureKind.CREDENTIALS, action="sts:AssumeRole", advice="Correct the access key id.")
    names = ("functions", "mappings", "metrics", "queues", "alarms")
    save_looking(store, NOON, *(an_outcome(PROD, name, NOON, records=0, failures=(refused,)) for name in names))
    text = text_of(client.get("/collection").text)
    assert text.count("Correct the access key id.") == 1
    assert "sts:AssumeRole refused our credentials." in text
    assert text.count("for the reason above") == len(names)


def test_what_is_denied_for_many_queues_is_one_line_that_counts_them(client, store):
    denied = [a_denial(action="sqs:GetQueueAttributes", advice="Allow it.", subjects=(f"q{at}",)) for at in range(5)]
    save_looking(store, NOON, an_outcome(PROD, "queues", NOON, failures=by_cause(denied)))
    text = text_of(client.get("/collection").text)
    assert "sqs:GetQueueAttributes denied for q0, q1, q2 and 2 more. Allow it." in text
    assert text.count("Allow it.") == 1


def test_the_first_minute_is_not_called_complete(client, store):
    save(store, an_outcome(PROD, "functions", NOON))
    text = text_of(client.get("/collection").text)
    assert "2 of 2 targets are being read for the first time" in text


def test_commands_in_advice_are_set_as_code(client, store):
    save_looking(store, NOON, an_outcome(PROD, "functions", NOON, failures=(a_denial(advice="Run `oncall <b>`."),)))
    assert "Run <code>oncall &lt;b&gt;</code>." in client.get("/collection").text


def test_each_target_is_told_what_to_do_about_its_own_credentials(client, store):
    refused = {"kind": FailureKind.CREDENTIALS, "action": "sts:GetCallerIdentity", "message": "refused"}
    expired = an_outcome(PROD, "alarms", NOON, failures=(a_denial(**refused, advice="Sign in again."),))
    unknown = an_outcome(LAB, "alarms", NOON, failures=(a_denial(**refused, advice="Correct the access key id."),))
    save_looking(store, NOON, expired, unknown)
    text = text_of(client.get("/").text)
    assert "refused our credentials in prod/eu-west-1. Sign in again." in text
    assert "refused our credentials in lab/us-east-1. Correct the access key id." in text
