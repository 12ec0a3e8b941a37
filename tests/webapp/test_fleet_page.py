"""The fleet: what its page and its JSON say."""

import re

import pytest

from collectors.targets import Target
from tests.conftest import NOON
from tests.factories import an_identity
from tests.fleets import (
    LAB,
    PROD,
    a_company,
    a_config,
    a_denial,
    a_fleet_row,
    a_reason,
    an_outcome,
    save_change,
    save_looking,
    save_rows,
)
from tests.markup import text_of
from webapp.analysis.verdict import State
from webapp.pages import fleet
from webapp.pages.fleet_rows import rate
from webapp.store import runs

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def company(store):
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON)
    save_change(store, an_identity("checkout-api"), NOON - 47 * 60)


def names(html: str) -> list[str]:
    return re.findall(r"data-row-link>([^<]+)</a>", html)


@pytest.mark.usefixtures("company")
def test_the_worst_comes_first_with_its_reason_and_the_change_before_it(client):
    html = client.get("/").text
    assert names(html)[0] == "checkout-api"
    assert "12.0\xa0% of invocations fail" in html
    assert "deploy 47 min ago, 2 min before it" in text_of(html)


@pytest.mark.usefixtures("company")
def test_the_banner_counts_what_needs_attention(client):
    assert "5 of 42 functions need attention, 1 unknown" in text_of(client.get("/").text)


@pytest.mark.usefixtures("company")
def test_a_state_filters_and_the_counts_stay(client):
    html = client.get("/?state=WARN").text
    assert len(names(html)) == 2
    assert "Bad 3" in text_of(html)


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("account=444455556666", 1),
        ("region=us-east-1", 1),
        ("runtime=nodejs22.x", 12),
        ("text=CHECKOUT", 1),
        ("tag=team=shop&limit=500", 42),
        ("tag=team=other", 0),
    ],
)
def test_filters_hold_together(client, query, found):
    assert len(client.get(f"/api/v1/functions?{query}").json["functions"]) == found


