"""What happened, told as one story."""

import pytest

from collectors.records import AlarmTransition, Change, Kind
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.timeline import (
    Event,
    What,
    of_changes,
    of_growth,
    of_throttles,
    of_transitions,
    of_verdicts,
    told,
    told_of_functions,
)
from webapp.analysis.verdict import Reason, State, Verdict

CHECKOUT, DLQ = an_identity(), an_identity("orders-dlq", Kind.QUEUE)
MINUTE = 60


def a_change(what="configuration", field="memory_mb", before="512", after="256", at=NOON, **more):
    return Change(CHECKOUT, at, what, field, before, after, f"{what}{field}{at}", **more)


def a_verdict(state, at=NOON, text="12 % of invocations fail", since=None):
    return Verdict(CHECKOUT, state, at, at, (Reason("error_rate", state, text, since=since),))


def test_what_changed_in_one_second_is_one_event_with_who_did_it():
    [event] = of_changes([a_change(who="ana"), a_change(field="timeout_s", before="3", after="30")])
    assert (event.what, event.who) == (What.CHANGE, "ana")
    assert event.text == "memory 512 MB → 256 MB; timeout 3 s → 30 s"


@pytest.mark.parametrize(
    ("what", "field", "text"),
    [
        ("deploy", "code_sha256", "code none → 7 10 %"),
        ("alias", "alias.live.weights", "canary of alias live none → 7 10 %"),
    ],
)
def test_code_and_the_weights_of_a_canary_are_deploys(what, field, text):
    [event] = of_changes([a_change(what, field, "", "7 10 %")])
    assert (event.what, event.text) == (What.DEPLOY, text)


@pytest.mark.parametrize(("after", "bad"), [("ALARM", True), ("OK", False), ("INSUFFICIENT_DATA", None)])
def test_an_alarm_that_fires_makes_things_worse_and_its_end_better(after, bad):
    [event] = of_transitions([AlarmTransition(an_identity("a", Kind.ALARM), NOON, "OK", after, "3 of 3")])
    assert event.bad is bad


def health(*verdicts, known=()):
    return list(of_verdicts(verdicts, known))


def test_health_that_moves_is_told():
    found = health(*(a_verdict(state, NOON + i) for i, state in enumerate([State.BAD, State.OK])), known={CHECKOUT})
    assert [(event.at - NOON, event.bad) for event in found] == [(0, True), (1, False)]
    assert found[0].text == "bad: 12 % of invocations fail"


def test_what_the_first_look_finds_as_it_is_is_no_news():
    first = [a_verdict(State.OK), a_verdict(State.UNKNOWN, NOON + 20), a_verdict(State.BAD, NOON + 40)]
    assert health(*first) == []
    [event] = health(*first, a_verdict(State.OK, NOON + 20 * MINUTE))
    assert (event.at, event.bad) == (NOON + 20 * MINUTE, False)


def test_trouble_that_the_first_look_knows_to_be_older_is_told_where_it_began():
    [event] = health(a_verdict(State.BAD, NOON, since=NOON - 50 * MINUTE))
    assert (event.at, event.bad) == (NOON - 50 * MINUTE, True)


def test_a_queue_is_not_heard_beside_its_function_with_the_same_words():
    def waits(subject, at):
        return Event(at, What.HEALTH, subject, "warning: 8 messages wait in orders-dlq.", True)

    here, echo, later = waits(CHECKOUT, NOON), waits(DLQ, NOON + 1), waits(DLQ, NOON + 3_600)
    assert told_of_functions([echo, here, later]) == [here, later]


def test_dead_letters_that_arrive_together_are_one_event_and_leaving_ones_none():
    depths = [2, 2, 5, 6, 0, 0]
    [event] = of_growth({DLQ: [(NOON + i * MINUTE, depth) for i, depth in enumerate(depths)]})
    assert (event.at, event.end, event.text) == (NOON + 2 * MINUTE, NOON + 3 * MINUTE, "4 messages arrived")


def test_a_depth_that_was_never_seen_lower_is_no_arrival():
    assert list(of_growth({DLQ: [(NOON, 40.0), (NOON + MINUTE, 40.0)]})) == []


def test_throttling_that_paused_is_told_twice():
    minutes = [0, 1, 2, 60]
    found = list(of_throttles({CHECKOUT: [(NOON + m * MINUTE, 5.0) for m in minutes]}))
    assert [event.text for event in found] == ["15 requests throttled", "5 requests throttled"]


def test_the_newest_event_comes_first_and_filters_look_at_name_text_and_person():
    events = [
        Event(NOON, What.DEPLOY, CHECKOUT, "deploy", who="Ana"),
        Event(NOON + 1, What.ALARM, an_identity("a", Kind.ALARM), "fires"),
    ]
    assert [event.at for event in told(events, frozenset(), "")] == [NOON + 1, NOON]
    assert told(events, frozenset({What.DEPLOY}), "") == events[:1]
    assert told(events, frozenset(), "ana") == events[:1]
    assert told(events, frozenset(), "FIRES") == events[1:]
