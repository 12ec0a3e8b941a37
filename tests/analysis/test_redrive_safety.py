"""Which ways of sending dead letters again there are, and what speaks against each."""

import pytest

from tests import factories
from tests.conftest import NOON
from webapp.analysis.canary import Decision, Step, decide, sizes, wait_of
from webapp.analysis.case import QueueRole
from webapp.analysis.loss_clock import LossClock, Sample, loss_clock
from webapp.analysis.queue_health import Loss
from webapp.analysis.redrive_counts import bounces_counted, outcome
from webapp.analysis.redrive_safety import Consumer, Level, Scene, checks, refusals, warnings
from webapp.analysis.redrive_ways import Way, Ways, ways_of
from webapp.analysis.verdict import State

DAY = 86_400


def a_queue(name="orders-dlq", **fields):
    usual = {"visible": 100, "retention_s": 14 * DAY, "visibility_timeout_s": 60, "read_at": NOON}
    sources = ("arn:aws:sqs:eu-west-1:111122223333:orders",)
    return factories.a_queue(name, **usual | {"sources": sources} | fields)


ORDERS = a_queue("orders", dlq_arn="arn:aws:sqs:eu-west-1:111122223333:orders-dlq", max_receive_count=3)


def a_worker(**fields):
    made = {"name": "order-worker", "state": State.OK, "mapping_state": "Enabled", "deployed_at": NOON - 60}
    return Consumer(**made | fields)


def a_scene(**fields):
    made = {
        "way": Way.SELECTIVE,
        "ways": Ways(tuple(Way)),
        "queue": a_queue(),
        "messages": 100,
        "rate": 10,
        "now": NOON,
        "destination": ORDERS,
        "consumers": (a_worker(),),
        "newest_died_at": NOON - 3_600,
    }
    return Scene(**made | fields)


def levels(scene, name):
    return [check.level for check in checks(scene) if check.name == name]


# What a queue allows


def test_a_dead_letter_queue_of_a_queue_is_moved_or_sent_selectively():
    assert ways_of(a_queue(), QueueRole()).possible == (Way.MOVE, Way.SELECTIVE)


def test_failed_events_of_a_function_are_replayed_only():
    ways = ways_of(a_queue(sources=()), QueueRole(of_function=True))
    assert ways.possible == (Way.REPLAY,)
    assert "only out of a dead-letter queue of other SQS queues" in ways.refused[Way.MOVE]


def test_records_of_streams_allow_nothing_and_say_why():
    ways = ways_of(a_queue(sources=()), QueueRole(of_function=True), streams_only=True)
    assert ways.possible == ()
    assert "hold none of their records" in ways.why_none


def test_sources_that_could_not_be_read_leave_the_selective_way():
    assert ways_of(a_queue(sources=None), QueueRole()).possible == (Way.SELECTIVE,)


def test_a_queue_that_nothing_fails_into_allows_nothing():
    assert ways_of(a_queue(sources=()), QueueRole()).possible == ()


# Looking before leaping


def test_all_is_well_with_a_healthy_worker_that_was_deployed_since():
    assert {check.level for check in checks(a_scene())} == {Level.FINE}


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ({"messages": 0}, "Nothing waits"),
        ({"ways": ways_of(a_queue(sources=()), QueueRole(of_function=True))}, "none to send its messages back to"),
        ({"other": "Redrive 7"}, "Redrive 7 is under way"),
        ({"destination": a_queue("orders.fifo")}, "a FIFO queue"),
        ({"consumers": (a_worker(reserved_concurrency=0),)}, "may not run"),
    ],
)
def test_what_would_go_wrong_is_refused(scene, said):
    assert said in refusals(checks(a_scene(**scene)))[0]


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ({"consumers": ()}, "they may only wait"),
        ({"consumers": (a_worker(mapping_state="Disabled"),)}, "is Disabled"),
        ({"consumers": (a_worker(state=State.BAD, why="12 % fail"),)}, "in trouble now: 12 % fail"),
        ({"consumers": (a_worker(deployed_at=NOON - 7_200),)}, "they may die again"),
        ({"consumers": (a_worker(deployed_at=None),)}, "is not known"),
        ({"consumers_known": False, "consumers": ()}, "could not be read"),
        ({"destination": a_queue("orders", max_receive_count=1, dlq_arn="x")}, "one try"),
        ({"destination": a_queue("orders")}, "until it expires"),
        ({"queue": a_queue(kms_key="alias/orders")}, "kms:Decrypt"),
        ({"queue": a_queue(dlq_arn="x", max_receive_count=5)}, "of its own"),
        ({"clock": LossClock(NOON + 5, optimistic=False)}, "may expire before"),
        ({"bounced_before": 3}, "redriven 3 times"),
    ],
)
def test_what_may_go_wrong_is_a_warning(scene, said):
    found = checks(a_scene(**scene))
    assert any(said in text for text in warnings(found)), found
    assert not refusals(found)


