"""The alarms and one alarm: what the pages and the JSON say."""

import re
from urllib.parse import quote

import pytest

from collectors.records import AlarmAction, AlarmMetric, AlarmTransition, Kind
from tests.conftest import NOON
from tests.factories import an_alarm, an_identity
from tests.fleets import save_looking
from tests.markup import text_of
from tests.stories import HOSTILE, HOUR, MINUTE, a_bad_deploy
from webapp.charts.alarms import chart_of
from webapp.pages.alarms import alarm_line, condition_of
from webapp.store import alarms, transitions

PLACE = "account=111122223333&region=eu-west-1"


def save_alarms(store, *known):
    with store.write() as conn:
        alarms.save_alarms(conn, known, NOON)


def test_what_fires_stands_first_the_newest_on_top(store, client):
    save_alarms(
        store,
        an_alarm("ok"),
        an_alarm("old", state="ALARM", state_since=NOON - HOUR),
        an_alarm("quiet", state="INSUFFICIENT_DATA"),
        an_alarm("new", state="ALARM", state_since=NOON - MINUTE),
    )
    html = client.get("/alarms").text
    assert re.findall(r"data-row-link>([^<]+)</a>", html) == ["new", "old", "quiet", "ok"]
    assert "2 of 4 alarms fire" in text_of(html)


def test_an_alarm_without_an_action_is_heard_by_nobody():
    assert alarm_line(an_alarm(actions=())).heard == "nobody"
    assert alarm_line(an_alarm(actions=(AlarmAction("OK", "arn:aws:sns:eu-west-1:1:t"),))).heard == "nobody"
    assert alarm_line(an_alarm(actions_enabled=False)).heard == "disabled"
    assert alarm_line(an_alarm()).heard == "told"


@pytest.mark.parametrize(
    ("alarm", "condition"),
    [
        (an_alarm(), "Errors Sum > 5 in 2 of 3 periods of 60 s; no data counts as good (notBreaching)"),
        (
            an_alarm(metric="IteratorAge", threshold=600_000.0, evaluation_periods=1, treat_missing_data="missing"),
            "IteratorAge Sum > 600,000 ms in one period of 60 s; no data makes it INSUFFICIENT_DATA (missing)",
        ),
        (an_alarm(rule='ALARM("a") OR ALARM("b")'), 'ALARM("a") OR ALARM("b")'),
        (
            an_alarm(
                metric="",
                statistic="",
                period=None,
                metrics=(
                    AlarmMetric("e", "AWS/Lambda", "Errors", "Sum", 300),
                    AlarmMetric("rate", expression="errors*100/invocations"),
                ),
            ),
            "errors*100/invocations > 5 in 2 of 3 periods of 300 s; no data counts as good (notBreaching)",
        ),
        (
            an_alarm(threshold=None, comparison="LessThanLowerOrGreaterThanUpperThreshold", datapoints_to_alarm=None),
            "Errors Sum outside the expected band in 3 of 3 periods of 60 s; no data counts as good (notBreaching)",
        ),
    ],
)
def test_the_condition_reads_as_a_sentence(alarm, condition):
    assert condition_of(alarm) == condition


