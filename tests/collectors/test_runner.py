"""One run: chunks are handed out as they come, whatever goes wrong is in the outcome, the store's errors are not."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from collectors import limits, runner
from collectors.failures import Denied
from collectors.records import AccountLimits, Ask, Chunk, Failure, FailureKind
from tests.conftest import NOON

DENIED = Failure(FailureKind.DENIED, "lambda:ListTags", "no")


def a_collector(*steps):
    def collect(aws, target, ask, now):
        for step in steps:
            if isinstance(step, Exception):
                raise step
            yield step

    return SimpleNamespace(NAME="trial", EVERY=60, NEEDS=(), collect=collect)


def run(collector, aws, deliver=lambda chunk: None):
    return runner.run(collector, aws, aws.target, Ask(), NOON, deliver)


def a_chunk(aws, **fields):
    return Chunk((AccountLimits(aws.account(), 1000, 900),), **fields)


def test_an_outcome_tells_calls_cost_time_and_the_account(an_aws_of):
    aws = an_aws_of()
    delivered = []
    outcome = run(limits, aws, delivered.append)
    assert [type(record) for chunk in delivered for record in chunk.records] == [AccountLimits]
    assert outcome.calls == {"sts:GetCallerIdentity": 1, "lambda:GetAccountSettings": 1}
    assert (outcome.target, outcome.collector, outcome.started_at) == (aws.target.name, "limits", NOON)
    assert (outcome.chunks, outcome.records, outcome.ok) == (1, 1, True)
    assert 0 < outcome.seconds < 60
    assert outcome.identity == aws.account()


def test_what_a_run_cost_is_told_in_dollars(an_aws_of):
    aws = an_aws_of()

    def collect(aws, target, ask, now):
        aws.call("sqs", "list_queues")
        aws.call("cloudwatch", "describe_alarms")
        yield Chunk()

    outcome = run(SimpleNamespace(NAME="trial", EVERY=60, NEEDS=(), collect=collect), aws)
    assert outcome.usd == pytest.approx(0.40 / 1e6 + 0.01 / 1e3)


def test_a_denial_is_a_failure_and_what_came_before_it_is_kept(an_aws_of):
    aws = an_aws_of()
    delivered = []
    outcome = run(a_collector(a_chunk(aws), Denied(DENIED)), aws, delivered.append)
    assert len(delivered[0].records) == 1
    assert outcome.failures == (DENIED,)
    assert delivered[-1].failures == (DENIED,)
    assert not outcome.ok


def test_what_fails_for_one_cause_is_one_failure_of_the_run(an_aws_of):
    denials = (replace(DENIED, subjects=("b",)), replace(DENIED, subjects=("a",), message="not either"))
    outcome = run(a_collector(Chunk(failures=denials[:1]), Chunk(failures=denials)), an_aws_of())
    assert outcome.failures == (replace(DENIED, subjects=("a", "b")),)


def test_a_fault_of_the_collector_is_a_failure_with_its_type_and_is_logged(an_aws_of, caplog):
    aws = an_aws_of()
    outcome = run(a_collector(a_chunk(aws), KeyError("Runtime")), aws)
    assert [(f.kind, f.message) for f in outcome.failures] == [(FailureKind.UNEXPECTED, "KeyError: 'Runtime'")]
    assert outcome.records == 1
    assert "collector trial failed" in caplog.text


def test_what_the_store_raises_is_raised_and_not_taken_for_awss(an_aws_of):
    aws = an_aws_of()

    class FullDisk(Exception):
        pass

    def deliver(chunk):
        raise FullDisk

    with pytest.raises(FullDisk):
        run(a_collector(a_chunk(aws)), aws, deliver)


def test_an_account_that_cannot_be_named_is_a_failed_run(an_aws_of, embedded_aws):
    embedded_aws.faults("expired:sts:*")
    outcome = run(limits, an_aws_of())
    assert outcome.identity is None
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.CREDENTIALS, "sts:GetCallerIdentity")]
    assert outcome.calls == {"sts:GetCallerIdentity": 1}


def test_after_an_expired_token_the_credentials_are_read_anew(an_aws_of, embedded_aws):
    aws = an_aws_of()
    account = aws.account()
    embedded_aws.faults("expired:lambda:*")
    outcome = run(limits, aws)
    assert "Sign in again" in outcome.failures[0].advice
    assert outcome.identity == account
    embedded_aws.faults()
    assert run(limits, aws).ok


def test_a_target_whose_region_does_not_answer_is_unreachable(an_aws_of):
    outcome = run(limits, an_aws_of(endpoint_url="http://127.0.0.1:9"))
    assert [f.kind for f in outcome.failures] == [FailureKind.UNREACHABLE]


def test_a_400_with_nothing_in_it_is_told_and_not_swallowed(an_aws_of, embedded_aws):
    embedded_aws.faults("empty:lambda:*")
    outcome = run(limits, an_aws_of())
    assert [f.kind for f in outcome.failures] == [FailureKind.UNEXPECTED]
    assert outcome.failures[0].action == "lambda:GetAccountSettings"


def test_another_target_goes_on_while_one_is_refused(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:lambda:*@111122223333/eu-west-1")
    assert [run(limits, an_aws_of(index)).ok for index in range(3)] == [False, True, True]
