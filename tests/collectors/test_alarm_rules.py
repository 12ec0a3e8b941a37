"""What alarms look at, from dimensions, metric math and composite rules."""

import pytest

from collectors.alarm_rules import children_of, watched_by
from collectors.records import Kind
from tests.factories import an_identity

ACCOUNT = an_identity("", Kind.ACCOUNT)
FUNCTION, QUEUE = an_identity("checkout-api"), an_identity("jobs", Kind.QUEUE)


def a_metric(namespace, **dimensions):
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return {"Namespace": namespace, "MetricName": "M", "Dimensions": named}


@pytest.mark.parametrize(
    ("rule", "children"),
    [
        ("ALARM(a)", ("a",)),
        ('ALARM("a b (c)")', ("a b (c)",)),
        ("ALARM('a')", ("a",)),
        (r'ALARM("say \"hi\"")', ('say "hi"',)),
        ("(ALARM(a) OR OK(b)) AND NOT INSUFFICIENT_DATA(c)", ("a", "b", "c")),
        ("ALARM(a) OR ALARM(a)", ("a",)),
        ("ALARM( a/b )", ("a/b",)),
        ("ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b)", ("a:b",)),
        ("AT_LEAST(2, ALARM, (a, b, c))", ("a", "b", "c")),
        ("AT_LEAST(50%, NOT OK, (a, b)) AND ALARM(d)", ("a", "b", "d")),
        ('ALARM("OR") AND TRUE', ("OR",)),
        ("FALSE", ()),
        ("", ()),
        ('ALARM("', ()),
    ],
)
def test_the_children_of_a_rule_are_the_alarms_that_it_names(rule, children):
    assert children_of(rule) == children


@pytest.mark.parametrize(
    ("alarm", "watched"),
    [
        (a_metric("AWS/Lambda", FunctionName="checkout-api"), (FUNCTION,)),
        (a_metric("AWS/Lambda", FunctionName="checkout-api", Resource="checkout-api:live"), (FUNCTION,)),
        (a_metric("LambdaInsights", function_name="checkout-api"), (FUNCTION,)),
        (a_metric("Shop", FunctionName="checkout-api"), (FUNCTION,)),
        (a_metric("AWS/SQS", QueueName="jobs"), (QUEUE,)),
        (a_metric("AWS/Lambda"), (ACCOUNT,)),
        (a_metric("AWS/Lambda", EventSourceMappingUUID="u"), ()),
        (a_metric("AWS/EC2", InstanceId="i-1"), ()),
        ({"Metrics": [{"Id": "m", "MetricStat": {"Metric": a_metric("AWS/SQS", QueueName="jobs")}}]}, (QUEUE,)),
        ({"Metrics": [{"Id": "m", "Expression": "SELECT MAX(M) WHERE FunctionName = 'checkout-api'"}]}, (FUNCTION,)),
        ({"Metrics": [{"Id": "m", "Expression": "SELECT SUM(Errors) FROM \"AWS/Lambda\""}]}, (ACCOUNT,)),
        ({"Metrics": [{"Id": "m", "Expression": "m1 + m2"}]}, ()),
        ({}, ()),
    ],
    ids=str,
)  # fmt: skip
def test_an_alarm_watches_what_its_metrics_name(alarm, watched):
    assert watched_by(alarm, ACCOUNT) == watched


def test_a_line_of_another_account_watches_the_function_there():
    line = {"Id": "m", "AccountId": "444455556666", "MetricStat": {"Metric": a_metric("AWS/Lambda", FunctionName="a")}}
    assert watched_by({"Metrics": [line]}, ACCOUNT) == (an_identity("a", account="444455556666"),)
