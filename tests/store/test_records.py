"""Functions, mappings, queues, alarms and limits: saved as told, and compared with what was known."""

from dataclasses import replace

from collectors.records import (
    AccountLimits,
    AlarmAction,
    AlarmMetric,
    AlarmTransition,
    Alias,
    Kind,
    Listed,
    ProvisionedConcurrency,
)
from tests import factories
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, a_queue, an_identity
from webapp.store.alarms import alarm_of, alarms, alarms_watching, save_alarms
from webapp.store.functions import function_of, functions, save_functions
from webapp.store.identities import mark_gone
from webapp.store.limits import account_limits, limits_of, save_limits
from webapp.store.mappings import mappings, mappings_of, save_mappings
from webapp.store.queues import queue_of, queues, save_queues
from webapp.store.targets import accounts, save_target
from webapp.store.transitions import recent_transitions, save_transitions, transitions_around, transitions_of

CHECKOUT = an_identity("checkout-api")
ACCOUNT = an_identity("", Kind.ACCOUNT)
EVERYTHING = a_function(
    runtime=None,
    tags=(("team", "<b>payments</b>"), ("note", "100 %_' \u2028 ü")),
    aliases=(Alias("live", "7", (("8", 0.1),)),),
    provisioned=(ProvisionedConcurrency("live", 5, 3, "READY"),),
    environment=(("DB_HOST", "a1b2"),),
    layers=("arn:aws:lambda:eu-west-1:111122223333:layer:shared:3",),
    description="NUL \0 and <script>",
)


def an_alarm(name="checkout/errors", **fields):
    return factories.an_alarm(name, **{"watches": (CHECKOUT,), "state_since": NOON} | fields)


def test_a_function_comes_back_as_it_was_told(store):
    with store.write() as conn:
        save_functions(conn, [EVERYTHING], NOON)
    with store.read() as conn:
        assert functions(conn) == [EVERYTHING]
        assert function_of(conn, CHECKOUT) == EVERYTHING
        assert function_of(conn, an_identity("nobody")) is None


def test_only_functions_that_differ_are_reported_with_what_was_known(store):
    slow, fast = a_function("slow"), a_function("fast")
    with store.write() as conn:
        assert save_functions(conn, [slow, fast], NOON) == [(None, slow), (None, fast)]
        slower = replace(slow, timeout_s=900)
        assert save_functions(conn, [slower, fast], NOON + 300) == [(slow, slower)]
        assert save_functions(conn, [slower, fast], NOON + 600) == []


def test_what_could_not_be_read_keeps_the_value_that_was_known(store):
    with store.write() as conn:
        save_functions(conn, [EVERYTHING], NOON)
        denied = replace(EVERYTHING, tags=None, reserved_concurrency=None, unread=("tags", "reserved_concurrency"))
        assert save_functions(conn, [denied], NOON + 300) == []
        assert function_of(conn, CHECKOUT).tags == EVERYTHING.tags
        assert function_of(conn, CHECKOUT).unread == ("tags", "reserved_concurrency")


def test_reading_details_again_is_no_difference(store):
    with store.write() as conn:
        save_functions(conn, [a_function(details_read_at=NOON)], NOON)
        assert save_functions(conn, [a_function(details_read_at=NOON + 900)], NOON + 900) == []
        assert function_of(conn, CHECKOUT).details_read_at == NOON + 900


def test_text_that_is_no_text_is_stored_all_the_same(store):
    with store.write() as conn:
        save_functions(conn, [a_function(description="half \ud800 a pair")], NOON)
        assert function_of(conn, CHECKOUT).description == "half ? a pair"


def test_what_is_read_of_one_target_is_its_own(store):
    us = {"region": "us-east-1"}
    there = a_function(identity=an_identity(**us))
    queue, alarm = (replace(each, identity=replace(each.identity, **us)) for each in (a_queue(), an_alarm()))
    mapping = a_mapping(uuid="uuid-2", function=there.identity)
    with store.write() as conn:
        save_target(conn, "prod/eu", ACCOUNT)
        save_target(conn, "prod/us", an_identity("", Kind.ACCOUNT, **us))
        save_functions(conn, [a_function(), there], NOON)
        save_queues(conn, [a_queue(), queue])
        save_alarms(conn, [an_alarm(), alarm], NOON)
        save_mappings(conn, [a_mapping(), mapping], NOON)
    with store.read() as conn:
        for read, expected in ((functions, there), (queues, queue), (alarms, alarm), (mappings, mapping)):
            assert read(conn, target="prod/us") == [expected]
            assert read(conn, target="unknown") == []
            assert len(read(conn)) == 2
        assert accounts(conn)["prod/eu"] == ACCOUNT


