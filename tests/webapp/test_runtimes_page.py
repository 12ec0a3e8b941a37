"""The runtimes' page, its JSON, and what the fleet and a function say of an old runtime."""

import pytest

from collectors.records import Kind, Listed
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import a_fleet_row, save_looking, save_rows
from tests.markup import text_of
from tests.stories import save_account, save_function
from webapp.pages.runtimes import MOST_NAMED
from webapp.store.fleet_search import functions_by_runtime
from webapp.store.identities import gone_at, mark_gone

FUNCTION = "/functions/111122223333/eu-west-1/checkout-api"


@pytest.fixture
def mixed(store):
    runtimes = {
        "importer": "python3.6",
        "review": "nodejs20.x",
        "cart": "nodejs22.x",
        "new": "python9.9",
        "api": "java21",
    }
    save_rows(store, *(a_fleet_row(name, now=NOON, runtime=runtime) for name, runtime in runtimes.items()))
    save_rows(store, a_fleet_row("renderer", now=NOON, runtime=None))
    save_looking(store, NOON)


@pytest.mark.usefixtures("mixed")
def test_what_has_to_move_first_comes_first(client):
    answer = client.get("/api/v1/runtimes").json
    found = [(each["support"]["runtime"], each["support"]["state"]) for each in answer["runtimes"]]
    assert found == [
        ("python3.6", "updates_refused"),
        ("nodejs20.x", "deprecated"),
        ("nodejs22.x", "ending"),
        (None, "not_known"),
        ("python9.9", "not_known"),
        ("java21", "supported"),
    ]
    assert answer["runtimes"][0]["functions"][0]["name"] == "importer"
    assert answer["runtimes"][0]["support"]["update_refused"] == "2022-08-29"
    assert answer["as_of"] == "2026-08-01"


@pytest.mark.usefixtures("mixed")
def test_the_page_names_the_functions_and_leads_to_them(client):
    html = client.get("/runtimes").text
    text = text_of(html)
    assert "2 functions are on a deprecated runtime" in text
    assert "Lambda refuses deploys of 1" in text
    assert "by AWS's dates of 1 Aug 2026" in text
    assert 'href="/functions/111122223333/eu-west-1/importer"' in html
    assert 'href="/?runtime=nodejs20.x"' in html
    assert "1 function not known: a container image brings its own" in text
    assert "1 function not known: this version has no dates of it" in text


def test_a_fleet_that_was_not_read_is_not_called_fine(client):
    text = text_of(client.get("/runtimes").text)
    assert "No function has been read yet" in text
    assert "There may be more functions" in text


def test_more_functions_than_fit_are_counted_and_the_fleet_has_them_all(client, store):
    save_rows(store, *(a_fleet_row(f"old-{at:03}", now=NOON, runtime="python3.6") for at in range(MOST_NAMED + 7)))
    html = client.get("/runtimes").text
    assert "and 7 more" in text_of(html)
    assert html.count("/functions/") == MOST_NAMED


def test_a_function_that_is_gone_is_on_no_runtime(store):
    save_rows(store, a_fleet_row("there", now=NOON), a_fleet_row("gone", now=NOON, runtime="python3.6"))
    with store.write() as conn:
        place = an_identity("there")
        listed = Listed(place.partition, place.account, place.region, Kind.FUNCTION, frozenset({"there"}))
        mark_gone(conn, listed, NOON)
        assert gone_at(conn, an_identity("gone")) == NOON
        assert functions_by_runtime(conn) == {"python3.13": [an_identity("there")]}


@pytest.mark.usefixtures("mixed")
def test_the_fleet_marks_deprecated_runtimes_in_its_filter_and_leads_to_them_all(client):
    html = client.get("/").text
    assert ">python3.6 · deprecated</option>" in html
    assert ">nodejs20.x · deprecated</option>" in html
    assert ">nodejs22.x</option>" in html
    assert "2 deprecated runtimes…" in text_of(html)
    assert len(client.get("/api/v1/functions?runtime=python3.6").json["functions"]) == 1


def test_a_function_whose_deploys_are_refused_says_so_at_its_head_and_in_its_configuration(client, store):
    save_account(store, NOON)
    save_function(store, NOON, a_function(runtime="python3.6"))
    text = text_of(client.get(FUNCTION).text)
    assert "python3.6 deploys refused" in text
    assert "Lambda has refused updates since 29 Aug 2022: a deploy fails unless it names a newer runtime" in text
    assert "by AWS's dates of 1 Aug 2026" in text
    answer = client.get(f"/api/v1{FUNCTION}").json
    assert answer["runtime_support"]["state"] == "updates_refused"
    assert answer["runtime_support"]["deprecated"] == "2022-07-18"


@pytest.mark.parametrize(
    ("runtime", "head", "support"),
    [
        ("nodejs20.x", "nodejs20.x deprecated", "deprecated since 30 Apr 2026"),
        ("nodejs22.x", "nodejs22.x ·", "deprecated in 180 days, on 30 Apr 2027"),
        ("python3.13", "python3.13 ·", "supported until 30 Jun 2029"),
        ("python9.9", "python9.9 ·", "not known: this version has no dates of it"),
        (None, "container image ·", "not known: a container image brings its own"),
    ],
)
def test_a_function_tells_what_aws_still_does_for_its_runtime(client, store, runtime, head, support):
    save_account(store, NOON)
    save_function(store, NOON, a_function(runtime=runtime))
    text = text_of(client.get(FUNCTION).text)
    assert head in text
    assert support in text
