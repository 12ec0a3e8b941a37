"""The timeline: fleet-wide, of one function, as Markdown, as JSON, as a figure."""

from itertools import pairwise

import plotly.graph_objects as go
import pytest

from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import an_identity
from tests.fleets import save_looking
from tests.personas import OPERATOR
from tests.stories import HOSTILE, a_bad_deploy
from webapp.store import journal

ADDRESS = "/timeline?from=-24h"


@pytest.fixture
def story(store):
    return a_bad_deploy(store, NOON)


def a_deed(store, target, action="alarm_mute", **detail):
    with store.write() as conn:
        entry = journal.begin(conn, OPERATOR, action, target, {"steps": ["Mute it for 1 h."], **detail}, NOON - 60)
        journal.end(conn, entry, "done", {}, NOON - 59)


def events(client, query="from=-24h"):
    return client.get(f"/api/v1/timeline?{query}").json


@pytest.mark.usefixtures("story")
def test_the_deploy_stands_before_the_alarm_that_it_set_off(client):
    found = events(client)["events"]
    kinds = [event["what"] for event in found]
    assert kinds.index("alarm") < len(kinds) - 1 - kinds[::-1].index("deploy")
    assert all(first["at"] >= second["at"] for first, second in pairwise(found))


@pytest.mark.usefixtures("story")
def test_what_people_did_stands_among_what_happened(client, store):
    a_deed(store, an_identity("checkout errors", Kind.ALARM))
    [event] = events(client, "from=-1h&kind=action")["events"]
    assert (event["who"], event["text"]) == ("omar", "alarm mute done: Mute it for 1 h.")


@pytest.mark.usefixtures("story")
def test_the_timeline_of_a_function_holds_what_is_around_it_and_nothing_else(client, store):
    a_deed(store, an_identity("elsewhere", Kind.QUEUE))
    query = "from=-24h&function=checkout-api&account=111122223333&region=eu-west-1"
    names = {event["subject"]["name"] for event in events(client, query)["events"]}
    assert "checkout-api" in names
    assert "elsewhere" not in names


@pytest.mark.usefixtures("story")
def test_kinds_and_texts_filter_and_the_counts_stay(client):
    everything, deploys = events(client), events(client, "from=-24h&kind=deploy")
    assert {event["what"] for event in deploys["events"]} == {"deploy"}
    assert deploys["counts"] == everything["counts"]
    assert events(client, "from=-24h&q=nobody+is+called+that")["events"] == []


@pytest.mark.usefixtures("story")
def test_the_hand_off_is_markdown_with_the_oldest_first(client):
    answer = client.get("/timeline.md?from=-24h")
    assert answer.mimetype == "text/markdown"
    head, _, *lines = answer.text.strip().split("\n")
    assert head.startswith("## Timeline of the fleet, 2026-10-31 12:00 to 2026-11-01 12:00 UTC")
    assert [line[:18] for line in lines] == sorted(line[:18] for line in lines)
    assert "**checkout-api**" in answer.text


def test_foreign_text_means_nothing_in_markdown_or_html(client, store):
    a_bad_deploy(store, NOON, text=HOSTILE)
    markdown = client.get("/timeline.md?from=-24h").text
    assert "<script" not in markdown.replace("\\<", "")
    assert "<script>alert" not in client.get(ADDRESS).text


@pytest.mark.usefixtures("story")
def test_the_figure_is_one_that_plotly_knows(client):
    figure = client.get("/charts/timeline?from=-24h").json
    go.Figure(figure).to_dict()
    marks = sum(len(trace["x"]) for trace in figure["data"])
    assert marks == len(events(client)["events"])


def test_an_empty_timeline_says_so(client, store):
    save_looking(store, NOON)
    assert "Nothing happened" in client.get(ADDRESS).text
    assert "Nothing matches" in client.get(f"{ADDRESS}&kind=deploy").text


def test_a_function_that_was_never_seen_is_not_here(client):
    assert client.get("/timeline?function=x&account=1&region=y").status_code == 404
