"""One function: what its page, its charts and its JSON say."""

import re
from pathlib import Path

import pytest

from collectors.records import AlarmTransition, Change, Coverage, Kind, Listed
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import PROD, a_denial, a_reason, an_outcome, save_looking
from tests.markup import text_of
from tests.personas import VIEWER, post, signed_in
from tests.stories import (
    DAY,
    HOSTILE,
    HOUR,
    a_bad_deploy,
    an_alarm,
    looked,
    minutes_of,
    save_account,
    save_function,
    save_series,
)
from webapp.analysis.verdict import State
from webapp.charts.functions import FUNCTION_CHARTS
from webapp.charts.queues import QUEUE_CHARTS
from webapp.pages.changes import change_lines
from webapp.pages.reasons import ELSEWHERE
from webapp.store import alarms, changes, coverage, functions, identities, transitions
from webapp.store.on_screen import on_screen

CHECKOUT = "/functions/111122223333/eu-west-1/checkout-api"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def story(store):
    return a_bad_deploy(store, NOON)


def a_change(at, what="deploy", field="code_sha256", **fields):
    return Change(an_identity(), at, what, field, "a", "b", event_id=f"{at}{field}", **fields)


def test_what_was_never_read_is_not_called_absent(client, store):
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
    save_account(store, NOON)
    text = text_of(client.get(CHECKOUT).text)
    assert "The alarms of this account have not been read completely yet" in text
    assert "No alarm watches this function" not in text
    save_looking(store, NOON)
    text = text_of(client.get(CHECKOUT).text)
    assert "No alarm watches this function" in text
    assert "No event source mapping feeds it" in text
    assert "No queue feeds it" in text


def on_screens(store, now):
    with store.read() as conn:
        return on_screen(conn, now)


@pytest.mark.usefixtures("story")
def test_a_viewer_who_looks_at_a_function_makes_it_count_as_on_the_screen_for_a_while(app, store, clock):
    assert post(signed_in(app, store, NOON, VIEWER), f"{CHECKOUT}/on-screen").status_code == 204
    assert on_screens(store, NOON + 60) == {PROD.name: {"checkout-api"}}
    assert on_screens(store, NOON + 600) == {}


@pytest.mark.usefixtures("story")
def test_looking_alone_writes_nothing_and_another_site_cannot_make_anything_count(client, store):
    client.get(CHECKOUT)
    assert client.post(f"{CHECKOUT}/on-screen").status_code == 400
    assert post(client, f"{CHECKOUT}x/on-screen").status_code == 404
    assert on_screens(store, NOON) == {}


