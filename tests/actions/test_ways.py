"""Canaries, SQS's own move, and invoking again, where functions of the embedded AWS really work on what is sent."""

import json

import pytest

from collectors.aws import Aws
from collectors.functions import collect as functions_of
from collectors.mappings import collect as mappings_of
from collectors.records import Ask, Function, Mapping
from tests.actions.redriving import Redriving, arn
from tests.collecting import UNPACED
from tests.personas import OPERATOR
from webapp.actions import redrive_plan
from webapp.actions.asked import Asked
from webapp.actions.peek import PeekRefused, peek
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_ways import Way
from webapp.clock import SystemClock
from webapp.store.functions import save_functions
from webapp.store.jobs import request_cancel
from webapp.store.mappings import save_mappings

POISON, FINE = json.dumps({"poison": True}), json.dumps({"orderId": 1})


@pytest.fixture
def worked(aws, store):
    """`orders` with a function that reads from it: what fails is tried three times on end."""
    orders = Redriving(aws, store)
    orders.sqs.set_queue_attributes(QueueUrl=orders.alive, Attributes={"VisibilityTimeout": "0"})
    orders.watch("orders")
    aws.client("lambda").create_event_source_mapping(
        FunctionName="stock-reservation-worker", EventSourceArn=arn("orders")
    )
    return orders


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 3)
    monkeypatch.setattr("webapp.actions.redrive.ASK_S", 1)


def test_a_canary_of_good_messages_lets_all_the_others_go(worked):
    worked.fill(30, body=lambda at: FINE)
    found = worked.done(worked.begin(canary=5))
    assert (found.state, found.outcome.moved, found.outcome.bounced) == ("done", 30, 0)
    assert "goes on" in found.story[0].text


def test_a_canary_of_bad_messages_stops_and_says_what_decided(worked):
    worked.fill(30, body=lambda at: POISON)
    found = worked.done(worked.begin(canary=5))
    assert (found.state, found.outcome.moved, found.outcome.bounced_by) == ("stopped", 5, "matched")
    assert found.outcome.bounced >= 1
    assert "came back" in found.story[0].text
    assert "stopped" in found.story[0].text
    assert len(worked.drained(worked.dead)) == 30


def test_a_mended_body_is_processed_while_its_neighbours_come_back(worked):
    sent = worked.fill(4, body=lambda at: POISON)
    mended = next(iter(sent))
    found = worked.done(key := worked.begin(canary=0, edits={mended: FINE}))
    assert (found.outcome.moved, found.outcome.bounced) == (4, 3)
    assert worked.lines(key)[mended].bounced_at is None


def test_three_redrives_with_bounces_warn_before_the_fourth(worked):
    for _ in range(3):
        worked.fill(1, body=lambda at: POISON)
        worked.done(worked.begin(canary=0))
        worked.drained(worked.dead)
    worked.fill(1)
    assert any("was redriven 3 times" in text for text in worked.plan().warnings)


def test_sqs_moves_everything_and_what_came_back_is_counted(worked, monkeypatch):
    """Only what comes back after the move can be told from what is still to be moved: the functions take seconds."""
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 8)
    worked.sqs.set_queue_attributes(QueueUrl=worked.alive, Attributes={"VisibilityTimeout": "1"})
    worked.fill(20, body=lambda at: POISON if at < 3 else FINE)
    found = worked.done(worked.begin(Way.MOVE, canary=0))
    assert (found.state, found.outcome.moved) == ("done", 20)
    assert (found.outcome.bounced, found.outcome.bounced_by) == (3, "counted")


def test_a_move_that_is_cancelled_says_what_was_moved(orders, store):
    orders.fill(40)
    key = orders.begin(Way.MOVE, rate=4.0)
    working = orders.working()
    working.tick()
    found = orders.moving(key)
    with store.write() as conn:
        request_cancel(conn, found.job_id)
    working.close()
    found = orders.row(key)
    assert found.state == "cancelled"
    assert "CANCELLED" in found.story[-1].text
    assert 0 < found.outcome.moved < 40
    assert len(orders.drained(orders.alive)) == found.outcome.moved


