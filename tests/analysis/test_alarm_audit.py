"""What the audit finds, and what it leaves alone."""

from dataclasses import replace

import pytest

from collectors.records import ActionFailure, AlarmTransition, Kind, Subscription, Topic
from tests.conftest import NOON
from tests.factories import a_function, a_queue, an_alarm, an_identity
from webapp.analysis.alarm_audit.audit import audit
from webapp.analysis.alarm_audit.finding import Audited, Risk

DAY = 86_400
FUNCTION = a_function(timeout_s=30, reserved_concurrency=10)
DLQ = a_queue("orders-dlq")
TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call"


def audited(*alarms, **fields):
    defaults = {
        "functions": {FUNCTION.identity: FUNCTION},
        "queues": {DLQ.identity: DLQ},
        "dead_letters": frozenset({DLQ.identity}),
        "busy": frozenset({FUNCTION.identity}),
    }
    return Audited(NOON, alarms=alarms, **defaults | fields)


def on_function(**fields):
    return an_alarm(**{"watches": (FUNCTION.identity,)} | fields)


def on_queue(**fields):
    return an_alarm("depth", **{"watches": (DLQ.identity,), "namespace": "AWS/SQS", "metric": "Visible"} | fields)


def found(*alarms, **fields):
    """(rule, risk, name) of everything that is found, with both things watched unless it is about that."""
    return [(each.rule, each.risk, each.about.name) for each in audit(audited(*alarms, **fields))]


def test_a_dead_letter_queue_without_an_alarm_is_the_worst_and_an_idle_function_the_least():
    assert found() == [("missing", Risk.HIGH, "orders-dlq"), ("missing", Risk.MEDIUM, "checkout-api")]
    assert ("missing", Risk.LOW, "checkout-api") in found(busy=frozenset())


def test_good_alarms_on_everything_leave_nothing_to_find():
    assert found(on_function(), on_queue()) == []


def test_a_finding_leads_to_the_alarm_that_is_missing():
    finding = audit(audited(on_function()))[0]
    assert dict(finding.mend) == {"measure": "ApproximateNumberOfMessagesVisible"}


@pytest.mark.parametrize(
    "alarm",
    [
        on_queue(metric="NumberOfMessagesSent"),
        on_function(watches=(an_identity("long-gone"),)),
        on_function(metric="Invocations", comparison="LessThanThreshold", threshold=1.0, treat_missing_data="missing"),
        on_function(metric="Duration", statistic="Maximum", threshold=30_000.0),
        on_function(metric="ConcurrentExecutions", statistic="Maximum", threshold=12.0),
    ],
    ids=["sent to a DLQ", "gone", "nothing is no data", "beyond the timeout", "beyond the reservation"],
)
def test_an_alarm_that_can_never_fire_is_found(alarm):
    assert ("cannot_fire", Risk.HIGH, alarm.identity.name) in found(alarm)


@pytest.mark.parametrize(
    "alarm",
    [
        on_function(
            metric="Invocations", comparison="LessThanThreshold", threshold=1.0, treat_missing_data="breaching"
        ),
        on_function(metric="Duration", statistic="Maximum", threshold=29_000.0),
        on_function(metric="Duration", comparison="GreaterThanOrEqualToThreshold", threshold=30_000.0),
        on_function(watches=(an_identity("elsewhere", region="us-west-2"),)),
    ],
)
def test_one_that_can_is_not(alarm):
    assert "cannot_fire" not in {rule for rule, _, _ in found(alarm)}


def topic(*confirmed):
    told = tuple(Subscription("email", each) for each in confirmed)
    return {TOPIC: Topic(an_identity("on-call", Kind.TOPIC), TOPIC, told)}


@pytest.mark.parametrize(
    ("alarm", "fields", "risk"),
    [
        (on_function(actions=()), {}, Risk.MEDIUM),
        (on_function(actions=(), state="ALARM", state_since=NOON), {}, Risk.HIGH),
        (on_function(actions_enabled=False), {}, Risk.MEDIUM),
        (on_function(), {"topics": topic(False)}, Risk.MEDIUM),
        (on_function(), {"topics": topic()}, Risk.MEDIUM),
        (on_function(), {"failures": (ActionFailure(on_function().identity, NOON, TOPIC, "gone"),)}, Risk.HIGH),
    ],
    ids=["no action", "firing", "disabled", "unconfirmed", "no subscription", "failed"],
)
def test_an_alarm_that_nobody_hears_is_found(alarm, fields, risk):
    assert ("unheard", risk, "checkout errors") in found(alarm, **fields)


def test_a_topic_that_somebody_reads_or_that_could_not_be_read_is_heard():
    assert found(on_function(), on_queue(), topics=topic(False, True)) == []
    assert found(on_function(), on_queue(), topics={TOPIC: replace(topic()[TOPIC], subscriptions=None)}) == []


def test_the_child_of_a_composite_alarm_needs_no_action():
    parent = an_alarm("down", rule='ALARM("checkout errors")', children=("checkout errors",), watches=())
    assert found(on_function(actions=()), on_queue(), parent) == []


def moves(times, minutes):
    alarm = on_function().identity
    for at in range(times):
        yield AlarmTransition(alarm, NOON - DAY + at * 3600, "OK", "ALARM", "")
        yield AlarmTransition(alarm, NOON - DAY + at * 3600 + minutes * 60, "ALARM", "OK", "")