def test_a_deletion_is_not_held_against_who_would_get_the_messages():
    scene = a_scene(way=Way.DISCARD, consumers=(), destination=a_queue("orders", max_receive_count=1))
    assert {check.name for check in checks(scene)} == {"alone"}


def test_two_redrives_with_bounces_do_not_warn_yet():
    assert levels(a_scene(bounced_before=2), "history") == []


# When messages will be lost


def test_without_a_look_the_clock_is_a_bound_and_says_so():
    clock = loss_clock(a_queue(), Loss(NOON + 100, NOON + 5_000), None, NOON)
    assert (clock.first_at, clock.optimistic, clock.sampled) == (NOON + 5_000, True, None)
    assert clock.earliest_at == NOON + 100


def test_a_whole_sample_tells_the_first_and_how_many():
    sent = tuple(NOON - 14 * DAY + 1_800 + 3_600 * i for i in range(4))
    clock = loss_clock(a_queue(visible=4), Loss(NOON, NOON + 9 * DAY), Sample(NOON, sent, 4), NOON)
    assert (clock.first_at, clock.earliest_at, clock.optimistic) == (NOON + 1_800, NOON + 1_800, False)
    assert [each.messages for each in clock.expiring] == [1, 4, 4]


def test_a_part_of_the_queue_is_scaled_and_stays_optimistic():
    sent = (NOON - 14 * DAY + 1_800, NOON - DAY)
    clock = loss_clock(a_queue(visible=200), Loss(NOON, NOON + 60), Sample(NOON, sent, 200), NOON)
    assert (clock.first_at, clock.earliest_at, clock.optimistic) == (NOON + 60, NOON, True)
    assert clock.expiring[0].messages == 100


def test_an_empty_queue_has_no_clock():
    assert loss_clock(a_queue(visible=0), Loss(NOON, NOON), None, NOON) is None


# The canary


def a_step(**fields):
    return Step(**{"sent": 10, "bounced": 0, "in_flight": 3, "waited_s": 60, "wait_s": 210} | fields)


def test_steps_grow():
    assert list(sizes(10, 300)) == [10, 50, 210, 300]
    assert list(sizes(10, 4)) == [4]


@pytest.mark.parametrize(
    ("step", "decision"),
    [
        ({}, Decision.WAIT),
        ({"in_flight": 0}, Decision.GROW),
        ({"in_flight": 0, "waited_s": 2}, Decision.WAIT),
        ({"in_flight": None, "waited_s": 211}, Decision.GROW),
        ({"bounced": 1}, Decision.WAIT),
        ({"bounced": 2}, Decision.STOP),
        ({"bounced": 2, "in_flight": 0}, Decision.STOP),
        ({"trouble": "order-worker turned BAD"}, Decision.STOP),
    ],
)
def test_a_canary_waits_grows_or_stops(step, decision):
    assert decide(a_step(**step), 10).decision is decision


def test_what_decided_is_said():
    assert decide(a_step(bounced=2), 10).why == "2 of 10 messages came back (20 %, limit 10 %): stopped."


def test_a_failing_message_needs_all_its_receives_to_come_back():
    assert wait_of(ORDERS) == 3 * 60 + 30
    assert wait_of(None) == 210


# The account


def test_what_was_moved_is_processed_come_back_or_still_waiting():
    found = outcome({"deleted": 90, "sent": 2, "failed": 3, "held": 1, "unsure": 1}, 7, 4, waiting=5)
    assert (found.moved, found.bounced, found.in_flight, found.processed) == (92, 7, 5, 80)
    assert (found.failed, found.held, found.possibly_twice, found.bounced_by) == (3, 2, 4, "matched")


def test_what_cannot_be_seen_is_not_processed():
    assert outcome({"deleted": 9}, 0, 0, waiting=None).processed is None


def test_a_busy_destination_holds_no_more_of_ours_than_we_sent():
    assert outcome({"deleted": 9}, 2, 0, waiting=5_000).in_flight == 7


def test_bounces_of_a_native_move_are_counted_by_depth():
    assert bounces_counted(depth=12, left=0, moved=100) == 12
    assert bounces_counted(depth=12, left=10, moved=100) == 2
    assert bounces_counted(depth=3, left=10, moved=100) == 0
    assert bounces_counted(depth=12, left=10, moved=100, matched=2) == 0
    assert outcome({}, 12, 0, 0, moved_by_aws=100).bounced_by == "counted"