def test_mappings_are_found_by_the_function_that_they_feed(store):
    mine, other = a_mapping(), a_mapping(uuid="uuid-2", function=an_identity("order-worker"))
    with store.write() as conn:
        assert save_mappings(conn, [mine, other], NOON) == [(None, mine), (None, other)]
        disabled = replace(mine, state="Disabled")
        assert save_mappings(conn, [disabled, other], NOON + 300) == [(mine, disabled)]
        assert mappings_of(conn, CHECKOUT) == [disabled]
        assert len(mappings(conn)) == 2


def test_a_mapping_that_is_no_longer_listed_feeds_nobody(store):
    with store.write() as conn:
        save_mappings(conn, [a_mapping()], NOON)
        mark_gone(conn, Listed("aws", "111122223333", "eu-west-1", Kind.MAPPING, frozenset()), NOON + 300)
        assert mappings_of(conn, CHECKOUT) == mappings(conn) == []


def test_a_queue_is_as_it_was_read_last(store):
    deep = a_queue(visible=12, read_at=NOON + 60, tags=(("team", "orders"),), sources=None)
    with store.write() as conn:
        save_queues(conn, [a_queue(), a_queue("emails")])
        save_queues(conn, [deep])
        assert queues(conn) == [a_queue("emails"), deep]
        assert queue_of(conn, deep.identity) == deep


def test_an_alarm_comes_back_as_it_was_told(store):
    alarm = an_alarm(
        dimensions=(("FunctionName", "checkout-api"),),
        metrics=(AlarmMetric("m1", "AWS/Lambda", "Errors", "Sum", 60), AlarmMetric("e1", expression="m1 * 100")),
        actions=(AlarmAction("ALARM", "arn:aws:sns:eu-west-1:111122223333:page"),),
    )
    with store.write() as conn:
        save_alarms(conn, [alarm], NOON)
        assert alarms(conn) == [alarm]
        assert alarm_of(conn, alarm.identity) == alarm


def test_an_alarm_is_found_by_what_it_watches_now(store):
    queue = an_identity("orders-dlq", Kind.QUEUE)
    with store.write() as conn:
        save_alarms(conn, [an_alarm(watches=(CHECKOUT, queue)), an_alarm("other", watches=())], NOON)
        assert [each.identity.name for each in alarms_watching(conn, queue)] == ["checkout/errors"]
        save_alarms(conn, [an_alarm(watches=(CHECKOUT,))], NOON + 60)
        assert alarms_watching(conn, queue) == []
        assert len(alarms_watching(conn, CHECKOUT)) == 1


def test_a_state_that_moved_between_two_reads_is_a_transition(store):
    firing = an_alarm(state="ALARM", state_since=NOON + 40, state_reason="3 datapoints > 1")
    with store.write() as conn:
        assert save_alarms(conn, [an_alarm()], NOON) == []
        moved = AlarmTransition(firing.identity, NOON + 40, "OK", "ALARM", "3 datapoints > 1")
        assert save_alarms(conn, [firing], NOON + 60) == [moved]
        assert save_alarms(conn, [firing], NOON + 120) == []


def test_a_transition_told_twice_is_stored_once(store):
    alarm = an_alarm()
    moved = AlarmTransition(alarm.identity, NOON + 40, "OK", "ALARM", "because \0")
    with store.write() as conn:
        save_alarms(conn, [alarm], NOON)
        save_transitions(conn, [moved, moved])
        save_transitions(conn, [moved])
        stored = [replace(moved, reason="because ?")]
        assert transitions_of(conn, alarm.identity, NOON, NOON + 3600) == stored
        assert transitions_around(conn, CHECKOUT, NOON, NOON + 3600) == stored
        assert recent_transitions(conn, NOON, NOON + 40) == []


def test_limits_are_those_read_last(store):
    limits = AccountLimits(ACCOUNT, 1000, 900)
    with store.write() as conn:
        save_limits(conn, [limits], NOON)
        save_limits(conn, [replace(limits, unreserved=100)], NOON + 300)
        assert limits_of(conn, ACCOUNT).unreserved == 100
        assert list(account_limits(conn)) == [ACCOUNT]
