"""The costs page, its JSON, its files: sums that agree, words that say what they stand on."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from collectors.records import BilledDay, Change, Coverage, Kind, LogGroup, ReportBucket, Window
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import LAB, PROD, a_config, a_denial, an_outcome
from tests.markup import text_of
from tests.spending import DAY, a_day_of, a_spending_company, save_known, save_usage
from webapp.analysis.cost_parts import PARTS
from webapp.analysis.months import date_of, month_start
from webapp.charts.costs import ROLES
from webapp.config.model import Prices
from webapp.pages import cost_month, cost_rises, cost_unread
from webapp.pages.cost_rows import GroupCost
from webapp.pages.cost_shares import MOST_BARS, shares
from webapp.pages.cost_tables import ITEMS
from webapp.store.billed import save_billed
from webapp.store.changes import save_changes
from webapp.store.coverage import save_coverage
from webapp.store.log_groups import save_log_groups
from webapp.store.report_buckets import replace_buckets
from webapp.store.runs import save_outcome

MID_MONTH = NOON + 14 * DAY
"""2026-11-15 12:00 UTC."""
CHECKOUT = a_function("checkout-api", architecture="arm64")


@pytest.fixture
def company(store, clock):
    clock.at = MID_MONTH
    a_spending_company(store, MID_MONTH)


def costs(client, **query):
    return client.get("/api/v1/costs", query_string=query).json


def table(client, name, **query):
    answer = client.get(f"/costs/{name}.csv", query_string=query)
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_an_empty_store_claims_nothing(client):
    text = text_of(client.get("/costs").text)
    assert "Nothing has been added up yet" in text
    assert "$" not in text.replace("US dollars", "")


def test_functions_and_groups_and_days_sum_to_the_month(client, company):
    page = costs(client, limit=500)
    whole = page["usd_month_to_date"]
    assert sum(row["usd_month_to_date"] for row in page["functions"]) == pytest.approx(whole, abs=1e-5)
    assert sum(row["usd_month_to_date"] for row in page["groups"]) == pytest.approx(whole, abs=1e-5)
    exact = [
        sum(Decimal(row[column]) for row in table(client, name))
        for name, column in (("functions", "usd_month_to_date"), ("days", "usd"), ("groups", "usd_month_to_date"))
    ]
    assert exact[0] == exact[1] == exact[2] == sum(Decimal(row["usd"]) for row in table(client, "pools") if row["usd"])


def test_the_most_expensive_comes_first_and_the_forecast_goes_beyond(client, company):
    page = costs(client)
    sums = [row["usd_month_to_date"] for row in page["functions"]]
    assert sums == sorted(sums, reverse=True)
    assert page["usd_month_low"] <= page["usd_month_forecast"] <= page["usd_month_high"]
    assert page["usd_month_forecast"] > page["usd_month_to_date"]
    ahead = sum(row["usd_month_forecast"] for row in page["functions"])
    assert ahead == pytest.approx(page["usd_month_forecast"], rel=1e-4)


def test_the_slow_function_is_why_it_rose(client, company):
    rises = costs(client, days=7)["rises"]
    assert rises["compared"] is True
    assert rises["movers"][0]["identity"]["name"] == "checkout-api"
    assert rises["movers"][0]["rise"]["duration"] > 0 == rises["movers"][0]["rise"]["memory"]
    assert "Why it rose" in client.get("/costs").text


def test_both_periods_say_by_which_days_prices_they_are_priced(client, company):
    text = text_of(client.get("/costs?days=7").text)
    assert "each period is priced as on its last day" in text
    assert "Not in the sums: keeping logs" in text
    assert "CloudWatch's own free 5 GB are not taken off" in text


def test_without_days_before_there_is_nothing_to_compare_with(client, store, clock):
    clock.at = MID_MONTH
    a_spending_company(store, MID_MONTH, days=1)
    assert costs(client)["rises"]["compared"] is False
    assert "nothing to compare with" in text_of(client.get("/costs").text)


def test_last_month_is_not_this_months(client, store, clock):
    clock.at = month_start(MID_MONTH)
    save_known(store, clock.at, [CHECKOUT])
    save_usage(store, clock.at - DAY, a_day_of(CHECKOUT, 10_000_000, 100))
    assert costs(client)["usd_month_to_date"] == 0
    save_usage(store, clock.at, a_day_of(CHECKOUT, 10_000_000, 100))
    assert costs(client)["usd_month_to_date"] > 0


def test_data_that_begins_within_the_month_says_so(client, store, clock):
    clock.at = MID_MONTH
    save_known(store, MID_MONTH, [CHECKOUT])
    save_usage(store, MID_MONTH, a_day_of(CHECKOUT, 1_000, 100))
    assert f"only since {date_of(MID_MONTH)}" in text_of(client.get("/costs").text)
    assert "known after the first complete day" in text_of(client.get("/costs").text)


def test_amounts_say_the_day_and_source_of_their_prices_and_that_init_is_missing(client, company):
    text = text_of(client.get("/costs").text)
    assert "prices of 2026-09-01" in text
    assert "AWS's price pages" in text
    assert "initialisation is not in it" in text
    assert costs(client)["prices_as_of"] == "2026-09-01"


def test_what_has_no_price_is_named_and_in_no_sum(client, store, clock):
    clock.at = MID_MONTH
    far = a_function(identity=an_identity("far-api", region="mars-north-1"))
    save_known(store, MID_MONTH, [far])
    save_usage(store, MID_MONTH, a_day_of(far, 5_000_000, 100))
    text = text_of(client.get("/costs").text)
    assert "Some of it has no price" in text
    assert "no price for compute, requests" in text
    assert costs(client)["usd_month_to_date"] == 0


def test_the_month_can_be_cut_by_account(client, company):
    groups = costs(client, by="account")["groups"]
    assert [group["name"] for group in groups] == ["111122223333"]
    names = {group["name"] for group in costs(client, by="team")["groups"]}
    assert names == {"", "shop", "money", "growth"}


def test_savings_say_sum_confidence_and_risk(client, company):
    saving = costs(client)["savings"][0]
    assert saving["usd_a_month"] > 0
    assert saving["confidence"] in ("high", "medium", "low")
    assert saving["risk"]
    assert f"Risk: {saving['risk']}" in text_of(client.get("/costs").text)


def test_deploys_are_drawn_on_the_days(client, store, company):
    deploy = Change(CHECKOUT.identity, MID_MONTH - 7 * DAY, "deploy", "code_sha256", "a", "b", "1")
    with store.write() as conn:
        save_changes(conn, [deploy])
    figure = client.get("/charts/costs/spending").json
    assert [shape["name"] for shape in figure["layout"]["shapes"]].count("deploy") == 1
    drawn = sum(value for trace in figure["data"] if trace["type"] == "bar" for value in trace["y"] if value)
    assert drawn == pytest.approx(costs(client)["usd_month_to_date"], rel=1e-5)


@pytest.mark.parametrize("name", ["functions", "groups", "days", "pools", "savings", "rise"])
def test_every_table_is_there_as_csv_and_json(client, company, name):
    rows = table(client, name)
    assert rows
    answer = client.get(f"/costs/{name}.json")
    assert len(answer.json) == len(rows)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_table_that_does_not_exist_is_not_there(client):
    assert client.get("/costs/unicorns.csv").status_code == 404
    assert client.get("/costs/functions.xlsx").status_code == 404


def test_text_from_outside_is_no_formula_in_a_spreadsheet(client, store, clock):
    clock.at = MID_MONTH
    evil = a_function("checkout-api", tags=(("team", '=HYPERLINK("http://evil")'),))
    save_known(store, MID_MONTH, [evil])
    save_usage(store, MID_MONTH, a_day_of(evil, 1_000, 100))
    assert table(client, "groups")[0]["name"].startswith("'=")


@pytest.mark.parametrize("query", ["days=9", "days=x", "limit=-1", "limit=0", "limit=999999", "by=%00", "by=<b>"])
def test_an_address_without_sense_is_answered_all_the_same(client, company, query):
    assert client.get(f"/costs?{query}").status_code == 200


def test_reports_and_log_groups_bring_ideas(client, store, company):
    checkout = an_identity("checkout-api")
    window = Window(MID_MONTH - 3_600, MID_MONTH, 300)
    bucket = ReportBucket(
        checkout, "$LATEST", MID_MONTH - 3_600, 5_000, inits=50, timeouts=40, init_p50_ms=900.0, max_memory_mb=90.2
    )
    group = LogGroup(an_identity("/aws/lambda/checkout-api", Kind.LOG_GROUP), 900 * 1024**3, MID_MONTH - 90 * DAY)
    with store.write() as conn:
        replace_buckets(conn, [checkout], window, [bucket])
        save_log_groups(conn, [group], MID_MONTH)
    found = {each["kind"]: each for each in costs(client)["savings"] if each["identity"]["name"] == "checkout-api"}
    assert found["memory"]["title"] == "512 MB to 128 MB of memory"
    assert found["log_retention"]["usd_a_month"] == 600 * 0.03
    assert {"cold_starts", "timeout"} <= found.keys()


def test_the_bill_stands_beside_the_estimate_with_the_reasons_of_the_difference(client, store, company):
    day = MID_MONTH - MID_MONTH % DAY - DAY
    lines = [("Lambda-GB-Second-ARM", "1000000", "13.3334"), ("Lambda-Streaming-Bytes", "1", "0.5")]
    place = an_identity("", Kind.ACCOUNT)
    with store.write() as conn:
        save_billed(conn, [BilledDay(place, day, f"EU-{name}", quantity, usd) for name, quantity, usd in lines])
    (line,) = costs(client)["bill"]
    assert (line["day"], line["billed_usd"], line["unknown_usd"]) == (day, 13.8334, 0.5)
    difference = line["billed_usd"] - line["estimate_usd"]
    assert line["usage_usd"] + line["price_usd"] + line["unknown_usd"] == pytest.approx(difference, abs=1e-5)
    assert "Against the bill" in client.get("/costs").text
    assert [row["billed_usd"] for row in table(client, "bill")] == ["13.8334"]


def test_without_cost_explorer_no_bill_is_claimed(client, company):
    assert costs(client)["bill"] == []
    assert "Against the bill" not in client.get("/costs").text


def test_the_bars_of_a_tag_sum_to_the_month(client, company):
    drawn = client.get("/charts/costs/groups?by=team").json
    spent, ahead = (trace["x"] for trace in drawn["data"])
    page = costs(client)
    assert sum(spent) == pytest.approx(page["usd_month_to_date"], abs=1e-4)
    assert sum(spent) + sum(ahead) == pytest.approx(page["usd_month_forecast"], rel=1e-4)
    assert "without team" in drawn["layout"]["yaxis"]["ticktext"]


def test_many_values_of_a_tag_share_a_last_bar():
    groups = [GroupCost(f"team-{i}", 1, 30.0 - i, 60.0 - i) for i in range(20)]
    found = shares(groups, "team")
    assert len(found) == MOST_BARS
    assert found[-1].name == "9 others"
    assert sum(each.so_far for each in found) == pytest.approx(sum(each.usd_month_to_date for each in groups))


def test_a_bill_is_cut_into_the_same_parts_everywhere():
    assert {item for items in PARTS.values() for item in items} == set(ITEMS)
    assert list(ROLES) == list(PARTS)


def test_a_week_that_cannot_be_compared_gives_way_to_a_day(client, store, clock):
    clock.at = MID_MONTH
    a_spending_company(store, MID_MONTH, days=3)
    assert costs(client)["rises"]["days"] == 1
    assert costs(client)["rises"]["compared"] is True
    assert costs(client, days=7)["rises"]["compared"] is False
    assert table(client, "rise")


def a_run(collector, *failures, at=MID_MONTH):
    return replace(an_outcome(PROD, collector), started_at=at, failures=failures)


def save_runs(store, *outcomes):
    with store.write() as conn:
        for outcome in outcomes:
            save_outcome(conn, outcome)


def test_logs_that_could_not_be_read_are_said_where_the_money_is(client, store, company):
    denied = a_denial(action="cloudwatch:GetMetricData", advice="Allow cloudwatch:GetMetricData.")
    save_runs(store, a_run("log_ingestion", denied))
    text = text_of(client.get("/costs").text)
    assert "Some of it could not be read, and is in no sum" in text
    assert "What functions log on prod/eu-west-1: cloudwatch:GetMetricData denied" in text
    assert "have not been read of every target yet" in text
    assert costs(client)["unread"][0]["action"] == "cloudwatch:GetMetricData"


def test_logs_that_were_read_say_when(client, store, company):
    save_runs(store, a_run("log_ingestion"), replace(a_run("log_ingestion", at=MID_MONTH - 3_600), target=LAB.name))
    assert costs(client)["logs_at"] == MID_MONTH - 3_600
    assert "Some of it could not be read" not in client.get("/costs").text


def test_cost_explorers_refusal_counts_only_where_it_is_wanted(app, client, store, company):
    denied = a_denial(action="ce:GetCostAndUsage")
    save_runs(store, a_run("cost_explorer", denied))
    assert costs(client)["unread"] == []
    assert "prices.cost_explorer: true compares" in text_of(client.get("/costs").text)
    with store.read() as conn:
        (unread,) = cost_unread.load(conn, a_config(prices=Prices(cost_explorer=True)))
    assert (unread.what, unread.kind) == ("Cost Explorer's bill", "denied")


def test_days_that_were_not_read_are_no_rise(store, company):
    week = (MID_MONTH - MID_MONTH % DAY - 14 * DAY, MID_MONTH)
    with store.write() as conn:
        save_coverage(conn, "prod", "metrics", [Coverage(60, *week, MID_MONTH)])
        save_coverage(conn, "lab", "metrics", [Coverage(60, week[0] + 10 * DAY, week[1], MID_MONTH)])
    with store.read() as conn:
        month = cost_month.load(conn, a_config(), MID_MONTH)
        assert cost_rises.load(conn, month, 7, ("prod", "lab")).unread_targets == ("lab",)
        assert cost_rises.load(conn, month, 1, ("prod", "lab")).unread_targets == ()
