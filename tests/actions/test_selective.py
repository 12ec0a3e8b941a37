"""Sending dead letters back message by message, over a real SQLite file and the embedded AWS."""

import threading
import time

import pytest

from tests.actions.redriving import Redriving, shown_again
from webapp.actions.book import TRIES, Book
from webapp.actions.rate import Rate
from webapp.actions.sweep import Sweep
from webapp.analysis.dead_letters import EVERYTHING, MARK, Wanted
from webapp.analysis.redrive_counts import Fate
from webapp.clock import SystemClock
from webapp.store import ledger
from webapp.store.jobs import request_cancel
from webapp.store.journal import entry_in, rows_in_order
from webapp.store.ledger import Line


@pytest.fixture(autouse=True)
def _no_waiting_for_bounces(monkeypatch):
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 0)


def test_everything_goes_back_with_its_attributes_and_our_mark(orders):
    sent = orders.fill(23)
    found = orders.done(key := orders.begin())
    assert (found.state, found.outcome.moved, found.outcome.failed) == ("done", 23, 0)
    back = orders.drained(orders.alive)
    assert sorted(message["Body"] for message in back) == sorted(sent.values())
    for message in back:
        attributes = message["MessageAttributes"]
        before = attributes[MARK]["StringValue"].removeprefix(f"{key}:")
        assert sent[before] == message["Body"]
        assert attributes["n"] == {"DataType": "Number", "StringValue": message["Body"]}
        assert orders.lines(key)[before].new_id == message["MessageId"]
    assert orders.drained(orders.dead) == []


def test_only_what_was_chosen_is_sent_and_the_rest_stays(orders):
    sent = orders.fill(20)
    chosen = frozenset(list(sent)[3:8])
    found = orders.done(orders.begin(wanted=Wanted(ids=chosen)))
    assert (found.outcome.moved, found.total) == (5, 5)
    assert {m["Body"] for m in orders.drained(orders.alive)} == {sent[name] for name in chosen}


def test_a_filter_chooses_by_what_stands_in_the_body(orders):
    orders.fill(12, body=lambda at: f'{{"order": {{"id": {at % 3}}}}}')
    found = orders.done(orders.begin(wanted=Wanted(field="order.id", value="2")))
    assert found.outcome.moved == 4
    assert {m["Body"] for m in orders.drained(orders.alive)} == {'{"order": {"id": 2}}'}


def test_an_edited_body_is_what_is_sent_and_the_ledger_knows_both(orders):
    sent = orders.fill(3)
    first = next(iter(sent))
    found = orders.done(key := orders.begin(edits={first: "mended"}))
    assert found.outcome.moved == 3
    assert sorted(m["Body"] for m in orders.drained(orders.alive)) == ["1", "2", "mended"]
    line = orders.lines(key)[first]
    assert line.body_sha256 != line.sent_sha256


def test_parts_of_batches_that_fail_are_sent_again(aws, orders):
    sent = orders.fill(60)
    aws.faults("partial:0.6:sqs:SendMessage")
    found = orders.done(key := orders.begin())
    aws.faults()
    back = [m["Body"] for m in orders.drained(orders.alive)]
    assert sorted(back) == sorted(sent.values())
    assert found.outcome.moved == 60
    assert max(line.tries for line in orders.lines(key).values()) > 1


def test_a_message_that_is_never_taken_stays_and_says_why(aws, orders):
    sent = orders.fill(3)
    orders.sqs.set_queue_attributes(QueueUrl=orders.alive, Attributes={"MaximumMessageSize": "1024"})
    big = orders.sqs.send_message(QueueUrl=orders.dead, MessageBody="x" * 2_000)["MessageId"]
    found = orders.done(key := orders.begin())
    assert (found.outcome.moved, found.outcome.failed) == (3, 1)
    line = orders.lines(key)[big]
    assert (line.fate, line.tries) == (Fate.FAILED, TRIES)
    assert "longer than the limit" in line.error
    assert len(orders.drained(orders.alive)) == len(sent)


def test_an_answer_that_was_lost_makes_a_possible_duplicate_and_it_is_named(aws, orders):
    sent = orders.fill(100)
    aws.faults("lose:0.4:sqs:SendMessage")
    found = orders.done(key := orders.begin())
    aws.faults()
    back = [m["Body"] for m in orders.drained(orders.alive)]
    twice = {body for body in back if back.count(body) > 1}
    assert set(back) == set(sent.values())
    assert twice
    assert twice <= {sent[name] for name, line in orders.lines(key).items() if line.doubtful}
    assert found.outcome.possibly_twice >= len(twice)


def test_a_refusal_ends_it_and_leaves_the_messages(aws, orders):
    orders.fill(5)
    plan = orders.begin()
    aws.faults("deny:sqs:SendMessage")
    found = orders.done(plan)
    aws.faults()
    assert found.state == "failed"
    assert "Allow sqs:SendMessage for " in found.error
    assert "`oncall policy --operator`" in found.error
    shown_again(aws)
    assert len(orders.drained(orders.dead)) == 5


def test_what_came_back_is_not_sent_again(orders):
    orders.fill(4)
    key = orders.begin()
    mark = {MARK: {"DataType": "String", "StringValue": f"{key}:nobody"}}
    orders.sqs.send_message(QueueUrl=orders.dead, MessageBody="came back", MessageAttributes=mark)
    assert orders.done(key).outcome.moved == 4
    assert "came back" not in {m["Body"] for m in orders.drained(orders.alive)}