@pytest.mark.parametrize(("times", "minutes", "cries"), [(10, 5, True), (9, 5, False), (12, 40, False)])
def test_an_alarm_that_fires_often_and_briefly_cries_wolf(times, minutes, cries):
    rules = {rule for rule, _, _ in found(on_function(), on_queue(), transitions=tuple(moves(times, minutes)))}
    assert ("cries_wolf" in rules) is cries


@pytest.mark.parametrize(
    ("state", "days", "is_stuck"),
    [("INSUFFICIENT_DATA", 8, True), ("INSUFFICIENT_DATA", 1, False), ("ALARM", 4, True), ("ALARM", 1, False)],
)
def test_an_alarm_that_stands_still_for_days_is_stuck(state, days, is_stuck):
    alarm = on_function(state=state, state_since=NOON - days * DAY)
    assert ("stuck" in {rule for rule, _, _ in found(alarm)}) is is_stuck


def the(rule, *alarms, **fields):
    return [each for each in audit(audited(*alarms, on_queue(), **fields)) if each.rule == rule]


def test_an_alarm_that_somebody_muted_is_not_said_to_be_unheard():
    silent = on_function(actions_enabled=False)
    assert [each.deed for each in the("unheard", silent)] == ["enable"]
    assert the("unheard", silent, muted=frozenset({silent.identity})) == []


def test_a_mute_that_did_not_end_is_the_worst():
    silent = on_function(actions_enabled=False)
    [found] = the("unheard", silent, muted=frozenset({silent.identity}), overdue={silent.identity: "AccessDenied"})
    assert (found.risk, found.deed) == (Risk.HIGH, "unmute")
    assert found.text.endswith("still disabled: AccessDenied")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"metric": "Error"}, "Errors is meant"),
        ({"metric": "throttles"}, "Throttles is meant"),
        ({"dimensions": (("Functionname", "checkout-api"),)}, "FunctionName is meant"),
        ({"metric": "IteratorAge"}, "it reads from no stream"),
        ({"metric": "DeadLetterErrors"}, "it has no dead-letter queue"),
        ({"dimensions": (("FunctionName", "checkout-api"), ("Resource", "checkout-api:live"))}, "has no alias live"),
    ],
)
def test_a_metric_that_was_never_published_is_found(fields, said):
    function = replace(FUNCTION, aliases=())
    [found] = the("cannot_fire", on_function(**fields), functions={FUNCTION.identity: function})
    assert found.risk is Risk.HIGH
    assert said in found.text


@pytest.mark.parametrize(
    "fields",
    [
        {"metric": "SomethingNewOfLambda"},
        {"metric": "PostRuntimeExtensionsDuration"},
        {"namespace": "Shop", "metric": "Error"},
    ],
)
def test_a_metric_that_we_do_not_know_is_given_the_benefit_of_the_doubt(fields):
    assert the("cannot_fire", on_function(**fields)) == []


def test_a_stream_has_an_iterator_age():
    assert the("cannot_fire", on_function(metric="IteratorAge"), streamed=frozenset({FUNCTION.identity})) == []


DAILY = {FUNCTION.identity: [NOON - day * DAY for day in range(14, 0, -1)]}


@pytest.mark.parametrize(
    ("fields", "rule", "mend"),
    [
        ({"evaluation_periods": 3, "datapoints_to_alarm": 2, "period": 300}, "cannot_fire", {"m": "1", "n": "1"}),
        ({"evaluation_periods": 1, "datapoints_to_alarm": 1, "period": 300}, None, None),
        ({"evaluation_periods": 3, "datapoints_to_alarm": 2, "period": 86_400}, None, None),
        (
            {"evaluation_periods": 2, "datapoints_to_alarm": 1, "period": 300, "treat_missing_data": "breaching"},
            "cries_wolf",
            {"missing": "notBreaching"},
        ),
        (
            {"metric": "Invocations", "comparison": "LessThanThreshold", "threshold": 1.0, "evaluation_periods": 1,
             "datapoints_to_alarm": 1, "period": 300, "treat_missing_data": "breaching"},
            "cries_wolf",
            {"period": "86400", "n": "1", "m": "1"},
        ),
    ],
    ids=["never together", "one is enough", "a day at a time", "fires between runs", "heartbeat too fast"],
)  # fmt: skip
def test_the_period_is_held_against_how_often_the_function_runs(fields, rule, mend):
    found = the("cannot_fire", on_function(**fields), seldom=DAILY) + the(
        "cries_wolf", on_function(**fields), seldom=DAILY
    )
    assert [(each.rule, dict(each.mend)) for each in found] == ([(rule, mend)] if rule else [])


def test_a_threshold_far_above_all_that_was_seen_is_worth_a_look():
    seen = {FUNCTION.identity: {"duration_max_ms": 300.0}}
    high = on_function(metric="Duration", statistic="p99", threshold=12_000.0)
    [found] = the("cannot_fire", high, highest=seen)
    assert (found.risk, found.text) == (Risk.LOW, "In 15 days it was never above 300 ms, and the threshold is 12000.")
    assert the("cannot_fire", replace(high, threshold=3_000.0), highest=seen) == []


def test_what_cries_wolf_is_mended_by_patience_and_what_is_gone_by_deleting():
    [wolf] = the("cries_wolf", on_function(), transitions=tuple(moves(12, 5)))
    assert dict(wolf.mend) == {"n": "6", "m": "4"}
    [gone] = the("cannot_fire", on_function(watches=(an_identity("long-gone"),)))
    assert gone.deed == "delete"
