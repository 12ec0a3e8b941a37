"""Insights over HTTP with real boto3: queries live, page, end, are limited and refused as on AWS."""

import pytest
from botocore.exceptions import ClientError

from demo.logs.query.values import number
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

CHECKOUT = "/aws/lambda/checkout-api"
DENIED = "/aws/lambda/hr-payroll-export"


@pytest.fixture
def logs(aws):
    return aws.client("logs")


def start(logs, query="fields @timestamp, @message", groups=(CHECKOUT,), seconds=300, **given):
    window = {"startTime": NOON - seconds, "endTime": NOON}
    return logs.start_query(logGroupNames=list(groups), queryString=query, **(window | given))["queryId"]


def finished(logs, query_id):
    for _ in range(5):
        answer = logs.get_query_results(queryId=query_id)
        if answer["status"] not in ("Scheduled", "Running"):
            return answer
    raise AssertionError("it never ended")


def rows(logs, query, **given):
    found = finished(logs, start(logs, query, **given))["results"]
    return [{cell["field"]: cell["value"] for cell in row} for row in found]


def test_a_query_is_scheduled_then_running_with_part_of_its_results_then_complete(logs):
    query_id = start(logs, "fields @message | limit 40")
    answers = [logs.get_query_results(queryId=query_id) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["Scheduled", "Running", "Complete"]
    assert [len(answer["results"]) for answer in answers] == [0, 20, 40]
    running, complete = (answer["statistics"]["bytesScanned"] for answer in answers[1:])
    assert 0 < running < complete


def test_a_query_completes_by_the_worlds_clock_without_being_looked_at(aws, logs):
    query_id = start(logs)
    aws.clock(now=NOON + 10)
    assert logs.get_query_results(queryId=query_id)["status"] == "Complete"


def test_the_reports_agree_with_the_metrics(aws, logs):
    query = 'filter type = "platform.report" or @type = "REPORT" | stats count(*) as n by bin(1m)'
    by_minute = rows(logs, query, groups=["/aws/lambda/cart-api"], seconds=600, endTime=NOON - 301)
    points = aws.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Invocations",
        Dimensions=[{"Name": "FunctionName", "Value": "cart-api"}],
        StartTime=NOON - 480,
        EndTime=NOON - 360,
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    invocations = {point["Timestamp"].strftime("%Y-%m-%d %H:%M:%S.000"): point["Sum"] for point in points}
    counted = {row["bin(1m)"]: number(row["n"]) for row in by_minute}
    assert sum(invocations.values()) == pytest.approx(sum(counted[t] for t in invocations), rel=0.05)


def test_all_readable_groups_of_an_account_are_asked_at_once(logs):
    groups = all_pages(logs, "describe_log_groups", "logGroups")
    names = [group["logGroupName"] for group in groups if group["logGroupName"] != DENIED]
    found = rows(logs, "stats count(*) as n by @log | sort n desc", groups=names)
    assert len(found) > 5
    assert all(row["@log"].startswith("111122223333:/") for row in found)


def test_results_come_in_pages(logs):
    query_id = start(logs, "fields @message | limit 25")
    finished(logs, query_id)
    pages, token = [], {}
    while True:
        answer = logs.get_query_results(queryId=query_id, maxItems=10, **token)
        pages.append(len(answer["results"]))
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert pages == [10, 10, 5]


def test_both_ends_of_the_window_belong_to_it(logs):
    stamps = [row["@timestamp"] for row in rows(logs, "fields @timestamp", startTime=NOON - 60, endTime=NOON - 31)]
    assert stamps
    assert min(stamps) >= "2026-11-01 11:59:00"
    assert "2026-11-01 11:59:29" < max(stamps) < "2026-11-01 11:59:30"


def test_what_was_written_a_second_ago_has_not_come_in_yet(aws, logs):
    newest = rows(logs, "fields @timestamp, @ingestionTime | limit 1")[0]
    assert newest["@ingestionTime"] <= "2026-11-01 12:00:00.000"
    before = len(rows(logs, "fields @message", seconds=20))
    aws.clock(now=NOON + 30)
    assert len(rows(logs, "fields @message", seconds=20)) > before


def test_late_data_comes_later(aws, logs):
    aws.faults("late:120")
    assert max(row["@timestamp"] for row in rows(logs, "fields @timestamp")) < "2026-11-01 11:58:00"


def test_a_record_is_found_by_its_pointer(logs):
    row = rows(logs, "fields @message, @logStream | limit 1")[0]
    record = logs.get_log_record(logRecordPointer=row["@ptr"])["logRecord"]
    assert (record["@message"], record["@logStream"]) == (row["@message"], row["@logStream"])
    with pytest.raises(ClientError) as refused:
        logs.get_log_record(logRecordPointer="bogus")
    assert code_of(refused) == "InvalidParameterException"


def test_a_stopped_query_is_cancelled_and_cannot_be_stopped_again(logs):
    query_id = start(logs)
    assert logs.stop_query(queryId=query_id)["success"]
    assert logs.get_query_results(queryId=query_id)["status"] == "Cancelled"
    with pytest.raises(ClientError) as refused:
        logs.stop_query(queryId=query_id)
    assert code_of(refused) == "InvalidParameterException"


def test_no_more_than_a_hundred_queries_run_at_once(aws, logs):
    ids = [start(logs) for _ in range(100)]
    with pytest.raises(ClientError) as refused:
        start(logs)
    assert code_of(refused) == "LimitExceededException"
    logs.stop_query(queryId=ids[0])
    start(logs)
    other = aws.client("logs", "us-east-1")
    group = all_pages(other, "describe_log_groups", "logGroups")[0]["logGroupName"]
    start(other, groups=[group])


def test_queries_are_described_newest_first_with_their_status(logs):
    first, second = start(logs), start(logs, "stats count(*)")
    finished(logs, first)
    found = logs.describe_queries()["queries"]
    assert [(query["queryId"], query["status"]) for query in found] == [(second, "Scheduled"), (first, "Complete")]
    assert found[1]["bytesScanned"] > 0
    assert [query["queryId"] for query in logs.describe_queries(status="Complete")["queries"]] == [first]
    assert logs.describe_queries(logGroupName="/aws/lambda/cart-api")["queries"] == []


def test_a_malformed_query_is_refused_with_its_place(logs):
    with pytest.raises(ClientError) as refused:
        start(logs, "fields @message\n| filter level ==")
    assert code_of(refused) == "MalformedQueryException"
    error = refused.value.response
    assert "at line 2 and position 17" in error["Error"]["Message"]
    assert error["queryCompileError"]["location"] == {"startCharOffset": 32, "endCharOffset": 33}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"groups": ["/aws/lambda/nobody"]}, "ResourceNotFoundException"),
        ({"groups": [f"/aws/lambda/f{n}" for n in range(51)]}, "InvalidParameterException"),
        ({"startTime": NOON + 1}, "InvalidParameterException"),
        ({"query": "fields " + "a" * 10_000}, "InvalidParameterException"),
        ({"startTime": 0, "endTime": NOON - 60 * 86_400}, "MalformedQueryException"),
        ({"queryLanguage": "SQL"}, "InvalidParameterException"),
    ],
)
def test_what_aws_refuses_is_refused(logs, given, code):
    with pytest.raises(ClientError) as refused:
        start(logs, **given)
    assert code_of(refused) == code


