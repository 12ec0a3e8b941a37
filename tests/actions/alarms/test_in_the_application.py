"""Alarms are changed through pages and API: by whom, as plans, with the embedded CloudWatch behind them."""

import re

import pytest

from collectors.records import Alarm
from tests.actions.alarms.conftest import an_alarm
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import a_fleet_row
from tests.personas import OPERATOR, OPERATOR_ELSEWHERE, VIEWER, form_token, signed_in
from webapp.actions.alarms.reading import find_one
from webapp.app import create_app
from webapp.store.alarms import save_alarms
from webapp.store.fleet import save_fleet
from webapp.store.functions import save_functions

RATE = an_alarm("checkout-api error rate")
HERE = {"account": "111122223333", "region": "eu-west-1", "name": RATE.name}
CHECKOUT = an_identity("checkout-api")
NEW = {
    "account": "111122223333",
    "region": "eu-west-1",
    "definition": {
        "AlarmName": "checkout throttles",
        "Namespace": "AWS/Lambda",
        "MetricName": "Throttles",
        "Dimensions": [{"Name": "FunctionName", "Value": "checkout-api"}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
    },
}


@pytest.fixture
def app(acting):
    with acting.store.write() as conn:
        save_functions(conn, [a_function("checkout-api"), a_function("cart-api")], NOON)
        save_fleet(conn, [a_fleet_row(name, now=NOON) for name in ("checkout-api", "cart-api")])
        alarm = Alarm(RATE, "arn", "MetricAlarm", "ALARM", NOON, "", watches=(CHECKOUT,))
        save_alarms(conn, [alarm], NOON)
    return create_app(acting.config, acting.store, acting.clock)


@pytest.fixture
def browser(app, acting):
    """A browser of a persona's, whose forms carry a token."""

    def of(person):
        client = signed_in(app, acting.store, NOON, person)
        token = form_token(client)

        def post(path, **data):
            return client.post(path, data={"csrf_token": token, **data})

        client.send = post
        client.headers = {"X-CSRFToken": token}
        return client

    return of


@pytest.fixture
def operator(browser):
    return browser(OPERATOR)


def plan_page(client, answer):
    assert answer.status_code == 303, answer.text
    return answer.location, client.get(answer.location).text


def press(client, location, text, **data):
    digest = re.search(r'name="hash" value="(\w+)"', text)[1]
    return client.send(f"{location}/confirm", hash=digest, **data)


@pytest.mark.parametrize("person", [VIEWER, OPERATOR_ELSEWHERE])
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/alarms/mute", {**HERE, "minutes": 60, "reason": "x"}),
        *(("/alarms/plans", {**HERE, "do": do}) for do in ("delete", "enable", "disable", "test", "unmute")),
        ("/alarms/packs", {"function": "checkout-api", "account": HERE["account"], "region": HERE["region"]}),
        ("/alarms/put", {"query": "function=checkout-api&account=111122223333&region=eu-west-1&measure=Errors"}),
    ],
)
def test_a_viewer_and_an_operator_of_something_else_change_nothing(browser, embedded_aws, person, path, data):
    client = browser(person)
    embedded_aws.forget_calls()
    answer = client.send(path, **data)
    assert answer.status_code in (403, 409), answer.text
    assert not [
        row for row in embedded_aws.calls()["calls"] if re.search(r":(Put|Delete|Set|Enable|Disable)", row["action"])
    ]


def test_deleting_wants_the_name_to_be_typed(operator, work, cloudwatch, acting):
    cloudwatch.delete_alarms(AlarmNames=["shop is unwell"])
    location, text = plan_page(operator, operator.send("/alarms/plans", **HERE, do="delete"))
    assert press(operator, location, text).status_code == 409
    assert press(operator, location, text, typed="checkout-api").status_code == 409
    assert press(operator, location, text, typed=RATE.name).status_code == 303
    work()
    assert find_one(acting, RATE) is None
    assert "Undo…" in operator.get(location).text


def test_what_was_done_is_undone_by_a_plan_of_its_own(operator, work, acting):
    before = find_one(acting, RATE).definition
    location, text = plan_page(operator, operator.send("/alarms/plans", **HERE, do="disable"))
    press(operator, location, text)
    work()
    assert find_one(acting, RATE).definition != before
    location, text = plan_page(operator, operator.send(f"{location}/undo"))
    press(operator, location, text)
    work()
    assert find_one(acting, RATE).definition == before


def test_a_mute_is_done_with_one_form(operator, work, acting):
    location, _ = plan_page(operator, operator.send("/alarms/mute", **HERE, minutes=60, reason="deploying 42"))
    work()
    assert "Done" in operator.get(location).text
    page = operator.get("/alarms").text
    assert "deploying 42" in page
    assert "Unmute" in page
    operator.send("/alarms/plans", **HERE, do="unmute")
    work()
    assert "Unmute" not in operator.get("/alarms").text


def test_the_builders_alarm_becomes_a_plan_and_then_an_alarm(operator, work, acting):
    query = "function=checkout-api&account=111122223333&region=eu-west-1&measure=Throttles&name=made&threshold=3"
    location, text = plan_page(operator, operator.send("/alarms/put", query=query))
    press(operator, location, text)
    work()
    assert find_one(acting, an_alarm("made")).definition["Threshold"] == 3


def made_by(operator, work, query):
    place = "function=checkout-api&account=111122223333&region=eu-west-1&name=made"
    location, text = plan_page(operator, operator.send("/alarms/put", query=f"{place}&{query}"))
    press(operator, location, text)
    work()
    assert "Done" in operator.get(location).text