@pytest.mark.usefixtures("story")
def test_the_reasons_come_first_and_lead_to_what_explains_them(client):
    html = client.get(CHECKOUT).text
    assert html.index("21.0 % of invocations fail") < html.index("What changed") < html.index('id="chart-invocations"')
    for anchor in ("chart-invocations", "chart-duration", "alarms"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


@pytest.mark.usefixtures("story")
def test_the_change_before_the_trouble_is_named_with_who_did_it(client):
    text = text_of(client.get(CHECKOUT).text)
    assert "Deploy and configuration 47 min ago by ada@example.com as the trouble began" in text
    assert "memory 1024 MB → 512 MB" in text


def test_a_change_that_came_after_the_trouble_began_says_so(store, client):
    save_account(store, NOON)
    save_function(store, NOON, None, a_reason(since=NOON - 1_200))
    with store.write() as conn:
        changes.save_changes(conn, [a_change(NOON - 600)])
    assert "10 min after the trouble was seen to begin" in text_of(client.get(CHECKOUT).text)


def test_a_change_long_before_the_trouble_is_no_suspect():
    trouble = NOON - HOUR
    lines = change_lines([a_change(trouble - 600), a_change(trouble - 3 * HOUR), a_change(trouble + 1_200)], [trouble])
    assert [(line.at - trouble, line.before_trouble_s) for line in lines] == [
        (1_200, None),
        (-600, 600),
        (-10_800, None),
    ]


def test_a_change_before_the_newer_of_two_troubles_is_a_suspect():
    deploy, older, newer = NOON - HOUR, NOON - 2 * HOUR, NOON - HOUR + 120
    (line,) = change_lines([a_change(deploy)], [older, newer])
    assert line.before_trouble_s == 120


def test_changes_that_were_never_looked_for_are_not_called_none(store, client):
    save_account(store, NOON)
    save_function(store, NOON)
    assert "CloudTrail has not been read" in client.get(CHECKOUT).text
    save_looking(store, NOON)
    assert "CloudTrail read" in client.get(CHECKOUT).text


def test_an_alarm_whose_history_was_not_read_is_drawn_from_its_present_state(store, client):
    function = save_function(store, NOON)
    firing = an_alarm(state="ALARM", state_since=NOON - 600, watches=(function.identity,))
    with store.write() as conn:
        alarms.save_alarms(conn, [firing], NOON)
    events = client.get(f"/charts{CHECKOUT}/invocations").json["data"][0]
    assert (events["x"], events["text"]) == ([(NOON - 600) * 1000], ["ALARM"])
    with store.write() as conn:
        transitions.save_transitions(conn, [AlarmTransition(firing.identity, NOON - 598, "OK", "ALARM", "3 of 3")])
    events = client.get(f"/charts{CHECKOUT}/invocations").json["data"][0]
    assert events["x"] == [(NOON - 598) * 1000]


def test_without_trouble_no_change_is_a_suspect():
    assert not change_lines([a_change(NOON)])[0].suspect


@pytest.mark.usefixtures("story")
def test_a_permission_that_is_missing_is_named_where_the_data_would_be(client):
    text = text_of(client.get(CHECKOUT).text)
    assert "Could not read lambda:ListProvisionedConcurrencyConfigs" in text
    assert "Provisioned concurrency could not be read" in text


@pytest.mark.usefixtures("story")
def test_configuration_names_environment_variables_and_never_their_hashes(client):
    html = client.get(CHECKOUT).text
    assert "DB_HOST" in html
    assert "9f86d081" not in html
    assert "9f86d081" not in client.get(f"/api/v1{CHECKOUT}").text


@pytest.mark.usefixtures("story")
def test_what_surrounds_it_is_there_with_its_state(client):
    text = text_of(client.get(CHECKOUT).text)
    assert "112 wait checkout-dead-events dead letters of failed events" in text
    assert "4,812 wait orders-dlq.fifo dead letters of orders.fifo" in text
    assert "Enabled orders.fifo" in text
    assert "Firing checkout errors" in text
    assert "It has no action: nobody hears this" in text


@pytest.mark.usefixtures("story")
def test_every_chart_has_a_table_for_those_without_javascript(client):
    html = client.get(CHECKOUT).text
    charts = re.findall(r'<figure class="chart".*?</figure>', html, re.S)
    assert len(charts) == 4
    assert all("<details" in chart and " open" in chart and "<tbody>" in chart for chart in charts)
    assert all("data-chart-src" in chart for chart in charts)


@pytest.mark.usefixtures("story")
def test_a_refresh_brings_the_state_and_leaves_the_charts_alone(client):
    html = client.get(CHECKOUT, headers=HTMX).text
    assert "<figure" not in html
    assert html.count("hx-swap-oob") == 2
    assert (
        client.get(
            CHECKOUT, headers=HTMX | {"If-None-Match": client.get(CHECKOUT, headers=HTMX).headers["ETag"]}
        ).status_code
        == 304
    )


@pytest.mark.usefixtures("story")
def test_the_charts_get_the_range_of_the_page(client):
    html = client.get(f"{CHECKOUT}?from=-1h&to=now").text
    assert f"/charts{CHECKOUT}/duration?from=-1h&amp;to=now" in html
    assert 'data-chart-live="60"' in html
    pinned = client.get(f"{CHECKOUT}?from={NOON - HOUR}&to={NOON - 60}").text
    assert "data-chart-live" not in pinned


@pytest.mark.usefixtures("story")
def test_a_range_without_sense_is_told_and_refused_by_the_api(client):
    assert "“soon” is not a time" in client.get(f"{CHECKOUT}?from=soon").text
    assert client.get(f"/api/v1{CHECKOUT}?from=soon").status_code == 400


@pytest.mark.usefixtures("story")
def test_foreign_text_stays_text_on_the_page(store, client):
    a_bad_deploy(store, NOON, text=HOSTILE)
    for path in (CHECKOUT, "/queues", "/alarms"):
        html = client.get(path).text
        assert "<script>alert" not in html, path
        assert "<img" not in html, path
    assert "&lt;script&gt;alert" in client.get(CHECKOUT).text


@pytest.mark.usefixtures("store")
def test_foreign_text_stays_text_in_the_charts(store, client):
    a_bad_deploy(store, NOON, text=HOSTILE)
    figure = client.get(f"/charts{CHECKOUT}/invocations").json
    events = figure["data"][0]
    assert any("&lt;script" in story for story in events["customdata"])
    assert not [text for text in events["customdata"] + events["text"] if "<" in text.replace("<br>", "")]


def test_a_function_that_nobody_saw_is_told_with_what_may_be_the_reason(store, client):
    save_account(store, NOON)
    answer = client.get(CHECKOUT)
    assert answer.status_code == 404
    assert "It may be misspelt, newer than the last reading" in answer.text
    assert "no target of config.yaml" in client.get("/functions/999988887777/eu-west-1/x").text
    assert client.get(f"/charts{CHECKOUT}/duration").status_code == 404


def test_a_function_that_nobody_saw_may_be_there_where_functions_could_not_be_read(store, client):
    save_account(store, NOON)
    denied = a_denial(subjects=("cart-api",))
    save_looking(store, NOON, an_outcome(PROD, "functions", NOON, failures=(denied,)))
    assert "It may be misspelt" in client.get(CHECKOUT).text
    save_looking(store, NOON, an_outcome(PROD, "functions", NOON, started_at=NOON - 30, failures=(a_denial(),)))
    assert "It may be there: lambda:ListFunctions denied. Add lambda:ListFunctions" in client.get(CHECKOUT).text


def test_a_function_that_is_gone_shows_what_was_known(store, client):
    function = save_function(store, NOON)
    with store.write() as conn:
        identities.mark_gone(conn, Listed("aws", "111122223333", "eu-west-1", Kind.FUNCTION, frozenset()), NOON - HOUR)
    html = client.get(CHECKOUT).text
    assert "This function no longer exists" in html
    assert function.runtime in html


def test_a_function_without_a_verdict_is_unknown_and_says_so(store, client):
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
    text = text_of(client.get(CHECKOUT).text)
    assert "Unknown" in text
    assert "Not judged yet" in text


def test_a_verdict_that_is_too_old_is_no_verdict(store, client, clock):
    save_function(store, NOON)
    assert client.get(f"/api/v1{CHECKOUT}").json["state"] == "OK"
    clock.advance(HOUR)
    detail = client.get(f"/api/v1{CHECKOUT}").json
    assert (detail["state"], detail["reasons"][0]["rule"]) == ("UNKNOWN", "not_judged")


def test_a_well_function_says_that_nothing_is_wrong(store, client):
    save_function(store, NOON)
    assert "Nothing is wrong" in client.get(CHECKOUT).text


@pytest.mark.parametrize("name", ["a", "a" * 64, "A-Z_09-", "under_score", "1-2-3"])
def test_every_legal_name_has_its_page(store, client, name):
    save_function(store, NOON, a_function(name))
    assert client.get(f"/functions/111122223333/eu-west-1/{name}").status_code == 200


def test_a_function_of_a_runtime_that_no_table_has_is_shown(store, client):
    save_function(store, NOON, a_function(runtime="cobol85", tags=None, aliases=None))
    text = text_of(client.get(CHECKOUT).text)
    assert "cobol85 on x86_64" in text
    assert "Tags could not be read" in text


@pytest.mark.usefixtures("story")
def test_the_json_tells_what_the_page_tells(client):
    detail = client.get(f"/api/v1{CHECKOUT}").json
    assert [reason["rule"] for reason in detail["reasons"]] == ["error_rate", "duration", "alarm"]
    assert detail["error_rate"] == pytest.approx(detail["errors"] / detail["invocations"])
    assert detail["changes"][0]["before_trouble_s"] == 0
    assert detail["configuration"]["environment_names"] == ["DB_HOST", "FEATURE_FLAGS"]
    assert detail["configuration"]["provisioned"] is None
    assert detail["unread"][0]["failure"]["action"] == "lambda:ListProvisionedConcurrencyConfigs"
    assert [spot["why"] for spot in detail["blind"]] == ["throttled"]


@pytest.mark.usefixtures("story")
def test_the_series_are_the_values_of_the_charts(client):
    series = client.get(f"/api/v1{CHECKOUT}/series?from=-1h").json
    figure = client.get(f"/charts{CHECKOUT}/invocations?from=-1h").json
    errors = next(trace for trace in figure["data"] if trace["name"] == "errors")
    assert series["series"]["errors"] == errors["y"]
    assert (series["period_s"], series["start"] * 1000) == (60, errors["x0"])
    assert len(series["series"]["errors"]) == 60


def test_long_ranges_are_drawn_from_longer_periods(store, client):
    save_function(store, NOON)
    for days, period in ((1, 60), (3, 300), (15, 3_600)):
        assert client.get(f"/api/v1{CHECKOUT}/series?from=-{days}d").json["period_s"] == period


def test_minutes_that_were_read_are_enough_to_know_five_minutes(store, client):
    save_account(store, NOON)
    function = save_function(store, NOON)
    save_series(store, minutes_of(function.identity, NOON, 60))
    looked(store, NOON - 3 * DAY, NOON, NOON)
    assert client.get(f"/api/v1{CHECKOUT}/series?from=-3d").json["blind"] == []


def test_what_was_not_collected_is_not_called_a_failure(store, client):
    save_account(store, NOON)
    save_function(store, NOON)
    with store.write() as conn:
        half = Coverage(60, NOON - HOUR, NOON, NOON)
        coverage.save_coverage(conn, PROD.name, "metrics", [half])
    (blind,) = client.get(f"/api/v1{CHECKOUT}/series?from=-2h").json["blind"]
    assert (blind["start"], blind["end"], blind["why"]) == (NOON - 2 * HOUR, NOON - HOUR, "")


def test_a_chart_that_does_not_exist_is_told(store, client):
    save_function(store, NOON)
    answer = client.get(f"/charts{CHECKOUT}/nonsense")
    assert answer.status_code == 404
    assert "nonsense" in answer.text


def test_every_rule_of_the_judgement_leads_somewhere():
    sources = Path("webapp/analysis").rglob("*.py")
    text = "\n".join(path.read_text() for path in sources)
    rules = set(re.findall(r'(?:Reason|_reason)\(\s*(?:case,\s*)?"([a-z_]+)"', text))
    explained = {rule for chart in (*FUNCTION_CHARTS, *QUEUE_CHARTS) for rule in chart.rules} | ELSEWHERE.keys()
    assert len(rules) > 10
    assert rules <= explained


def test_a_reason_of_an_unknown_rule_is_still_shown(store, client):
    save_function(store, NOON, None, a_reason(State.WARN, "Something new is odd.", rule="brand_new"))
    assert "Something new is odd." in client.get(CHECKOUT).text
