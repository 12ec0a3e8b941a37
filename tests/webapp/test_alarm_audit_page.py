"""The audit page: by risk, each finding with its remedy one click away."""

import re
from dataclasses import replace

from collectors.records import AlarmAction, Kind, Outcome, Points, Subscription, Topic
from tests.conftest import NOON
from tests.factories import a_function, a_queue, an_alarm, an_identity
from tests.fleets import a_denial
from tests.markup import text_of
from tests.personas import OPERATOR, VIEWER, signed_in
from tests.stories import HOSTILE
from webapp.store import alarms, functions, points, queues, topics
from webapp.store.mutes import Mute, Way, save_mute
from webapp.store.runs import save_outcome
from webapp.store.targets import save_target


def test_findings_stand_by_risk_and_lead_to_the_builder(client, store):
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
        queues.save_queues(conn, [a_queue(sources=("arn:aws:sqs:eu-west-1:111122223333:orders",))])
        alarms.save_alarms(conn, [an_alarm(HOSTILE, watches=(an_identity(),), actions=(), description=HOSTILE)], NOON)
    page = client.get("/alarms/audit")
    assert page.status_code == 200
    assert page.text.index("Failures come to this queue") < page.text.index("No action is told when it fires")
    assert "queue=orders-dlq&amp;measure=ApproximateNumberOfMessagesVisible" in page.text
    assert "<script>alert" not in page.text
    found = client.get("/api/v1/alarms/audit").json["findings"]
    assert [each["rule"] for each in found] == ["missing", "unheard"]


def test_many_findings_of_one_kind_are_cut_with_a_way_to_all_and_to_one_plan(client, store):
    with store.write() as conn:
        functions.save_functions(conn, [a_function(f"worker-{number}") for number in range(45)], NOON)
    page = client.get("/alarms/audit").text
    assert page.count("no alarm looks at it") == 20
    assert "and 25 more" in page
    assert "What all functions lack…" in page
    assert client.get("/alarms/audit?all=1").text.count("no alarm looks at it") == 45
    assert len(client.get("/api/v1/alarms/audit").json["findings"]) == 45


def test_one_of_a_kind_is_said_as_one(client, store):
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
    page = client.get("/alarms/audit").text
    assert "1 function looked at" in page
    assert "0 alarms looked at" in page


def test_a_seldom_function_and_a_mute_of_ours_reach_the_audit_from_the_store(client, store):
    daily = [(NOON - day * 86_400, (1.0,)) for day in range(10, 0, -1)]
    fast = an_alarm("fast", watches=(an_identity(),), evaluation_periods=3, datapoints_to_alarm=2)
    quiet = an_alarm(
        "quiet", watches=(an_identity(),), actions_enabled=False, evaluation_periods=1, datapoints_to_alarm=1
    )
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
        for period in (60, 3_600):
            points.save_points(conn, [Points(an_identity(), period, ("invocations",), daily)])
        alarms.save_alarms(conn, [fast, quiet], NOON)
        save_mute(conn, Mute("m", quiet.identity, Way.ACTIONS, "", "a test", "omar", NOON - 60, NOON + 600))
    found = {each["about"]["name"]: each for each in client.get("/api/v1/alarms/audit").json["findings"]}
    assert "in 1 minute of such a stretch at most" in found["fast"]["text"]
    assert found["fast"]["mend"] == {"m": "1", "n": "1"}
    assert "quiet" not in found


def test_nothing_read_is_not_nothing_wrong(client):
    assert "Nothing was looked at yet" in client.get("/alarms/audit").text
    packs = client.get("/alarms/packs").text
    assert "Nothing that was read matches" in packs
    assert "0 alarms" not in packs


def test_what_could_not_be_read_is_never_said_to_have_every_alarm(client, store):
    with store.write() as conn:
        save_target(conn, "prod", replace(an_identity(), kind=Kind.ACCOUNT, name=""))
        denied = (a_denial(action="cloudwatch:DescribeAlarms"),)
        save_outcome(conn, Outcome("prod", "alarms", NOON, 1.0, failures=denied))
    page = client.get("/alarms/audit").text
    assert "Nothing can be said yet" in page
    assert "Every function and queue has an alarm" not in page


def test_operators_mend_with_one_press_and_viewers_see_why(app, client, store):
    with store.write() as conn:
        functions.save_functions(conn, [a_function()], NOON)
        gone = an_alarm("gone", watches=(an_identity("nobody"),), dimensions=(("FunctionName", "nobody"),))
        alarms.save_alarms(conn, [gone, an_alarm("off", watches=(an_identity(),), actions_enabled=False)], NOON)
    page = signed_in(app, store, NOON, OPERATOR).get("/alarms/audit").text
    assert re.findall(r'name="do" value="(\w+)"', page) == ["delete", "enable"]
    assert "Delete…" in page
    assert "Enable its actions…" in page
    seen = signed_in(app, store, NOON, VIEWER).get("/alarms/audit").text
    assert 'name="do"' not in seen
    assert "does not exist, as far as we see" in seen


def test_a_topic_that_could_not_be_read_is_never_called_deaf(client, store):
    arn = "arn:aws:sns:eu-west-1:111122223333:pager"
    watching = an_alarm("told", watches=(an_identity(),), actions=(AlarmAction("ALARM", arn),))
    for subscriptions, deaf in ((None, False), ((), True), ((Subscription("email", True),), False)):
        with store.write() as conn:
            functions.save_functions(conn, [a_function()], NOON)
            alarms.save_alarms(conn, [watching], NOON)
            topics.save_topics(conn, [Topic(an_identity("pager", Kind.TOPIC), arn, subscriptions)], NOON)
        assert ("Nobody has confirmed a subscription of pager" in client.get("/alarms/audit").text) is deaf


def test_where_alarms_were_never_read_nothing_is_said_to_have_none(app, client, store):
    here, elsewhere = an_identity(), an_identity(account="444455556666")
    with store.write() as conn:
        functions.save_functions(conn, [a_function(), replace(a_function("far"), identity=elsewhere)], NOON)
        for name, each in (("prod", here), ("lab", elsewhere)):
            save_target(conn, name, replace(each, kind=Kind.ACCOUNT, name=""))
        save_outcome(
            conn, Outcome("prod", "alarms", NOON, 1.0, failures=(a_denial(action="cloudwatch:DescribeAlarms"),))
        )
        save_outcome(conn, Outcome("lab", "alarms", NOON, 1.0))
    page = text_of(client.get("/alarms/audit").text)
    assert "Of 111122223333 · eu-west-1 CloudWatch's alarms were never read completely" in page
    answer = client.get("/api/v1/alarms/audit").json
    assert [each["about"]["account"] for each in answer["findings"]] == ["444455556666"]
    assert answer["unread"] == ["111122223333/eu-west-1"]
    operator = signed_in(app, store, NOON, OPERATOR)
    packs = operator.get("/alarms/packs?account=111122223333&region=eu-west-1&function=checkout-api")
    assert "what seems to be missing there may be there" in text_of(packs.text)
    with store.write() as conn:
        save_outcome(conn, Outcome("prod", "alarms", NOON + 60, 1.0))
    assert "never read completely" not in operator.get("/alarms/audit").text
