"""Queues: dead letters that wait, grow, expire; backlogs; what could not be read."""

from tests.analysis.cases import a_failure, a_look, a_queue, judged, points, rules, steady
from tests.conftest import NOON
from webapp.analysis.case import Look, QueueRole, WatchedQueue
from webapp.analysis.limits import Limits
from webapp.analysis.queue_health import judge_queue, loss
from webapp.analysis.verdict import State

DLQ = QueueRole(dead_letters_of=("orders",))
DAY = 86_400


def queue_judged(queue, measured=None, role=DLQ, now=NOON, before=None, look=None):
    return judge_queue(queue, measured, role, now, Limits(), before, look)


def test_an_empty_dead_letter_queue_is_ok():
    assert queue_judged(a_queue(), points(visible=steady(0))).reasons == ()


def test_one_dead_letter_warns_and_a_hundred_are_bad():
    one = queue_judged(a_queue(visible=1), points(visible=[0.0] * 60 + [1.0] * 120))
    assert one.reasons[0].text == "1 message waits in the dead-letter queue orders-dlq."
    assert (one.state, one.since) == (State.WARN, NOON - 120 * 60)
    assert queue_judged(a_queue(visible=100), points(visible=steady(100))).state is State.BAD


def test_dead_letters_wait_since_the_oldest_came_even_before_our_minutes():
    days_ago, newest = NOON - 3 * DAY, NOON - 60
    told = points(visible=steady(150), oldest_age_s=[float(newest - days_ago)] * 180)
    assert queue_judged(a_queue(visible=1), told).since == days_ago
    assert queue_judged(a_queue(visible=150), told).since == days_ago
    grown = points(visible=[10.0] * 170 + [150.0] * 10, oldest_age_s=[float(newest - days_ago)] * 180)
    depth = next(each for each in queue_judged(a_queue(visible=150), grown).reasons if each.rule == "dlq_depth")
    assert depth.since == NOON - 600


def test_a_first_look_without_metrics_does_not_say_that_it_began_just_now():
    assert queue_judged(a_queue(visible=1)).reasons[0].since is None


def test_growth_counts_what_arrived_in_fifteen_minutes():
    grown = queue_judged(a_queue(visible=70), points(visible=[10.0] * 170 + [30.0] * 10))
    assert rules(grown) == ["dlq_growth", "dlq_depth"]
    assert grown.reasons[0].text == "60 messages arrived in the dead-letter queue orders-dlq in the last 15 min."
    drained = queue_judged(a_queue(visible=5), points(visible=steady(50)))
    assert rules(drained) == ["dlq_depth"]


def test_messages_near_their_end_are_told_in_time():
    old = queue_judged(a_queue(visible=1, retention_s=4 * DAY), points(visible=[1.0], oldest_age_s=[3.8 * DAY]))
    reason = old.reasons[0]
    assert (reason.rule, reason.state) == ("message_loss", State.BAD)
    assert "will be deleted in 4.8 h at the latest: it has waited 95 % of the 4 days" in reason.text


def test_standard_messages_may_be_lost_earlier_by_the_sources_retention():
    standard, fifo = a_queue(retention_s=10 * DAY), a_queue(retention_s=10 * DAY, fifo=True)
    assert loss(standard, DAY, 4 * DAY) == loss(fifo, DAY, 0).__class__(NOON + 5 * DAY, NOON + 9 * DAY)
    assert loss(fifo, DAY, 4 * DAY).earliest == NOON + 9 * DAY
    assert loss(standard, 9 * DAY, 4 * DAY).earliest == NOON


def test_a_dead_letter_queue_that_keeps_no_longer_than_its_source_is_a_fault():
    role = QueueRole(dead_letters_of=("orders",), source_retention_s=14 * DAY)
    assert rules(queue_judged(a_queue(), role=role)) == ["retention"]
    assert queue_judged(a_queue(fifo=True), role=role).state is State.OK


def test_a_backlog_is_judged_by_its_age_and_not_by_its_depth():
    role = QueueRole(feeds=("checkout-api",))
    waiting = points(visible=steady(5000), oldest_age_s=steady(600))
    reason = queue_judged(a_queue("orders", visible=5000), waiting, role).reasons[0]
    assert reason.text == "The oldest message in orders has waited 10 min (5,000 waiting, 0 in flight)."
    assert queue_judged(a_queue("orders", visible=5000), points(oldest_age_s=steady(10)), role).state is State.OK


def test_a_queue_that_was_not_read_lately_is_unknown():
    stale = queue_judged(a_queue(visible=500), now=NOON + 600)
    assert stale.state is State.UNKNOWN
    assert any(r.text.startswith("When last read: 500 messages wait") for r in stale.reasons)


def test_a_denied_queue_names_the_missing_action():
    look = Look("queues", NOON, 60, a_failure(action="sqs:GetQueueAttributes"))
    text = queue_judged(a_queue(), look=look).reasons[0].text
    assert "The queue orders-dlq was last read" in text
    assert "AWS denies us sqs:GetQueueAttributes" in text


def test_a_queue_that_is_worked_off_is_read_less_often():
    five_minutes_old = a_queue("orders", read_at=NOON - 300)
    assert queue_judged(five_minutes_old, role=QueueRole(feeds=("x",))).state is State.OK
    assert queue_judged(five_minutes_old).state is State.UNKNOWN


def test_a_function_judges_a_queue_by_the_queues_own_limits():
    watched = WatchedQueue(a_queue(visible=3), QueueRole(of_function=True), limits=Limits(dlq_depth=(10, 100)))
    assert judged(points(invocations=steady(100)), queues=(watched,)).state is State.OK


def test_a_function_hears_of_its_queues():
    watched = WatchedQueue(a_queue(visible=3), QueueRole(of_function=True), points(visible=steady(3)))
    verdict = judged(points(invocations=steady(100)), queues=(watched,), looks=(a_look(part="queues", every_s=60),))
    assert (verdict.state, rules(verdict)) == (State.WARN, ["dlq_depth"])


def test_a_function_hears_once_that_its_queues_could_not_be_read():
    watched = WatchedQueue(a_queue(visible=3, read_at=NOON - 900), QueueRole(of_function=True))
    fresh, stale = a_look(part="queues", every_s=60), a_look(NOON - 900, part="queues", every_s=60)
    for look in (fresh, stale):
        verdict = judged(points(invocations=steady(100)), queues=(watched,), looks=(look,))
        assert verdict.state is State.UNKNOWN
        assert rules(verdict).count("blind_queues") == 1