def test_a_group_deleted_between_listing_and_query_is_not_found(logs):
    logs.delete_log_group(logGroupName=CHECKOUT)
    with pytest.raises(ClientError) as refused:
        start(logs)
    assert code_of(refused) == "ResourceNotFoundException"


def test_the_group_of_a_denied_function_is_denied_and_the_denial_names_it(logs):
    with pytest.raises(ClientError) as refused:
        start(logs, groups=[CHECKOUT, DENIED])
    assert code_of(refused) == "AccessDeniedException"
    assert f"logs:StartQuery on resource: arn:aws:logs:eu-west-1:111122223333:log-group:{DENIED}:" in str(refused.value)


def test_a_query_of_an_unknown_id_and_of_another_account_is_not_found(aws, logs):
    query_id = start(logs)
    for client, asked in ((logs, "nothing"), (aws.client("logs", "us-east-1"), query_id)):
        with pytest.raises(ClientError) as refused:
            client.get_query_results(queryId=asked)
        assert code_of(refused) == "ResourceNotFoundException"


@pytest.mark.parametrize(("fault", "status"), [("timeout", "Timeout"), ("broken", "Failed"), ("endless", "Running")])
def test_a_fault_lets_queries_end_badly(aws, logs, fault, status):
    aws.faults(fault)
    query_id = start(logs)
    assert [logs.get_query_results(queryId=query_id)["status"] for _ in range(4)][-1] == status
    aws.faults()
    assert finished(logs, start(logs))["status"] == "Complete"


def test_what_a_person_writes_is_found(logs):
    logs.create_log_group(logGroupName="/own/group")
    logs.create_log_stream(logGroupName="/own/group", logStreamName="a")
    events = [{"timestamp": NOON * 1000 - 10_000 + n, "message": f'{{"n": {n}}}'} for n in range(3)]
    logs.put_log_events(logGroupName="/own/group", logStreamName="a", logEvents=events)
    assert rows(logs, "stats sum(n) as n, count(*) as c", groups=["/own/group"]) == [{"n": "3", "c": "3"}]
    (group,) = logs.describe_log_groups(logGroupNamePrefix="/own/")["logGroups"]
    assert group["storedBytes"] == 3 * (8 + 26)