def test_the_rate_is_kept(orders):
    orders.fill(40)
    began = time.monotonic()
    orders.done(orders.begin(rate=20.0))
    assert time.monotonic() - began >= 1.4


def test_a_cancel_ends_it_within_two_seconds_and_tells_what_was_moved(orders, store):
    """What the rate lets through is the clock: it goes no slower where the machine does."""
    orders.fill(200)
    key = orders.begin(rate=20.0)
    working = orders.working()
    working.tick()
    found = orders.moving(key)
    with store.write() as conn:
        request_cancel(conn, found.job_id)
    working.close()
    ended = orders.row(key)
    assert ended.state == "cancelled"
    moved = len(orders.drained(orders.alive))
    assert ended.outcome.moved == moved
    assert 0 < moved <= found.outcome.moved + 2 * 20


def test_one_redrive_a_queue_and_several_at_once_on_others(aws, orders, store):
    other = Redriving(aws, store, "-2")
    orders.fill(10)
    other.fill(10)
    first = orders.plan()
    again = orders.plan()
    keys = [orders.confirm(first), other.begin()]
    with pytest.raises(Exception, match="Another redrive is under way"):
        orders.confirm(again)
    assert orders.confirm(first) == keys[0]
    working = orders.working()
    working.tick()
    working.close()
    assert [orders.row(key).outcome.moved for key in keys] == [10, 10]
    assert "Redrive" not in "".join(orders.plan().refusals)


def test_nothing_is_sent_where_aws_has_changed_since_the_plan(orders):
    orders.fill(3)
    key = orders.begin()
    orders.sqs.set_queue_attributes(QueueUrl=orders.dead, Attributes={"MessageRetentionPeriod": "600"})
    found = orders.done(key)
    assert found.state == "refused"
    assert "retention_s was 345600 and is 600" in found.error
    assert orders.drained(orders.alive) == []


def test_the_journal_holds_the_intent_and_a_digest_of_the_ledger(orders, store):
    orders.fill(3)
    orders.done(orders.begin())
    with store.read() as conn:
        intent, result = [entry_in(row) for row in rows_in_order(conn)]
    assert (intent.action, intent.person, intent.target) == ("redrive", "omar", orders.identity)
    assert (result.result, len(result.detail["ledger_sha256"])) == ("done", 64)


def test_fifo_keeps_group_and_order_and_renames_deduplication(aws, store):
    orders = Redriving(aws, store, ".fifo")
    orders.fill(30, groups=3)
    found = orders.done(orders.begin())
    assert found.outcome.moved == 30
    in_order(orders.drained(orders.alive), 3, 30)


def test_fifo_keeps_its_order_while_parts_fail_and_answers_are_lost(aws, store):
    orders = Redriving(aws, store, ".fifo")
    orders.fill(40, groups=4)
    aws.faults("partial:0.2:sqs:SendMessage", "lose:0.1:sqs:SendMessage")
    found = orders.done(orders.begin())
    aws.faults()
    assert (found.outcome.moved, found.outcome.possibly_twice) == (40, 0)
    in_order(orders.drained(orders.alive), 4, 40)


def test_a_fifo_message_that_is_never_taken_holds_back_its_group(aws, store):
    orders = Redriving(aws, store, ".fifo")
    orders.fill(9, groups=3, body=lambda at: "x" * 2_000 if at == 3 else str(at))
    orders.sqs.set_queue_attributes(QueueUrl=orders.alive, Attributes={"MaximumMessageSize": "1024"})
    found = orders.done(orders.begin())
    assert (found.outcome.moved, found.outcome.failed, found.outcome.held) == (7, 1, 1)
    assert sorted(m["Body"] for m in orders.drained(orders.alive)) == ["0", "1", "2", "4", "5", "7", "8"]


def test_a_fifo_message_of_an_unknown_fate_is_not_sent_again_after_five_minutes(aws, store):
    orders = Redriving(aws, store, ".fifo")
    first = next(iter(orders.fill(3, groups=1)))
    key, long_ago = orders.begin(), SystemClock().now() - 300
    with store.write() as conn:
        ledger.save_lines(conn, key, [Line(first, Fate.SENDING, long_ago, 1, "", "", first_try_at=long_ago, tries=1)])
    found = orders.done(key)
    assert (found.outcome.moved, found.outcome.held, found.outcome.possibly_twice) == (0, 3, 1)
    assert orders.lines(key)[first].fate is Fate.UNSURE
    assert orders.drained(orders.alive) == []


def in_order(messages, groups, number):
    """Every message once, in its group, in the order in which it was sent at first."""
    found = {f"g{group}": [] for group in range(groups)}
    for message in messages:
        found[message["Attributes"]["MessageGroupId"]].append(int(message["Body"]))
    assert found == {f"g{group}": list(range(group, number, groups)) for group in range(groups)}


def test_several_threads_never_send_more_than_the_canary(orders):
    orders.fill(50)
    found = orders.done(orders.begin(canary=10))
    assert found.outcome.moved == 50
    assert found.story[0].text.startswith("0 of 10 messages came back")


@pytest.mark.parametrize(
    ("rate", "threads", "batch"), [(0, 8, 10), (1_000, 8, 10), (120, 3, 10), (50, 2, 10), (1, 1, 5), (0.01, 1, 1)]
)
def test_no_more_is_held_in_hand_than_can_be_sent_in_its_time(rate, threads, batch):
    stop = threading.Event()
    sweep = Sweep(None, None, Book(None, 1, fifo=False), EVERYTHING, 20, stop, Rate(rate, stop))
    assert (sweep._number, sweep._batch) == (threads, batch)
