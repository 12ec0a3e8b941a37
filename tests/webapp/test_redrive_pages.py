"""Looking, planning, confirming, watching and cancelling a redrive on the pages and by the API."""

import json
import re

import pytest

from tests.actions.redriving import Redriving
from tests.markup import text_of
from tests.personas import OPERATOR, VIEWER, post, signed_in
from webapp.app import create_app
from webapp.clock import SystemClock
from webapp.store import peeks
from webapp.store.jobs import cancel_requested

QUEUE = "/queues/111122223333/eu-west-1/orders-dlq"
START = {"account": "111122223333", "region": "eu-west-1", "queue": "orders-dlq", "canary": 0, "accept_warnings": True}


@pytest.fixture
def orders(embedded_aws, store, monkeypatch):
    for name, value in embedded_aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 0)
    embedded_aws.clock(now=SystemClock().now(), speed=1)
    return Redriving(embedded_aws, store)


@pytest.fixture
def app(orders, store):
    return create_app(orders.acting.config, store, SystemClock())


@pytest.fixture
def omar(app, store):
    return signed_in(app, store, SystemClock().now(), OPERATOR)


@pytest.fixture
def vera(app, store):
    return signed_in(app, store, SystemClock().now(), VIEWER)


def planned(client, **form):
    """The plan's address and page."""
    answer = post(client, f"{QUEUE}/plan", {"way": "selective", "which": "all", "canary": "0"} | form)
    assert answer.status_code == 303, answer.text
    return answer.location, client.get(answer.location).text


def confirmed(client, address, page, **form):
    digest = re.search(r'name="hash" value="(\w+)"', page)[1]
    return post(client, f"{address}/confirm", {"hash": digest} | form)


def test_a_look_shows_messages_with_secrets_masked(orders, omar):
    body = {"order": {"id": 7}, "password": "hunter2-and-more"}
    orders.fill(2, body=lambda at: json.dumps(body))
    assert post(omar, f"{QUEUE}/peek", {"most": "10"}).status_code == 303
    page = omar.get(QUEUE).text
    assert "2 of about 2" in page
    assert "••••••" in page
    assert "hunter2" not in page
    assert "None of the messages" in omar.get(f"{QUEUE}?field=order.id&value=8").text


def test_the_depth_is_asked_of_sqs_now(orders, omar):
    orders.fill(3)
    assert "3 wait" in post(omar, f"{QUEUE}/depth").text


def test_from_the_plan_to_the_account(orders, omar):
    orders.fill(12)
    address, page = planned(omar)
    assert "Send all messages (about 12 messages now) to orders" in page
    answer = confirmed(omar, address, page)
    assert answer.status_code == 303
    assert "waits for the collector" in omar.get(answer.location).text
    working = orders.working()
    working.tick()
    working.close()
    page = omar.get(answer.location).text
    assert "done" in page
    assert re.search(r"<dt>Moved</dt><dd>12</dd>", page)
    assert "orders-dlq" in omar.get("/redrives").text
    assert omar.get("/api/v1/redrives").json["redrives"][0]["outcome"]["moved"] == 12


def test_what_is_not_confirmed_as_shown_is_refused(orders, omar):
    orders.fill(1)
    address, _ = planned(omar)
    answer = post(omar, f"{address}/confirm", {"hash": "0" * 64})
    assert answer.status_code == 409
    assert "not the plan that was shown" in answer.text


def test_deleting_needs_a_file_first_and_the_name_typed(orders, omar):
    sent = orders.fill(3)
    post(omar, f"{QUEUE}/peek", {"most": "10"})
    chosen = list(sent)[:2]
    address, page = planned(omar, way="discard", which="chosen", ids=chosen)
    assert confirmed(omar, address, page).status_code == 409
    assert confirmed(omar, address, page, typed="orders-dlq").status_code == 409
    saved = post(omar, f"{address}/export")
    assert {json.loads(line)["id"] for line in saved.data.splitlines()} == set(chosen)
    assert confirmed(omar, address, page, typed="orders").status_code == 409
    answer = confirmed(omar, address, page, typed="orders-dlq")
    assert answer.status_code == 303
    orders.done(1)
    told = text_of(omar.get(answer.location).text)
    assert "Deleted2of 2" in told
    assert "Came back" not in told
    assert "Processed" not in told


def test_a_plan_tells_of_a_canary_only_where_one_goes_first(orders, omar):
    orders.fill(12)
    assert "then go on in growing steps" in planned(omar, canary="10")[1]
    assert "growing steps" not in planned(omar, canary="20")[1]
    assert "then let SQS move all the others at once" in planned(omar, way="move", canary="10")[1]


