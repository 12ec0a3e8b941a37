"""Trouble on purpose: each kind does what it says, to the calls that it names, the same ones on every run."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from demo.server.faults import Fault, parse
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("throttle:0.3", Fault("throttle", share=0.3)),
        ("deny:lambda:ListTags", Fault("deny", action="lambda:ListTags")),
        ("delay:2:sqs:*@444455556666/eu-west-1", Fault("delay", 1.0, "sqs:*", "444455556666", "eu-west-1", 2.0)),
        ("hang@444455556666", Fault("hang", account="444455556666")),
        ("late", Fault("late", amount=180.0)),
        ("deny:sqs:*#orders-dlq", Fault("deny", action="sqs:*", name="orders-dlq")),
    ],
)
def test_a_person_writes_a_fault_in_one_word(text, fault):
    assert parse(text) == (fault,)


def test_several_faults_are_separated_by_commas():
    assert [f.kind for f in parse("throttle:0.3, deny:lambda:ListTags,")] == ["throttle", "deny"]


def test_a_fault_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(ValueError, match="there are throttle, deny"):
        parse("explode")


def refusals(aws, service, ask, tries=1, **given):
    client, found = aws.client(service), []
    for _ in range(tries):
        try:
            getattr(client, ask)(**given)
        except ClientError as refused:
            found.append(refused.response)
    return found


@pytest.mark.parametrize(
    ("fault", "service", "ask", "code", "status"),
    [
        ("throttle", "lambda", "list_functions", "TooManyRequestsException", 429),
        ("throttle", "sqs", "list_queues", "Throttling", 400),
        ("throttle", "sts", "get_caller_identity", "Throttling", 400),
        ("fail", "lambda", "list_functions", "ServiceException", 500),
        ("fail", "sqs", "list_queues", "InternalFailure", 500),
        ("deny", "sqs", "list_queues", "AccessDenied", 400),
        ("deny", "sts", "get_caller_identity", "AccessDenied", 403),
        ("expired", "lambda", "list_functions", "ExpiredTokenException", 403),
        ("expired", "sts", "get_caller_identity", "ExpiredToken", 403),
        ("wrong", "lambda", "list_functions", "UnrecognizedClientException", 403),
        ("wrong", "sqs", "list_queues", "InvalidClientTokenId", 403),
    ],
)
def test_a_refusal_has_the_code_of_its_service(aws, fault, service, ask, code, status):
    aws.faults(fault)
    (answer,) = refusals(aws, service, ask)
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_a_denial_names_who_what_and_on_which_resource(aws):
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:checkout-api"
    aws.faults("deny:lambda:ListTags")
    (answer,) = refusals(aws, "lambda", "list_tags", Resource=arn)
    assert answer["Error"]["Message"].startswith(
        "User: arn:aws:iam::111122223333:user/oncall-dashboard is not authorized to perform: "
        f"lambda:ListTags on resource: {arn} because"
    )
    assert refusals(aws, "lambda", "list_functions") == []


def test_a_call_that_hangs_is_let_go_when_the_fault_is_taken_away(aws):
    aws.faults("hang:sqs:ListQueues")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(aws.client("sqs").list_queues)
        assert aws.await_calls("sqs:ListQueues")
        aws.faults()
        with pytest.raises(BotoCoreError):
            asked.result(timeout=15)


def test_a_share_of_the_calls_is_struck_the_same_ones_each_time(aws):
    def pattern():
        aws.reset()
        aws.faults("throttle:0.3")
        client = aws.client("lambda")
        return [bool(refusals_of(client)) for _ in range(60)]

    def refusals_of(client):
        try:
            client.get_account_settings()
        except ClientError as refused:
            return refused

    first = pattern()
    assert 8 < sum(first) < 28
    assert pattern() == first


def test_only_the_account_and_region_that_were_named_are_struck(aws):
    aws.faults("throttle@111122223333/us-east-1")
    assert refusals(aws, "lambda", "list_functions") == []
    with pytest.raises(ClientError):
        aws.client("lambda", "us-east-1").list_functions()


def test_a_delay_delays(aws):
    aws.faults("delay:0.3:lambda:*")
    began = time.monotonic()
    aws.client("lambda").get_account_settings()
    assert time.monotonic() - began >= 0.3


def test_a_cut_connection_and_one_that_hangs_give_no_answer(aws):
    from botocore.config import Config

    once = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=0.5)
    for fault in ("cut", "hang"):
        aws.faults(f"{fault}:lambda:*")
        with pytest.raises(BotoCoreError):
            aws.client("lambda", config=once).list_functions()


def test_calls_can_be_waited_for(aws):
    assert not aws.await_calls("sqs:ListQueues", seconds=0)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(aws.await_calls, "sqs:ListQueues", 2)
        for _ in range(2):
            assert not waiting.done()
            aws.client("sqs").list_queues()
        assert waiting.result()


def test_an_empty_refusal_has_no_code_and_no_message(aws):
    aws.faults("empty")
    (answer,) = refusals(aws, "lambda", "list_functions")
    assert (answer["Error"]["Code"], answer["Error"]["Message"]) == ("400", "")


def test_optional_members_can_be_absent(aws):
    aws.faults({"kind": "absent", "fields": ["LoggingConfig"]}, "absent:lambda:GetFunctionConfiguration")
    assert all("LoggingConfig" not in f for f in all_pages(aws.client("lambda"), "list_functions", "Functions"))
    assert "Architectures" not in aws.client("lambda").get_function_configuration(FunctionName="checkout-api")


def test_a_list_can_come_unpaged_and_in_no_order(aws):
    client = aws.client("lambda")
    paged = [f["FunctionName"] for f in all_pages(client, "list_functions", "Functions")]
    aws.faults("unpaged", "shuffle")
    answer = client.list_functions(MaxItems=1)
    names = [f["FunctionName"] for f in answer["Functions"]]
    assert "NextMarker" not in answer
    assert sorted(names) == sorted(paged)
    assert names != paged


def test_calls_are_counted_by_account_region_and_action(aws):
    aws.faults("throttle:lambda:ListFunctions@111122223333/us-east-1")
    aws.client("lambda").list_functions()
    with pytest.raises(ClientError) as refused:
        aws.client("lambda", "us-east-1").list_functions()
    assert code_of(refused) == "TooManyRequestsException"
    rows = aws.calls("lambda:ListFunctions")["calls"]
    assert [(row["region"], row["calls"], row["failed"]) for row in rows] == [("eu-west-1", 1, 0), ("us-east-1", 1, 1)]
    aws.forget_calls()
    assert aws.calls()["total"] == 0


def test_faults_from_the_command_line_are_refused_with_a_reason(capfd):
    from demo.__main__ import main

    with pytest.raises(SystemExit):
        main(["--faults", "explode"])
    assert "there are throttle" in capfd.readouterr().err


def points(aws, *faults):
    """The last half hour of checkout-api's invocations and errors, as GetMetricData tells them."""
    aws.faults(*faults)
    dimensions = [{"Name": "FunctionName", "Value": "checkout-api"}]
    queries = [
        {
            "Id": name.lower(),
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": dimensions},
                "Period": 60,
                "Stat": "Sum",
            },
        }
        for name in ("Invocations", "Errors")
    ]
    asked = {"MetricDataQueries": queries, "StartTime": NOON - 1800, "EndTime": NOON}
    return aws.client("cloudwatch").get_metric_data(**asked)["MetricDataResults"]


