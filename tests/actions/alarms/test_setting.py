"""Changing alarms of a real (embedded) CloudWatch: whole definitions, read back, undone, resumed."""

import pytest

from collectors.failures import AwsError
from tests.actions.alarms.conftest import an_alarm
from tests.personas import OPERATOR
from webapp.actions.alarms import planning, setting
from webapp.actions.alarms.planning import NothingToDo, Wish, back_to, delete, patch, plan, put, switch, undo_of
from webapp.actions.alarms.reading import find_one
from webapp.actions.alarms.steps import steps_of
from webapp.store.alarms import alarm_of
from webapp.store.identities import gone_at
from webapp.store.jobs import JobState
from webapp.store.journal import entry_in, rows_in_order

ERRORS, RATE = an_alarm("email-sender errors"), an_alarm("checkout-api error rate")
BOTH = ["MetricAlarm", "CompositeAlarm"]
WANTED = {
    "AlarmName": "invoice errors",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "email-sender"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "Threshold": 5,
    "ComparisonOperator": "GreaterThanThreshold",
    "Tags": [{"Key": "team", "Value": "orders"}],
}
NEW = an_alarm("invoice errors")


def planned(acting, kind="alarm_put", **changes):
    return plan(acting, OPERATOR, Wish(kind, "A test", changes.pop("changes")))


def the(cloudwatch, name):
    answer = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=BOTH)
    return next(iter(answer["MetricAlarms"] + answer["CompositeAlarms"]), None)


