"""Every other rule: what makes it speak, what it says, and what leaves it silent."""

from collectors.records import AccountLimits
from tests.analysis.cases import a_change, an_alarm, judged, points, rules, steady
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, an_identity
from webapp.analysis.verdict import State

ACCOUNT = AccountLimits(an_identity("", kind="account"), 1000, 900)


def only(verdict):
    (reason,) = verdict.reasons
    return reason


def test_a_p95_near_the_timeout_is_bad():
    reason = only(judged(points(invocations=steady(100), duration_p95_ms=steady(29_100))))
    assert (reason.rule, reason.state) == ("duration", State.BAD)
    assert reason.text == "The slowest 5 % of invocations take 29.1 s, 97 % of the 30 s timeout."


def test_a_p99_near_the_timeout_warns_only():
    slow = points(invocations=steady(100), duration_p95_ms=steady(1000), duration_p99_ms=steady(29_900))
    assert (only(judged(slow)).rule, judged(slow).state) == ("duration_p99", State.WARN)


def test_one_slow_minute_is_no_trend():
    assert judged(points(invocations=steady(100), duration_p95_ms=[200.0] * 179 + [29_900.0])).state is State.OK


def test_a_single_known_minute_near_the_timeout_warns_at_most():
    assert judged(points(invocations=[5], duration_p95_ms=[29_900.0])).state is State.WARN


def test_invocations_beyond_provisioned_concurrency_are_told():
    reason = only(judged(points(invocations=steady(100), spillover=steady(12))))
    assert (reason.rule, reason.state, reason.since) == ("spillover", State.WARN, NOON - 180 * 60)
    assert reason.text == (
        "12 % of 500 invocations found no provisioned instance free in the last 5 min: they may have started cold"
        " (limit 5 %)."
    )
    assert judged(points(invocations=steady(100), spillover=steady(60))).state is State.BAD
    assert judged(points(invocations=steady(100), spillover=steady(2))).state is State.OK
    assert judged(points(invocations=steady(100), spillover=steady(None))).state is State.OK


def test_repeated_timeouts_are_told():
    cut = points(invocations=steady(1000), duration_max_ms=[500.0] * 170 + [30_000.0] * 10)
    reason = only(judged(cut))
    assert reason.text == "Invocations ran into the timeout of 30 s in 10 of the last 15 min."
    assert reason.since == NOON - 600


def test_concurrency_is_held_against_the_reservation_first():
    busy = points(invocations=steady(100), concurrency_max=steady(95))
    reason = only(judged(busy, function=a_function(reserved_concurrency=100), account=ACCOUNT))
    assert reason.text == "It uses 95 % of the 100 concurrent executions reserved for it."
    assert reason.state is State.BAD
    assert judged(busy, account=ACCOUNT).state is State.OK


def test_concurrency_without_reservation_is_held_against_what_all_share():
    busy = points(invocations=steady(100), concurrency_max=steady(750))
    assert (
        "of the 900 concurrent executions that the account's functions share"
        in only(judged(busy, account=ACCOUNT)).text
    )
    assert judged(busy).state is State.OK


def test_a_reservation_of_zero_is_told():
    assert only(judged(None, function=a_function(reserved_concurrency=0))).rule == "reserved_zero"


def test_iterator_age_says_whether_it_falls_behind():
    behind = points(invocations=steady(10), iterator_age_max_ms=[i * 60_000.0 for i in range(180)])
    reason = only(judged(behind))
    assert (reason.rule, reason.state) == ("iterator_age", State.BAD)
    assert reason.text.endswith("late and is falling further behind.")
    catching_up = points(invocations=steady(10), iterator_age_max_ms=[i * 1000.0 for i in range(300, 120, -1)])
    assert only(judged(catching_up)).text.endswith("late and is catching up.")


def test_asynchronous_events_that_wait_are_told():
    reason = only(judged(points(invocations=steady(10), async_age_max_ms=steady(600_000))))
    assert reason.text == "Asynchronous events wait up to 10 min before they run."


