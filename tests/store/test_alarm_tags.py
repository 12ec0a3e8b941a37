"""The tags of alarms: what was read of an account and region replaces what was known of it."""

from collectors.records import AlarmTags, Kind
from tests.factories import an_identity
from webapp.store.alarm_tags import save_alarm_tags, tags_of_alarm, tags_of_alarms

HERE, THERE = an_identity("", Kind.ACCOUNT), an_identity("", Kind.ACCOUNT, region="us-east-1")
ERRORS = an_identity("errors", Kind.ALARM)


def test_tags_are_replaced_place_by_place(store):
    with store.write() as conn:
        first = AlarmTags(HERE, (("errors", (("team", "a"),)), ("gone", (("team", "b"),))))
        save_alarm_tags(conn, [first, AlarmTags(THERE, (("errors", (("team", "c"),)),))])
        save_alarm_tags(conn, [AlarmTags(HERE, (("errors", (("team", "d"), ("env", "prod"))),))])
    with store.read() as conn:
        assert tags_of_alarm(conn, ERRORS) == {"team": "d", "env": "prod"}
        assert tags_of_alarm(conn, an_identity("gone", Kind.ALARM)) == {}
        assert sorted(each.region for each in tags_of_alarms(conn)) == ["eu-west-1", "us-east-1"]
        assert tags_of_alarms(conn, [ERRORS]) == {ERRORS: {"team": "d", "env": "prod"}}