def test_the_builders_composite_alarm_is_made_of_alarms_that_are_there(operator, work, acting):
    made_by(operator, work, f"measure=composite&joint=any&child={RATE.name.replace(' ', '+')}")
    assert find_one(acting, an_alarm("made")).definition["AlarmRule"] == f'ALARM("{RATE.name}")'


def test_the_builders_anomaly_alarm_is_held_against_a_band(operator, work, acting):
    made_by(operator, work, "measure=Errors&comparison=GreaterThanUpperThreshold&band=2.5")
    made = find_one(acting, an_alarm("made")).definition
    assert (made["ThresholdMetricId"], made.get("Threshold")) == ("band", None)
    assert {line["Id"]: line.get("Expression") for line in made["Metrics"]} == {
        "m1": None,
        "band": "ANOMALY_DETECTION_BAND(m1, 2.5)",
    }


def test_editing_an_alarm_keeps_whom_else_it_tells_and_what_else_it_does(operator, work, acting, cloudwatch):
    one, two = (f"arn:aws:sns:eu-west-1:111122223333:{name}" for name in ("oncall-pages", "team-orders-alerts"))
    stop = "arn:aws:automate:eu-west-1:ec2:stop"
    there = cloudwatch.describe_alarms(AlarmNames=[RATE.name])["MetricAlarms"][0]
    kept = ("AlarmName", "Metrics", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator")
    lists = {"AlarmActions": [one, two, stop], "OKActions": [one], "InsufficientDataActions": [two]}
    cloudwatch.put_metric_alarm(**{name: there[name] for name in kept}, **lists)
    with acting.store.write() as conn:
        save_alarms(conn, [find_one(acting, RATE).alarm], NOON)
    query = f"account=111122223333&region=eu-west-1&alarm={RATE.name.replace(' ', '+')}&threshold=8"
    location, text = plan_page(operator, operator.send("/alarms/put", query=query))
    assert "AlarmActions" not in text
    press(operator, location, text)
    work()
    after = find_one(acting, RATE).definition
    assert after["Threshold"] == 8
    assert {name: after[name] for name in lists} == lists


def test_a_new_alarm_that_would_replace_one_is_warned_of(operator):
    query = f"function=checkout-api&account=111122223333&region=eu-west-1&measure=Errors&name={RATE.name}"
    _, text = plan_page(operator, operator.send("/alarms/put", query=query))
    assert "this replaces it" in text


def test_a_pack_for_a_filtered_set_is_one_plan_and_made_once(operator, work, acting, embedded_aws):
    topic = "arn:aws:sns:eu-west-1:111122223333:oncall-pages"
    data = {"text": "-api", "topic 111122223333 eu-west-1": topic}
    location, text = plan_page(operator, operator.send("/alarms/packs", **data))
    assert press(operator, location, text).status_code == 303
    work()
    assert "Done" in operator.get(location).text
    made = find_one(acting, an_alarm("cart-api Throttles"))
    assert made.definition["AlarmActions"] == [topic]
    assert operator.send("/alarms/packs", **data).status_code == 409


def test_only_who_planned_it_sees_the_button(operator, browser):
    location, _ = plan_page(operator, operator.send("/alarms/plans", **HERE, do="disable"))
    assert "Only omar can confirm this plan" in browser(OPERATOR_ELSEWHERE).get(location).text


class Api:
    """The API as a script of an operator's uses it."""

    def __init__(self, client):
        self.client = client

    def __call__(self, method, path, status=200, **options):
        answer = self.client.open(f"/api/v1{path}", method=method, headers=self.client.headers, **options)
        assert answer.status_code == status, answer.text
        return answer.json


@pytest.fixture
def api(operator):
    return Api(operator)


def test_a_script_creates_changes_mutes_and_deletes_an_alarm(api, work, acting):
    made = an_alarm("checkout throttles")
    named = {key: NEW[key] for key in ("account", "region")} | {"name": made.name}

    def done(plan):
        api("POST", f"/alarms/plans/{plan['id']}/confirm", json={"hash": plan["hash"], "typed": plan["typed"]})
        work()
        return api("GET", f"/alarms/plans/{plan['id']}")["outcome"]

    assert done(api("POST", "/alarms", json=NEW)) == "done"
    assert done(api("PATCH", "/alarm", json={**named, "definition": {"Threshold": 4}})) == "done"
    assert find_one(acting, made).definition["Threshold"] == 4
    assert done(api("POST", "/alarms/mute", json={**named, "minutes": 30, "reason": "a test"})) == "done"
    [row] = [row for row in api("GET", "/alarms")["alarms"] if row["name"] == made.name]
    assert row["muted"]["reason"] == "a test"
    assert done(api("POST", "/alarms/unmute", json=named)) == "done"
    assert done(api("DELETE", "/alarm", query_string=named)) == "done"
    assert find_one(acting, made) is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/alarms", {"account": "1"}, 400),
        ("POST", "/alarms", {**NEW, "account": "999999999999"}, 404),
        ("POST", "/alarms", {**NEW, "definition": {}}, 400),
        ("PATCH", "/alarm", {**HERE, "definition": {"AlarmName": "another"}}, 400),
        ("POST", "/alarms/mute", {**HERE, "minutes": 0, "reason": "x"}, 400),
        ("POST", "/alarms/mute", {**HERE, "minutes": 60, "reason": " "}, 400),
        ("POST", "/alarms/plans/none/confirm", {"hash": "x"}, 409),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(api, method, path, body, status):
    assert api(method, path, status, json=body)["detail"]


def test_an_account_that_does_not_answer_plans_nothing(api, embedded_aws):
    embedded_aws.faults("deny:cloudwatch:DescribeAlarms")
    assert "DescribeAlarms" in api("POST", "/alarms", 502, json=NEW)["detail"]
