from dataclasses import replace

import pytest

from collectors.records import Kind, Listed, MuteRule, Subscription, Topic
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store.identities import mark_gone
from webapp.store.jobs import add, claim, is_any_claimable
from webapp.store.mute_rules import mute_rules, save_mute_rules
from webapp.store.mutes import Mute, Way, end_mute, mute_of, mutes_now, mutes_of, note_problem, save_mute
from webapp.store.topics import save_topics, topics

ALARM = an_identity("checkout errors", Kind.ALARM)
HOUR = 3_600


def a_mute(**fields):
    made = {"id": "p1", "alarm": ALARM, "way": Way.RULE, "rule": "r", "reason": "load test", "person": "omar"}
    return Mute(**made | {"start": NOON, "until": NOON + HOUR} | fields)


@pytest.mark.parametrize(("way", "still"), [(Way.RULE, False), (Way.ACTIONS, True)])
def test_a_rule_ends_by_itself_and_disabled_actions_stay_until_somebody_enables_them(way, still):
    mute = a_mute(way=way)
    assert mute.holds(NOON)
    assert mute.holds(NOON + HOUR) is still
    assert not replace(mute, ended_at=NOON + 60).holds(NOON + 120)


def test_mutes_are_found_while_they_hold_and_as_history(store):
    with store.write() as conn:
        save_mute(conn, a_mute())
        save_mute(conn, a_mute(id="p2", start=NOON - 2 * HOUR, until=NOON - HOUR))
    with store.read() as conn:
        assert [mute.id for mute in mutes_now(conn, NOON + 60)] == ["p1"]
        assert [mute.id for mute in mutes_of(conn, ALARM, NOON - 3 * HOUR, NOON + HOUR)] == ["p1", "p2"]
        assert [mute.id for mute in mutes_of(conn, ALARM, NOON, NOON + HOUR)] == ["p1"]


def test_a_mute_ends_once_and_a_problem_with_ending_it_is_kept_until_then(store):
    with store.write() as conn:
        save_mute(conn, a_mute(way=Way.ACTIONS))
        note_problem(conn, "p1", "denied")
        assert mute_of(conn, "p1").problem == "denied"
        end_mute(conn, "p1", NOON + 60)
        end_mute(conn, "p1", NOON + 90)
        assert (mute_of(conn, "p1").ended_at, mute_of(conn, "p1").problem) == (NOON + 60, "")
        assert mutes_now(conn, NOON + 61) == []


def test_topics_and_rules_are_kept_until_aws_lists_them_no_more(store):
    topic = Topic(an_identity("pages", Kind.TOPIC), "arn:aws:sns:…:pages", (Subscription("email", False),))
    rule = MuteRule(an_identity("nightly", Kind.MUTE_RULE), "arn", "ACTIVE", ("a", "b"), start=NOON, end=NOON + HOUR)
    with store.write() as conn:
        save_topics(conn, [topic], NOON)
        save_mute_rules(conn, [rule], NOON)
        assert (topics(conn), mute_rules(conn)) == ([topic], [rule])
        for kind in (Kind.TOPIC, Kind.MUTE_RULE):
            mark_gone(conn, Listed("aws", "111122223333", "eu-west-1", kind, frozenset()), NOON)
        assert (topics(conn), mute_rules(conn)) == ([], [])


def test_a_job_is_not_claimed_before_it_is_due(store):
    with store.write() as conn:
        key = add(conn, "alarm_unmute", {}, NOON, due_at=NOON + HOUR)
        assert not is_any_claimable(conn, NOON + HOUR - 1)
        assert claim(conn, "me", NOON + HOUR - 1, 30) is None
        assert claim(conn, "me", NOON + HOUR, 30).id == key
