from collectors import mute_rules, topics
from collectors.mute_rules import rule_of, seconds_of
from collectors.records import FailureKind, Listed, MuteRule, Topic
from tests.collecting import collected, only
from tests.conftest import NOON
from tests.factories import an_identity

SHOP, US = 0, 1
ACCOUNT = an_identity("")


def test_topics_tell_whether_anybody_has_confirmed_a_subscription(an_aws_of):
    outcome, records = collected(topics, an_aws_of(SHOP))
    assert outcome.ok
    heard = {topic.identity.name: [each.confirmed for each in topic.subscriptions] for topic in only(Topic, records)}
    assert heard["oncall-pages"] == [True]
    assert heard["catalog-alerts"] == [False]
    assert only(Listed, records)[0].names == frozenset(heard)


def test_topics_whose_subscriptions_may_not_be_read_are_named_and_the_refusal_is_told_once(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:sns:ListSubscriptionsByTopic")
    outcome, records = collected(topics, an_aws_of(SHOP))
    assert [failure.kind for failure in outcome.failures] == [FailureKind.DENIED]
    assert {topic.subscriptions for topic in only(Topic, records)} == {None}
    assert len(only(Topic, records)) > 2


def test_mute_rules_in_force_are_read_with_their_alarms(an_aws_of):
    outcome, records = collected(mute_rules, an_aws_of(US))
    assert outcome.ok
    [rule] = only(MuteRule, records)
    assert (rule.identity.name, rule.status, rule.start, rule.end) == ("nightly-load-test", "SCHEDULED", None, None)
    assert rule.alarms == ("us account concurrency", "us-storefront-api throttles")
    assert only(Listed, records)[0].names == {"nightly-load-test"}


def test_a_rule_that_mutes_once_has_a_start_and_an_end():
    schedule = {"Expression": "at(2026-11-01T13:00)", "Duration": "PT1H30M", "Timezone": "Europe/Berlin"}
    rule = rule_of({"Name": "r", "Rule": {"Schedule": schedule}, "ExpireDate": NOON + 600.0}, ACCOUNT)
    assert (rule.start, rule.end, rule.duration_s) == (NOON, NOON + 600, 5_400)


def test_durations_are_read_as_iso_8601():
    assert [seconds_of(text) for text in ("PT1M", "P2DT12H", "P15D", "soon")] == [60, 216_000, 1_296_000, 0]