@pytest.mark.parametrize("name", ["team/checkout/errors", "a b?c&d=e#f%2F", "ümläut 🚨", HOSTILE])
def test_every_name_has_its_page(store, client, name):
    save_alarms(store, an_alarm(name, description=HOSTILE, state_reason=HOSTILE))
    answer = client.get(f"/alarms?{PLACE}&name={quote(name, safe='')}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    linked = re.search(r'href="(/alarms\?[^"]+)" data-row-link', client.get("/alarms").text)[1].replace("&amp;", "&")
    assert client.get(linked).status_code == 200
    detail = client.get(f"/api/v1/alarm?{PLACE}&name={quote(name, safe='')}")
    assert detail.json["alarm"]["name"] == name


def test_the_history_is_told_newest_first_and_cut_with_a_word(store, client):
    alarm = an_alarm("flapping")
    save_alarms(store, alarm)
    moved = [AlarmTransition(alarm.identity, NOON - i * HOUR, "OK", "ALARM", f"reason {i}") for i in range(60)]
    with store.write() as conn:
        transitions.save_transitions(conn, moved)
    text = text_of(client.get(f"/alarms?{PLACE}&name=flapping").text)
    assert text.index("reason 0") < text.index("reason 49")
    assert "and 10 older ones" in text


def test_what_it_watches_is_drawn_with_its_threshold(store, client):
    a_bad_deploy(store, NOON)
    html = client.get(f"/alarms?{PLACE}&name=checkout+errors").text
    assert "Errors against the threshold" in html
    figure = client.get(f"/charts/alarms/watched?{PLACE}&name=checkout+errors").json
    assert [shape["y0"] for shape in figure["layout"]["shapes"] if shape["name"] == "level"] == [5.0]
    assert max(value for value in figure["data"][1]["y"] if value is not None) > 20


def test_what_is_not_collected_has_no_chart(store, client):
    function = an_identity()
    assert chart_of(an_alarm(watches=())) is None
    assert chart_of(an_alarm(watches=(function,), statistic="p42", metric="Duration")) is None
    assert chart_of(an_alarm(watches=(function,), namespace="Shop")) is None
    assert chart_of(an_alarm(watches=(an_identity("", Kind.ACCOUNT),))) is None
    assert chart_of(an_alarm(watches=(function,))) is not None
    save_alarms(store, an_alarm("math", metric=""))
    assert client.get(f"/charts/alarms/watched?{PLACE}&name=math").status_code == 404
    assert "<figure" not in client.get(f"/alarms?{PLACE}&name=math").text


def test_a_composite_alarm_shows_what_it_is_made_of(store, client):
    child = an_alarm("child", state="ALARM", state_since=NOON)
    save_alarms(store, child, an_alarm("parent", rule='ALARM("child")', children=("child", "unknown child")))
    text = text_of(client.get(f"/alarms?{PLACE}&name=parent").text)
    assert "The alarms that it is made of Firing child" in text


def test_an_alarm_that_nobody_saw_is_told(client):
    assert client.get(f"/alarms?{PLACE}&name=nothing").status_code == 404
    assert client.get(f"/api/v1/alarm?{PLACE}&name=nothing").status_code == 404


def test_without_alarms_the_page_says_so(client, store):
    save_looking(store, NOON)
    assert "None of the accounts looked at has a CloudWatch alarm" in client.get("/alarms").text


def test_the_json_counts_the_states(store, client):
    save_alarms(store, an_alarm("a", state="ALARM"), an_alarm("b"))
    found = client.get("/api/v1/alarms").json
    assert found["counts"] == {"ALARM": 1, "INSUFFICIENT_DATA": 0, "OK": 1}
    assert found["alarms"][0]["told"] == ["arn:aws:sns:eu-west-1:111122223333:on-call"]


def listed(html):
    return re.findall(r"data-row-link>([^<]+)</a>", html)


def test_a_long_list_comes_a_hundred_at_a_time_and_counts_everything(store, client):
    save_alarms(store, *(an_alarm(f"alarm-{at:03}") for at in range(130)), an_alarm("late", state="ALARM"))
    first = client.get("/alarms").text
    assert listed(first)[0] == "late"
    assert len(listed(first)) == 100
    assert "1 of 131 alarms fires" in text_of(first)
    assert "1 to 100 of 131 alarms" in text_of(first)
    assert 'href="/alarms?after=100"' in first
    second = client.get("/alarms?after=100").text
    assert len(listed(second)) == 31
    assert set(listed(first)).isdisjoint(listed(second))
    assert "101 to 131 of 131 alarms" in text_of(second)
    assert len(client.get("/api/v1/alarms").json["alarms"]) == 131


def test_alarms_are_narrowed_by_state_name_and_whether_anybody_hears(store, client):
    save_alarms(
        store,
        an_alarm("Checkout errors", state="ALARM"),
        an_alarm("checkout age", actions=()),
        an_alarm("search", state="INSUFFICIENT_DATA", actions_enabled=False),
    )
    assert listed(client.get("/alarms?state=ALARM").text) == ["Checkout errors"]
    assert listed(client.get("/alarms?heard=nobody").text) == ["search", "checkout age"]
    assert listed(client.get("/alarms?text=CHECKOUT").text) == ["Checkout errors", "checkout age"]
    none = client.get("/alarms?state=OK&text=search").text
    assert listed(none) == []
    assert "No alarm matches" in text_of(none)
    assert "None of the accounts" not in text_of(none)


def test_a_place_that_counts_nothing_is_refused(client):
    assert client.get("/alarms?after=x").status_code == 400
    assert client.get("/queues?after=-1").status_code == 400
