"""The audit page: by risk, each finding with its remedy one click away."""

from tests.conftest import NOON
from tests.factories import a_function, a_queue, an_alarm, an_identity
from tests.stories import HOSTILE
from webapp.store import alarms, functions, queues


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


def test_nothing_read_is_not_nothing_wrong(client):
    assert "has been read yet" in client.get("/alarms/audit").text