@pytest.mark.usefixtures("company")
def test_pages_by_key_show_every_function_once(client):
    seen, after = [], ""
    while True:
        answer = client.get("/api/v1/functions", query_string={"limit": 9, "after": after}).json
        seen += [row["name"] for row in answer["functions"]]
        after = answer["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 42


@pytest.mark.usefixtures("company")
def test_the_next_page_keeps_the_filters(client):
    html = client.get("/?state=OK&limit=10&text=a").text
    address = re.search(r'href="(/\?[^"]*after=[^"]*)"', html)[1].replace("&amp;", "&")
    assert "state=OK" in address
    assert "text=a" in address
    assert not set(names(client.get(address).text)) & set(names(html))


@pytest.mark.usefixtures("company")
def test_the_json_twin_carries_units_and_reasons(client):
    row = client.get("/api/v1/functions?text=checkout").json["functions"][0]
    assert row["state"] == "BAD"
    assert row["error_rate"] == pytest.approx(1_851 / 15_412)
    assert row["duration_p95_ms"] == 1_240
    assert row["window_s"] == 3_600
    reason = row["reasons"][0]
    assert (reason["rule"], reason["observed"], reason["limit"], reason["since"]) == (
        "error_rate",
        12,
        10,
        NOON - 45 * 60,
    )
    assert row["last_change"]["before_s"] == 120


@pytest.mark.usefixtures("company")
def test_no_data_is_null_and_a_dash_never_zero(client):
    row = client.get("/api/v1/functions?state=UNKNOWN").json["functions"][0]
    assert row["invocations"] is None
    assert row["error_rate"] is None


def test_a_rate_of_nothing_is_not_zero():
    assert rate(0.0, 0.0) is None
    assert rate(None, 5.0) is None
    assert rate(1.0, 4.0) == 0.25


@pytest.mark.parametrize("query", ["state=SAD", "limit=0", "limit=many", "limit=501", "limit=-1"])
def test_a_filter_without_meaning_is_refused_with_the_allowed_ones(client, query):
    answer = client.get(f"/api/v1/functions?{query}")
    assert answer.status_code == 400
    assert re.search(r"BAD, WARN|1 to 500", answer.json["detail"])


def test_a_place_that_somebody_edited_begins_at_the_top(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    assert len(client.get("/api/v1/functions?after=garbage").json["functions"]) == 1


def test_hostile_text_stays_text(client, store):
    row = a_fleet_row(
        HOSTILE,
        State.BAD,
        NOON,
        runtime=HOSTILE,
        tags=(("team", HOSTILE),),
        reasons=(a_reason(text=HOSTILE, since=NOON),),
    )
    save_rows(store, row)
    save_looking(
        store, NOON, an_outcome(now=NOON, failures=(a_denial(action=HOSTILE, advice=HOSTILE, message=HOSTILE),))
    )
    for path in (
        "/",
        f"/?text={HOSTILE}",
        f"/?tag={HOSTILE}&account={HOSTILE}",
        "/collection",
        f"/{HOSTILE}",
        f"/go?arn={HOSTILE}",
    ):
        html = client.get(path).text
        assert "<script>alert" not in html, path
        assert "<img" not in html, path


def test_what_was_judged_too_long_ago_is_unknown_and_nobody_looks(client, store):
    save_rows(store, *a_company(NOON - 1_800))
    save_looking(store, NOON - 1_800)
    text = text_of(client.get("/").text)
    assert "42 of 42 functions cannot be judged" in text
    assert "Nobody is looking at AWS" in text


def test_an_empty_store_says_what_happens_next(client):
    text = text_of(client.get("/").text)
    assert "No functions yet" in text
    assert "The collector has not run yet" in text


def test_a_page_that_has_nothing_yet_looks_again_soon(client, store):
    assert 'data-refresh-seconds="3"' in client.get("/").text
    save_rows(store, a_fleet_row(now=NOON))
    assert 'data-refresh-seconds="20"' in client.get("/").text


def test_the_first_minute_says_that_it_is_reading(client, store):
    with store.write() as conn:
        runs.save_outcome(conn, an_outcome(collector="functions", now=NOON))
    assert "Reading the functions" in client.get("/").text


def test_no_match_is_told_from_no_functions(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    save_looking(store, NOON)
    assert "No function matches these filters" in client.get("/?text=zzz").text


def test_all_well_is_said_only_when_somebody_looks(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    save_looking(store, NOON)
    text = text_of(client.get("/").text)
    assert "The only function is fine" in text
    assert "Nobody is looking" not in text


def test_what_is_fine_is_not_all_while_a_target_was_never_read(client, store):
    save_rows(store, a_fleet_row(now=NOON), a_fleet_row("cart-api", now=NOON))
    with store.write() as conn:
        runs.save_outcome(conn, an_outcome(PROD, "functions", NOON))
    text = text_of(client.get("/").text)
    assert "All 2 functions read so far are fine" in text
    assert "lab/us-east-1 not read completely yet" in text
    assert "banner--unknown" in client.get("/").text


def test_a_target_that_was_read_before_hides_nothing_when_its_newest_run_fails(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    save_looking(store, NOON, an_outcome(LAB, "functions", NOON, records=0, failures=(a_denial(),)))
    assert "read so far" not in client.get("/").text


def test_what_concerns_a_whole_target_is_said_before_what_concerns_one_function(client, store):
    one = a_denial(action="lambda:GetAlias", subjects=("hr-payroll",))
    save_looking(
        store,
        NOON,
        an_outcome(PROD, "functions", NOON, failures=(one,)),
        an_outcome(LAB, "functions", NOON, records=0, failures=(a_denial(),)),
    )
    assert "Could not look: lambda:ListFunctions denied, and 1 more" in text_of(client.get("/").text)


def test_a_target_that_is_configured_no_more_is_no_problem(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    gone = Target("gone/eu-west-1", "eu-west-1")
    save_looking(store, NOON, an_outcome(gone, "functions", NOON, records=0, failures=(a_denial(),)))
    assert "Could not look" not in client.get("/").text


def test_nothing_is_called_fine_while_nobody_looks(client, store):
    save_rows(store, a_fleet_row(now=NOON - 400))
    save_looking(store, NOON - 400)
    text = text_of(client.get("/").text)
    assert "The only function was fine when last judged" in text
    assert "Nobody is looking at AWS" in text


def test_what_could_not_be_read_names_the_action_and_the_advice(client, store):
    save_looking(store, NOON, an_outcome(LAB, "functions", NOON, failures=(a_denial(),)))
    text = text_of(client.get("/").text)
    assert "Could not look: lambda:ListFunctions denied" in text
    assert "Add lambda:ListFunctions" in text


def test_what_cannot_be_read_of_a_single_function_is_said_without_alarm(client, store):
    denied = [
        a_denial(action=f"lambda:{verb}", subjects=("hr-payroll-export",)) for verb in ("ListAliases", "ListTags")
    ]
    save_looking(store, NOON, an_outcome(LAB, "functions", NOON, failures=tuple(denied)))
    text = text_of(client.get("/").text)
    assert "Could not read everything of hr-payroll-export" in text
    assert "Could not look" not in text
    everywhere = an_outcome(LAB, "functions", NOON, failures=(*denied, a_denial()))
    save_looking(store, NOON, everywhere)
    assert "Could not look: lambda:L" in text_of(client.get("/").text)


def test_the_first_fill_shows_how_far_it_is(client, store):
    save_looking(store, NOON, history_days=0.125)
    assert "2 h 59 min of 15 d" in text_of(client.get("/").text)


def test_a_refresh_of_what_has_not_changed_is_empty(client, store, clock):
    save_rows(store, a_fleet_row(now=NOON))
    save_looking(store, NOON)
    first = client.get("/", headers=HTMX)
    clock.advance(20)
    again = client.get("/", headers=HTMX | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    save_rows(store, a_fleet_row(state=State.BAD, now=NOON))
    assert client.get("/", headers=HTMX | {"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_whole_page_is_new_each_minute_because_its_times_are(client, store, clock):
    save_rows(store, a_fleet_row(now=NOON))
    first = client.get("/")
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    clock.advance(60)
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_fragment_is_the_page_without_its_frame(client, store):
    save_rows(store, a_fleet_row(now=NOON))
    page, fragment = client.get("/"), client.get("/", headers=HTMX)
    assert "<html" not in fragment.text
    assert fragment.text.strip() in page.text
    assert "HX-Request" in page.headers["Vary"]


def test_a_change_after_the_trouble_began_is_not_blamed(store, clock):
    row = a_fleet_row(state=State.BAD, now=NOON)
    save_rows(store, row)
    save_change(store, row.identity, NOON - 10)
    with store.read() as conn:
        page = fleet.load(conn, fleet.query_of({}, a_config()), a_config(), NOON)
    assert page.functions[0].last_change is None


def test_the_alarms_that_the_filtered_functions_lack_are_one_click_away(client, company):
    assert 'href="/alarms/packs">' in client.get("/").text
    page = client.get("/?state=BAD&text=check&limit=5").text
    assert 'href="/alarms/packs?state=BAD&amp;text=check"' in page
    assert client.get("/alarms/packs?state=BAD&text=check").status_code == 200


def test_numbers_stand_out_only_where_the_function_needs_attention(client, store):
    calm = a_fleet_row("calm", now=NOON, errors=1.0)
    save_rows(store, calm)
    assert "fleet__hot" not in client.get("/").text
    save_rows(store, a_fleet_row("calm", State.WARN, NOON, errors=1.0))
    assert "fleet__hot" in client.get("/").text
