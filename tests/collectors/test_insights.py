"""Logs Insights: looked at until it ends, paged, stopped when it takes too long, and counted in any case."""

import threading

import pytest

from collectors import tally
from collectors.failures import AwsError, Denied, Gone, Throttled, Unexpected
from collectors.insights import Insights, Query, look, start, stop
from tests.conftest import NOON

GROUP = "/aws/lambda/checkout-api"
LINES = "fields @timestamp, @message"


def a_query(text=LINES, seconds=60, groups=(GROUP,), **fields):
    return Query(text, groups, NOON - 3600, NOON - 3600 + seconds, "test", **fields)


@pytest.fixture
def asking(an_aws_of):
    return Insights(an_aws_of(), NOON)


def test_a_query_is_looked_at_until_it_is_complete(asking):
    looks = []
    answer = asking.ask(a_query(), seen=looks.append)
    assert answer.status == "Complete"
    assert answer.rows
    assert {"@timestamp", "@message"} <= set(answer.rows[0])
    assert looks[-1] is answer


def test_every_page_of_the_results_is_fetched(asking, embedded_aws):
    embedded_aws.faults("pages:7:logs:GetQueryResults")
    answer = asking.ask(a_query(limit=50))
    assert len(answer.rows) == 50
    assert len({(row["@timestamp"], row["@ptr"]) for row in answer.rows}) == 50
    assert embedded_aws.calls("logs:GetQueryResults")["total"] > 7


def test_what_it_scanned_is_counted_in_the_run_and_noted(asking):
    with tally.counting() as counted:
        answer = asking.ask(a_query())
    (noted,) = asking.asked
    assert counted.bytes_scanned == answer.bytes_scanned == noted.bytes_scanned > 0
    assert (noted.status, noted.purpose, noted.groups) == ("Complete", "test", (GROUP,))


def test_the_end_is_not_in_the_window(asking):
    answer = asking.ask(a_query("stats max(@timestamp) as last", seconds=600))
    assert answer.rows[0]["last"] < "2026-11-01 11:10:00"


def test_a_query_that_takes_too_long_is_stopped_and_says_so(an_aws_of, embedded_aws):
    embedded_aws.faults("endless:logs:StartQuery")
    asking = Insights(an_aws_of(), NOON, sleep=lambda _s: None)
    with pytest.raises(Unexpected, match="Timeout"):
        asking.ask(a_query(), patience_s=-1)
    assert embedded_aws.calls("logs:StopQuery")["total"] == 1
    assert asking.asked[0].status == "Timeout"


@pytest.mark.parametrize(("fault", "status"), [("timeout", "Timeout"), ("broken", "Failed")])
def test_a_query_that_ends_badly_is_a_failure_and_its_bytes_count(asking, embedded_aws, fault, status):
    embedded_aws.faults(f"{fault}:logs:StartQuery")
    with pytest.raises(Unexpected, match=status):
        asking.ask(a_query())
    assert asking.asked[0].status == status


class GivenUp(Exception):
    pass


def test_a_query_that_is_given_up_is_stopped_and_noted(asking, embedded_aws):
    def seen(answer):
        if not answer.ended:
            raise GivenUp

    with pytest.raises(GivenUp):
        asking.ask(a_query(), seen=seen)
    assert embedded_aws.calls("logs:StopQuery")["total"] == 1
    assert asking.asked[0].status == "Cancelled"


def test_a_malformed_query_carries_what_is_wrong_with_it(asking):
    with pytest.raises(Unexpected, match="MalformedQuery"):
        asking.ask(a_query("fields @message | frobnicate"))
    assert asking.asked == []


def test_a_missing_group_is_gone_and_a_denied_one_denied(asking):
    with pytest.raises(Gone):
        asking.ask(a_query(groups=("/aws/lambda/never-was",)))
    with pytest.raises(Denied):
        asking.ask(a_query(groups=("/aws/lambda/hr-payroll-export",)))


@pytest.mark.usefixtures("hasty_boto3")
def test_throttling_is_told_after_some_tries(asking, embedded_aws):
    embedded_aws.faults("throttle:1:logs:StartQuery")
    with pytest.raises(Throttled):
        asking.ask(a_query())


def test_no_more_queries_than_configured_are_under_way(an_aws_of):
    aws, lock, under_way, most = an_aws_of(), threading.Lock(), set(), []

    def work(number):
        def seen(answer):
            with lock:
                under_way.discard(number) if answer.ended else under_way.add(number)
                most.append(len(under_way))

        Insights(aws, NOON, at_once=2).ask(a_query(), seen=seen)

    list(tally.in_parallel(work, range(6), 6))
    assert max(most) <= 2


def test_stopping_what_has_ended_is_no_error(an_aws_of):
    aws = an_aws_of()
    key = start(aws, a_query())
    while not look(aws, key).ended:
        pass
    assert stop(aws, key) is False
    with pytest.raises(AwsError):
        look(aws, "no-such-query")