def test_an_alarm_is_created_with_its_tags_and_read_back(acting, do, cloudwatch):
    job = do(planned(acting, changes={NEW: put(WANTED)}))
    assert (job.state, job.result["outcome"]) == (JobState.DONE, "done")
    made = the(cloudwatch, "invoice errors")
    assert (made["Threshold"], made["DatapointsToAlarm"]) == (5.0, 3)
    tags = cloudwatch.list_tags_for_resource(ResourceARN=made["AlarmArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "orders"}]
    with acting.store.read() as conn:
        assert alarm_of(conn, NEW).threshold == 5.0


def test_a_change_keeps_every_member_that_it_does_not_name(acting, do, cloudwatch):
    before = the(cloudwatch, RATE.name)
    do(planned(acting, changes={RATE: patch({"Threshold": 7})}))
    after = the(cloudwatch, RATE.name)
    state = {"AlarmConfigurationUpdatedTimestamp", "Threshold", "StateUpdatedTimestamp", "StateTransitionedTimestamp",
             "StateReason", "StateReasonData", "ResponseMetadata", "StateValue", "Metrics"}  # fmt: skip
    assert after["Threshold"] == 7.0
    assert {k: v for k, v in after.items() if k not in state} == {
        **{k: v for k, v in before.items() if k not in state},
        "TreatMissingData": "notBreaching",
    }
    assert {line["Id"]: line for line in after["Metrics"]} == {line["Id"]: line for line in before["Metrics"]}
    assert cloudwatch.list_tags_for_resource(ResourceARN=after["AlarmArn"])["Tags"]


def test_disabled_actions_stay_disabled_and_untold_members_stay_when_a_form_is_put(acting, do, cloudwatch):
    untold = {"AlarmTagsPropagation": {"Enabled": True}}
    cloudwatch.put_metric_alarm(**{**WANTED, "ActionsEnabled": False}, ActionConfiguration=untold)
    form = {name: value for name, value in WANTED.items() if name != "Tags"}
    do(planned(acting, changes={NEW: put({**form, "Threshold": 9, "ActionsEnabled": False})}))
    found = find_one(acting, NEW).definition
    assert (found["Threshold"], found["ActionsEnabled"]) == (9, False)
    assert found["ActionConfiguration"] == untold
    assert found["Tags"] == [{"Key": "team", "Value": "orders"}]


def test_what_is_so_already_needs_no_plan(acting, do):
    do(planned(acting, changes={NEW: put(WANTED)}))
    with pytest.raises(NothingToDo):
        planned(acting, changes={NEW: put(WANTED)})


def test_the_difference_is_told_field_by_field(acting):
    made = planned(acting, changes={RATE: patch({"Threshold": 7, "EvaluationPeriods": 4})})
    assert made.steps == (f"Change {RATE.name}: EvaluationPeriods 3 → 4; Threshold 5 → 7.",)


@pytest.mark.parametrize("former", [{RATE: patch({"Threshold": 7})}, {ERRORS: delete}, {NEW: put(WANTED)}])
def test_every_change_can_be_undone_to_the_letter(acting, do, former):
    [alarm] = former
    there = find_one(acting, alarm)
    made = planned(acting, changes=former)
    assert do(made).result["outcome"] == "done"
    assert do(plan(acting, OPERATOR, undo_of(made))).result["outcome"] == "done"
    again = find_one(acting, alarm)
    assert (again and again.definition) == (there and there.definition)


def test_a_deleted_alarm_is_gone_from_the_pages_at_once(acting, do, cloudwatch):
    do(planned(acting, changes={ERRORS: patch({"Threshold": 2})}))
    assert do(planned(acting, "alarm_delete", changes={ERRORS: delete})).result["alarms"] == {
        "email-sender errors (111122223333, eu-west-1)": "deleted"
    }
    assert the(cloudwatch, ERRORS.name) is None
    with acting.store.read() as conn:
        assert gone_at(conn, ERRORS) == acting.clock.now()


def test_nothing_is_done_where_the_alarm_has_changed_since_the_plan(acting, do, cloudwatch):
    made = planned(acting, changes={RATE: patch({"Threshold": 7})})
    body = find_one(acting, RATE).definition
    cloudwatch.put_metric_alarm(**{**{k: v for k, v in body.items() if k != "Tags"}, "Threshold": 6})
    job = do(made)
    assert job.state is JobState.FAILED
    assert "Threshold was 5.0 and is 6" in job.result["error"]
    assert the(cloudwatch, RATE.name)["Threshold"] == 6.0


def test_switching_actions_puts_nothing(acting, do, embedded_aws):
    embedded_aws.forget_calls()
    do(planned(acting, "alarm_disable", changes={RATE: switch(False)}))
    assert embedded_aws.calls("cloudwatch:PutMetricAlarm")["total"] == 0
    assert find_one(acting, RATE).alarm.actions_enabled is False
    do(planned(acting, "alarm_enable", changes={RATE: switch(True)}))
    assert find_one(acting, RATE).alarm.actions_enabled is True


def test_a_composite_alarm_is_put_as_one_and_its_children_are_not_deleted_from_under_it(acting, do, cloudwatch):
    rule = {"AlarmName": "both", "AlarmRule": f'ALARM("{ERRORS.name}") AND ALARM("{RATE.name}")'}
    both = an_alarm("both")
    assert do(planned(acting, changes={both: put(rule)})).result["outcome"] == "done"
    assert the(cloudwatch, "both")["AlarmRule"] == rule["AlarmRule"]
    assert "no alarm that a composite" in planned(acting, changes={ERRORS: delete}).refusals[0]


def test_what_cloudwatch_would_refuse_is_refused_in_the_plan(acting):
    made = planned(acting, changes={NEW: put({**WANTED, "Period": 61, "EvaluationPeriods": 2, "DatapointsToAlarm": 3})})
    assert len(made.refusals) == 2


@pytest.mark.parametrize(
    ("name", "tags", "said"),
    [
        ("a", [{"Key": "managed-by", "Value": "terraform"}], "Terraform seems to own"),
        ("shop-ErrorsAlarm-1ABCDEF23GHIJ", [], "CloudFormation seems to own"),
        ("plain", [{"Key": "team", "Value": "orders"}], None),
    ],
)
def test_an_alarm_that_a_template_owns_is_marked(acting, cloudwatch, name, tags, said):
    told = {"AlarmActions": ["arn:aws:sns:eu-west-1:1:a"]}
    cloudwatch.put_metric_alarm(**{**WANTED, **told, "AlarmName": name, "Tags": tags})
    made = planned(acting, changes={an_alarm(name): patch({"Threshold": 8})})
    assert [said in warning for warning in made.warnings] == ([True] if said else [])


def test_a_pack_that_is_cut_short_goes_on_where_it_was_and_puts_nothing_twice(acting, do, embedded_aws, monkeypatch):
    names = [f"pack {number}" for number in range(3)]
    changes = {an_alarm(name): put({**WANTED, "AlarmName": name}) for name in names}
    made = planned(acting, "alarm_pack", changes=changes)
    real, cut = setting.write, []

    def crash_at_the_second(aws, step, arn):
        if step.alarm.name == "pack 1" and not cut:
            cut.append(True)
            raise KeyboardInterrupt
        real(aws, step, arn)

    monkeypatch.setattr(setting, "write", crash_at_the_second)
    embedded_aws.forget_calls()
    with pytest.raises(KeyboardInterrupt):
        _perform(acting, made, {})
    assert embedded_aws.calls("cloudwatch:PutMetricAlarm")["total"] == 1
    result = _perform(acting, made, {"alarms": {f"{names[0]} (111122223333, eu-west-1)": "created"}})
    assert result["outcome"] == "done"
    assert embedded_aws.calls("cloudwatch:PutMetricAlarm")["total"] == 3


def test_a_change_that_was_cut_between_its_definition_and_its_tags_is_finished(acting, embedded_aws):
    tags = [{"Key": "team", "Value": "search"}]
    made = planned(acting, changes={RATE: patch({"Threshold": 7, "Tags": tags})})
    embedded_aws.faults({"kind": "deny", "action": "cloudwatch:TagResource"})
    assert _perform(acting, made, {})["outcome"] == "failed"
    embedded_aws.faults()
    assert _perform(acting, made, {})["outcome"] == "done"
    found = find_one(acting, RATE).definition
    assert (found["Threshold"], found["Tags"]) == (7, tags)


def _perform(acting, made, noted):
    class Noting:
        def __init__(self):
            self.noted = noted

        def note(self, **progress):
            self.noted = {**self.noted, **progress}

    return setting.perform(acting, made, Noting())


def test_one_alarm_that_is_refused_does_not_keep_the_others(acting, do, embedded_aws):
    names = ["good", "bad"]
    made = planned(acting, "alarm_pack", changes={an_alarm(n): put({**WANTED, "AlarmName": n}) for n in names})
    embedded_aws.faults({"kind": "deny", "action": "cloudwatch:TagResource"})
    assert do(made).result["outcome"] == "done"
    more = planned(acting, changes={an_alarm(n): patch({"Tags": [{"Key": "a", "Value": n}]}) for n in names})
    job = do(more)
    assert job.result["outcome"] == "failed"
    assert all("failed" in said for said in job.result["alarms"].values())


def test_who_did_it_what_and_how_it_ended_stands_in_the_journal(acting, do):
    do(planned(acting, changes={RATE: patch({"Threshold": 7})}))
    with acting.store.read() as conn:
        intent, result = map(entry_in, rows_in_order(conn))
    assert (intent.person, intent.action, intent.target) == ("omar", "alarm_put", RATE)
    assert "Threshold 5 → 7" in intent.detail["steps"][0]
    assert result.result == "done"


def test_an_account_that_does_not_answer_raises_what_it_says(acting, embedded_aws):
    embedded_aws.faults("deny:cloudwatch:DescribeAlarms")
    with pytest.raises(AwsError, match="DescribeAlarms"):
        planned(acting, changes={RATE: back_to(None)})


def test_the_steps_of_a_plan_are_kept_whole(acting):
    made = planned(acting, changes={NEW: put(WANTED)})
    [step] = steps_of(made)
    assert (step.alarm, step.before) == (NEW, None)
    assert step.after["AlarmName"] == NEW.name
    assert planning.read(acting, made) == made.facts