def test_each_lost_event_counts_for_an_hour():
    for column in ("async_dropped", "dead_letter_errors", "destination_failures"):
        lost = points(**{"invocations": steady(100), column: [0.0] * 130 + [1.0] + [0.0] * 49})
        reason = only(judged(lost))
        assert (reason.rule, reason.state, reason.since) == (column, State.WARN, NOON - 50 * 60)
        assert reason.text.startswith("1 ")
        assert judged(points(**{"invocations": steady(100, 62), column: [5.0] + [0.0] * 61})).state is State.OK
        assert judged(points(**{"invocations": steady(100), column: steady(5)})).state is State.BAD


def test_an_alarm_that_pages_is_bad_and_one_without_actions_warns():
    reason = only(judged(alarms=(an_alarm(),)))
    assert (reason.rule, reason.state, reason.since) == ("alarm", State.BAD, NOON - 600)
    assert reason.text == 'The alarm "checkout-errors" is firing: Errors, Sum of 60 s > 5: Threshold Crossed: 12 > 5'
    assert judged(alarms=(an_alarm(pages=False),)).state is State.WARN
    assert judged(alarms=(an_alarm(actions_enabled=False),)).state is State.WARN


def composite(children, watches, **fields):
    rule = " OR ".join(f'ALARM("{child}")' for child in children)
    things = tuple(an_identity(name) for name in watches)
    return an_alarm(**{"name": "shop is unwell", "rule": rule, "children": children, "watches": things} | fields)


def test_a_composite_alarm_speaks_of_a_function_only_while_an_alarm_of_its_own_fires():
    unwell = composite(("checkout-errors", "cart slow"), ("checkout-api", "cart-api"), state_since=NOON - 6_000)
    assert judged(alarms=(unwell, an_alarm(state="OK"))).state is State.IDLE
    both = judged(alarms=(unwell, an_alarm()))
    assert [reason.text[:29] for reason in both.reasons] == [
        'The alarm "checkout-errors" i',
        'The alarm "shop is unwell" is',
    ]
    assert both.since == NOON - 600
    assert both.reasons[1].text.endswith('is firing with it: ALARM("checkout-errors") OR ALARM("cart slow")')


def test_a_composite_alarm_of_composite_alarms_speaks_as_well():
    inner = composite(("checkout-errors",), ("checkout-api",), name="inner")
    outer = composite(("inner", "other"), ("checkout-api", "cart-api"), name="outer", state_since=NOON - 9_999)
    assert len(judged(alarms=(outer, inner, an_alarm())).reasons) == 3


def test_a_composite_alarm_of_this_function_alone_needs_no_other():
    absent = composite(("checkout-errors",), ("checkout-api",), rule='NOT OK("checkout-errors")')
    assert judged(alarms=(absent,)).state is State.BAD


def test_an_alarm_that_does_not_fire_says_nothing():
    assert judged(alarms=(an_alarm(state="OK"), an_alarm(state="INSUFFICIENT_DATA"))).state is State.IDLE


def test_a_source_that_is_switched_off_or_fails_is_told():
    off = a_mapping(state="Disabled", last_modified=NOON - 99)
    reason = only(judged(mappings=(off,)))
    assert reason.text == "Reading from orders is switched off: no events come from there."
    assert reason.since == NOON - 99
    failing = a_mapping(last_result="PROBLEM: Function call failed")
    assert only(judged(mappings=(failing,))).text == "Reading from orders fails: Function call failed"
    assert judged(mappings=(a_mapping(last_result="OK"),)).state is State.IDLE


def test_a_failed_function_is_bad_and_a_sleeping_one_idle():
    assert judged(function=a_function(state="Failed")).state is State.BAD
    asleep = judged(function=a_function(state="Inactive"))
    assert asleep.state is State.IDLE
    assert "sleep" in only(asleep).text