def test_a_move_that_runs_already_is_refused(orders):
    orders.fill(40)
    orders.sqs.start_message_move_task(
        SourceArn=arn("orders-dlq"), DestinationArn=arn("orders"), MaxNumberOfMessagesPerSecond=1
    )
    assert "A move of SQS's own" in orders.plan().refusals[0]


@pytest.fixture
def events(aws, store, monkeypatch):
    """The dead-letter queue of failed events of image-thumbnailer."""
    made = Redriving(aws, store)
    aws_here = Aws(made.acting.config.targets[0], calls_a_second=UNPACED)
    target, now = made.acting.config.targets[0], SystemClock().now()
    records = [r for c in functions_of(aws_here, target, Ask(), now) for r in c.records if isinstance(r, Function)]
    fed = [r for c in mappings_of(aws_here, target, Ask(), now) for r in c.records if isinstance(r, Mapping)]
    with store.write() as conn:
        save_functions(conn, records, now)
        save_mappings(conn, fed, now)
    return made


def replayed(made, queue, function, **asked):
    identity = made.watch(queue)
    plan = redrive_plan.make(
        made.acting, OPERATOR, identity, Asked(Way.REPLAY, function=function, hide_s=2, canary=0, **asked)
    )
    return made.done(made.confirm(plan)), plan


def test_failed_events_are_invoked_again_and_come_back_by_their_request(aws, events):
    url = events.sqs.get_queue_url(QueueName="media-failed-events")["QueueUrl"]
    events.sqs.purge_queue(QueueUrl=url)
    for body in (POISON, FINE):
        events.sqs.send_message(QueueUrl=url, MessageBody=body)
    events.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    aws.clock(speed=60)
    found, plan = replayed(events, "media-failed-events", "image-thumbnailer")
    assert "Invoke image-thumbnailer asynchronously" in " ".join(plan.steps)
    assert (found.state, found.outcome.moved) == ("done", 2)
    assert found.outcome.bounced >= 1


def test_records_of_a_stream_are_refused(events):
    plan = redrive_plan.make(
        events.acting, OPERATOR, events.watch("order-projector-failures"), Asked(Way.REPLAY, function="x")
    )
    assert "hold none of their records" in plan.refusals[0]


def test_a_function_that_may_not_run_is_refused(aws, worked):
    aws.client("lambda").put_function_concurrency(
        FunctionName="stock-reservation-worker", ReservedConcurrentExecutions=0
    )
    worked.fill(1)
    assert "may not run" in worked.plan().refusals[0]


def test_a_look_gives_everything_back_and_is_kept(orders, store):
    orders.fill(25)
    seen = peek(orders.acting, OPERATOR, orders.identity, 25)
    assert len(seen.letters) == 25
    assert {letter.attribute("n") for letter in seen.letters} == {str(n) for n in range(25)}
    assert len(orders.drained(orders.dead)) == 25


def test_a_queue_that_pushes_messages_on_is_not_looked_into_by_default(orders):
    source = orders.watch("orders")
    with pytest.raises(PeekRefused, match="after 3 receives"):
        peek(orders.acting, OPERATOR, source, 10)
    assert peek(orders.acting, OPERATOR, source, 10, despite_policy=True).letters == ()


def test_what_is_discarded_is_gone_and_sent_nowhere(orders):
    sent = orders.fill(6)
    gone = frozenset(list(sent)[:2])
    found = orders.done(orders.begin(Way.DISCARD, destination="", wanted=Wanted(ids=gone)))
    assert (found.state, found.outcome.moved) == ("done", 2)
    assert {m["MessageId"] for m in orders.drained(orders.dead)} == set(sent) - gone
    assert orders.drained(orders.alive) == []