def told(result):
    return dict(zip(result["Timestamps"], result["Values"], strict=True))


def test_partial_points_say_so(aws):
    whole, partial = points(aws), points(aws, "partial")
    assert [r["StatusCode"] for r in partial] == ["PartialData", "Complete"]
    assert told(partial[0]).items() < told(whole[0]).items()
    assert told(partial[1]) == told(whole[1])


def test_points_come_in_no_order_and_twice(aws):
    whole, mixed, twice = points(aws), points(aws, "shuffle"), points(aws, "repeat")
    assert told(mixed[0]) == told(whole[0])
    assert mixed[0]["Timestamps"] not in (whole[0]["Timestamps"], whole[0]["Timestamps"][::-1])
    assert [r["Id"] for r in twice] == ["invocations", "errors", "invocations"]
    assert len(twice[0]["Timestamps"]) > len(set(twice[0]["Timestamps"]))
    assert told(twice[0]) == told(whole[0])


def test_late_points_are_too_low_where_they_are_new_and_right_where_they_are_old(aws):
    whole, late = told(points(aws)[0]), told(points(aws, "late:600")[0])
    new, old = max(whole), min(whole)
    assert late.get(new, 0) < whole[new]
    assert late[old] == whole[old]


def test_metrics_are_counted_as_they_are_billed(aws):
    points(aws)
    points(aws, "throttle:0")
    assert aws.calls()["metrics_requested"] == 4