def test_what_is_denied_of_one_function_is_unknown_and_names_the_actions():
    kept = ("aliases", "on_failure_arn", "reserved_concurrency", "tags")
    verdict = judged(points(invocations=steady(5)), function=a_function(unread=kept, details_read_at=NOON))
    assert verdict.state is State.UNKNOWN
    assert only(verdict).text == (
        "We may not read where its failed events go and its reserved concurrency: AWS denies us"
        " lambda:ListFunctionEventInvokeConfigs and lambda:GetFunctionConcurrency."
    )
    assert only(verdict).advice == "Allow this in the IAM policy."


def test_details_that_are_still_to_be_asked_or_that_no_rule_needs_are_no_blindness():
    waiting = a_function(unread=("reserved_concurrency",), details_read_at=None)
    harmless = a_function(unread=("aliases", "tags", "provisioned"), details_read_at=NOON)
    for function in (waiting, harmless):
        assert judged(points(invocations=steady(5)), function=function).state is State.OK


def test_text_from_aws_is_one_line_and_short():
    hostile = an_alarm("x" * 300, state_reason="a\nb\t\x1b[31m" + "c" * 999)
    text = only(judged(alarms=(hostile,))).text
    assert text.isprintable()
    assert len(text) < 300


def after_deploy(minutes, errors=5.0, p95=400.0, traffic=100):
    return points(
        invocations=steady(traffic),
        errors=[1.0] * (180 - minutes) + [errors] * minutes,
        duration_p95_ms=[200.0] * (180 - minutes) + [p95] * minutes,
    )


def test_what_got_worse_since_a_deploy_is_told_with_both_numbers():
    verdict = judged(after_deploy(30), changes=(a_change(NOON - 30 * 60),))
    worse = next(r for r in verdict.reasons if r.rule == "worse_since_deploy")
    assert worse.text == "Failures went from 1 % to 5 % of invocations since the deploy."
    assert worse.since == NOON - 30 * 60
    slower = next(r for r in verdict.reasons if r.rule == "slower_since_deploy")
    assert slower.text.endswith("take 400 ms instead of 200 ms since the deploy.")


def test_a_configuration_change_is_named():
    change = a_change(NOON - 30 * 60, "configuration", "memory_mb")
    texts = [r.text for r in judged(after_deploy(30), changes=(change,)).reasons]
    assert any(text.endswith("since the configuration change of memory_mb.") for text in texts)


def test_a_deploy_is_not_blamed_without_enough_samples_or_minutes_or_memory():
    def blamed(measured, at):
        return {"worse_since_deploy", "slower_since_deploy"} & set(rules(judged(measured, changes=(a_change(at),))))

    assert blamed(after_deploy(30), NOON - 1800)
    assert not blamed(after_deploy(30, traffic=0.5), NOON - 1800)
    assert not blamed(after_deploy(4), NOON - 240)
    assert not blamed(after_deploy(160), NOON - 160 * 60)


def test_a_deploy_that_only_precedes_a_little_more_is_not_blamed():
    assert judged(after_deploy(30, errors=0.5, p95=210.0), changes=(a_change(NOON - 1800),)).state is State.OK


def test_only_the_newest_change_is_held_against_what_follows():
    changes = (a_change(NOON - 1800), a_change(NOON - 600))
    assert "worse_since_deploy" not in rules(judged(after_deploy(30), changes=changes))


def test_a_deploy_stays_blamed_when_the_points_no_longer_reach_before_it():
    first = judged(after_deploy(30), changes=(a_change(NOON - 1800),))
    long_ago = NOON + 4 * 3600
    still = points(long_ago, invocations=steady(100), errors=steady(5))
    kept = judged(still, now=long_ago, before=first, changes=(a_change(NOON - 1800),))
    assert "worse_since_deploy" in rules(kept)
    mended = points(long_ago, invocations=steady(100), errors=steady(1))
    assert "worse_since_deploy" not in rules(
        judged(mended, now=long_ago, before=first, changes=(a_change(NOON - 1800),))
    )


def test_a_change_that_only_cloudtrail_saw_is_named_in_words():
    call = a_change(NOON - 1800, "configuration", "UpdateFunctionConfiguration", source="cloudtrail")
    texts = [r.text for r in judged(after_deploy(30), changes=(call,)).reasons]
    assert any(text.endswith("since the configuration change.") for text in texts)