def test_an_edited_body_is_shown_as_a_difference(orders, omar):
    sent = orders.fill(1, body=lambda at: '{"vat": "wrong"}')
    name = next(iter(sent))
    post(omar, f"{QUEUE}/peek")
    _, page = planned(omar, **{f"edit-{name}": '{"vat": "right"}'})
    assert "-  &#34;vat&#34;: &#34;wrong&#34;" in page
    assert "+  &#34;vat&#34;: &#34;right&#34;" in page


def test_a_body_that_was_only_looked_at_in_its_editor_is_no_edit(orders, omar):
    sent = orders.fill(1, body=lambda at: '{\r\n"vat": "right"\r\n}')
    post(omar, f"{QUEUE}/peek")
    _, page = planned(omar, **{f"edit-{next(iter(sent))}": '{\r\n"vat": "right"\r\n}'})
    assert "was edited" not in page
    assert "Edited bodies" not in page


def test_a_body_with_a_secret_is_not_offered_to_be_changed_and_why(orders, omar):
    orders.fill(1, body=lambda at: '{"password": "hunter2"}')
    post(omar, f"{QUEUE}/peek")
    page = omar.get(QUEUE).text
    assert "some of it is masked as a secret" in page
    assert "edit-" not in page


@pytest.mark.parametrize("path", ["depth", "peek", "plan"])
def test_viewers_do_nothing(orders, vera, path):
    assert post(vera, f"{QUEUE}/{path}", {"way": "move"}).status_code == 403
    assert "Show the plan" not in vera.get(QUEUE).text


def test_bodies_are_withheld_from_viewers_where_the_settings_say_so(orders, store):
    from dataclasses import replace

    from webapp.config.model import Privacy

    config = replace(orders.acting.config, privacy=Privacy(("message_bodies",)))
    app = create_app(config, store, SystemClock())
    orders.fill(1, body=lambda at: "very private")
    post(signed_in(app, store, SystemClock().now(), OPERATOR), f"{QUEUE}/peek")
    page = signed_in(app, store, SystemClock().now(), VIEWER).get(QUEUE).text
    assert "withheld from your role" in page
    assert "very private" not in page


def test_what_aws_refuses_is_said(embedded_aws, orders, omar):
    embedded_aws.faults("deny:sqs:ReceiveMessage")
    answer = post(omar, f"{QUEUE}/peek")
    assert answer.status_code == 502
    assert "Allow sqs:ReceiveMessage for " in answer.text
    assert "oncall policy --operator" in answer.text


def test_bodies_are_forgotten_after_an_hour_and_the_clock_stays(orders, omar, store):
    orders.fill(2)
    post(omar, f"{QUEUE}/peek")
    later = SystemClock().now() + peeks.KEPT_S + 1
    with store.write() as conn:
        peeks.forget_bodies(conn, later)
        kept = peeks.peek_of(conn, orders.identity, later)
    assert (kept.letters, len(kept.sample.sent)) == ((), 2)


def token_of(client):
    return re.search(r'"X-CSRFToken": "([^"]+)"', client.get("/").text)[1]


def started(client, key=None, **body):
    headers = {"X-CSRFToken": token_of(client)} | ({"Idempotency-Key": key} if key else {})
    return client.post("/api/v1/redrives", json=START | body, headers=headers)


def test_the_api_begins_once_a_key_shows_and_cancels(orders, omar, store):
    orders.fill(3)
    first, again = started(omar, "k1"), started(omar, "k1")
    assert (first.status_code, again.json["id"]) == (200, first.json["id"])
    assert started(omar, "k2").status_code == 409
    address = f"/api/v1/redrives/{first.json['id']}"
    assert omar.get(address).json["state"] == "waiting"
    ended = omar.post(f"{address}/cancel", headers={"X-CSRFToken": token_of(omar)})
    assert ended.json["cancelling"] is True
    with store.read() as conn:
        assert cancel_requested(conn, 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"way": "teleport"}, 400),
        ({"queue": "nobody"}, 404),
        ({"way": "replay"}, 409),
        ({"accept_warnings": False}, 409),
    ],
)
def test_the_api_refuses_what_makes_no_sense(orders, omar, body, status):
    orders.fill(1)
    assert started(omar, **body).status_code == status


def test_the_api_lets_viewers_read_only(orders, vera):
    assert started(vera).status_code == 403
    assert vera.get("/api/v1/redrives").status_code == 200


def test_the_api_says_what_a_queue_allows(orders, vera):
    orders.fill(1)
    orders.watch("orders-dlq")
    rows = {row["name"]: row for row in vera.get("/api/v1/queues").json["queues"]}
    assert rows["orders-dlq"]["is_dlq"] is True
    assert rows["orders-dlq"]["redrive_ways"] == ["move", "selective"]
    assert rows["orders"]["redrive_ways"] == []
