"""The queues collector against the embedded AWS: which queues, how often, what is known of them."""

import json
from dataclasses import replace

import pytest

from collectors import queues
from collectors.queue_attributes import SOURCES_OLD_S, arn_of_url, queue_of
from collectors.queues import WORK_QUEUE_EVERY_S
from collectors.records import FailureKind, Kind, Listed, Queue, Selection
from tests.collecting import collected, only
from tests.conftest import NOON
from tests.factories import an_identity

ARN = "arn:aws:sqs:us-east-1:111122223333:"
US = 1


@pytest.fixture
def sqs(embedded_aws):
    client = embedded_aws.client("sqs", region="us-east-1")
    yield client
    client.close()


@pytest.fixture
def a_pair(sqs):
    """A work queue and its dead-letter queue with one message in it."""
    dlq = sqs.create_queue(QueueName="letters-dlq", Attributes={"MessageRetentionPeriod": "1209600"})["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": ARN + "letters-dlq", "maxReceiveCount": 3})
    sqs.create_queue(QueueName="letters", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "77"})
    sqs.send_message(QueueUrl=dlq, MessageBody="poison")


def by_name(records):
    return {queue.identity.name: queue for queue in only(Queue, records)}


def test_a_named_queue_brings_its_dead_letter_queue_along(an_aws_of, a_pair):
    outcome, records = collected(queues, an_aws_of(US), queue_arns=(ARN + "letters",))
    found = by_name(records)
    assert outcome.ok
    assert (found["letters"].dlq_arn, found["letters"].max_receive_count) == (ARN + "letters-dlq", 3)
    assert found["letters"].visibility_timeout_s == 77
    assert (found["letters-dlq"].visible, found["letters-dlq"].retention_s) == (1, 1_209_600)
    assert (found["letters-dlq"].sources, found["letters"].sources) == ((ARN + "letters",), ())
    assert only(Listed, records)[0].names == {"letters", "letters-dlq"}


def test_the_next_minute_costs_one_call_a_dead_letter_queue(an_aws_of, a_pair):
    aws = an_aws_of(US)
    _, first = collected(queues, aws, queue_arns=(ARN + "letters",))
    known = tuple(by_name(first).values())
    outcome, records = collected(queues, aws, now=NOON + 60, queue_arns=(ARN + "letters",), queues=known)
    assert outcome.calls == {"sqs:GetQueueAttributes": 1}
    assert set(by_name(records)) == {"letters-dlq"}
    assert by_name(records)["letters-dlq"].sources == (ARN + "letters",)
    assert only(Listed, records)[0].names == {"letters", "letters-dlq"}


@pytest.mark.parametrize(("age", "asked"), [(WORK_QUEUE_EVERY_S, 0), (SOURCES_OLD_S, 2)])
def test_a_work_queue_is_read_every_fifth_minute_and_sources_seldom(an_aws_of, a_pair, age, asked):
    aws = an_aws_of(US)
    _, first = collected(queues, aws, queue_arns=(ARN + "letters",))
    known = tuple(by_name(first).values())
    outcome, _ = collected(queues, aws, now=NOON + age, queue_arns=(ARN + "letters",), queues=known)
    assert outcome.calls["sqs:GetQueueAttributes"] == 2
    assert outcome.calls.get("sqs:ListDeadLetterSourceQueues", 0) == asked


def test_a_deleted_queue_is_gone_and_no_longer_listed(an_aws_of, a_pair):
    arns = (ARN + "letters", ARN + "never-made")
    outcome, records = collected(queues, an_aws_of(US), queue_arns=arns)
    assert [(f.kind, f.subject) for f in outcome.failures] == [(FailureKind.GONE, "never-made")]
    assert only(Listed, records)[0].names == {"letters", "letters-dlq"}


def test_a_refused_queue_is_told_and_the_list_is_not_taken_as_complete(an_aws_of, a_pair, embedded_aws):
    embedded_aws.faults("deny:sqs:GetQueueAttributes")
    outcome, records = collected(queues, an_aws_of(US), queue_arns=(ARN + "letters",))
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.DENIED, "sqs:GetQueueAttributes")]
    assert records == []


def test_sources_that_could_not_be_read_are_unknown_and_not_none(an_aws_of, a_pair, embedded_aws):
    embedded_aws.faults("deny:sqs:ListDeadLetterSourceQueues")
    outcome, records = collected(queues, an_aws_of(US), queue_arns=(ARN + "letters-dlq",))
    assert by_name(records)["letters-dlq"].sources is None
    assert not outcome.ok


def test_a_service_that_does_not_answer_is_told_once(an_aws_of, embedded_aws):
    embedded_aws.faults("cut:1:sqs:*")
    outcome, records = collected(queues, an_aws_of(US), queue_arns=tuple(f"{ARN}q{i}" for i in range(20)))
    assert [failure.kind for failure in outcome.failures] == [FailureKind.UNREACHABLE]
    assert sum(outcome.calls.values()) < 20
    assert records == []


def test_a_queue_of_another_account_or_region_is_another_targets(an_aws_of):
    arns = ("arn:aws:sqs:us-east-1:999999999999:a", "arn:aws:sqs:eu-west-1:111122223333:b", "arn:aws:sns:x:y:topic")
    outcome, records = collected(queues, an_aws_of(US), queue_arns=arns)
    assert outcome.ok
    assert by_name(records) == {}


def test_when_the_last_queue_is_gone_the_list_says_so(an_aws_of):
    _, records = collected(queues, an_aws_of(US), queue_arns=(ARN + "never-made",))
    assert [listed.names for listed in only(Listed, records)] == [frozenset()]


def test_patterns_list_all_queues_and_pick(an_aws_of, a_pair):
    aws = an_aws_of(US)
    outcome, records = collected(queues, aws, select_queues=Selection(("letters*",), ("*-nothing",)))
    assert set(by_name(records)) == {"letters", "letters-dlq"}
    assert outcome.calls["sqs:ListQueues"] == 1


def test_an_excluded_queue_is_not_watched_though_it_is_named(an_aws_of, a_pair):
    excluded = Selection((), ("*-dlq",))
    _, records = collected(queues, an_aws_of(US), queue_arns=(ARN + "letters",), select_queues=excluded)
    assert set(by_name(records)) == {"letters"}


def test_what_is_not_set_is_absent_and_read_as_awss_default():
    identity = an_identity("jobs.fifo", Kind.QUEUE)
    queue = queue_of({"ApproximateNumberOfMessages": "7", "RedrivePolicy": "{"}, identity, "arn", "url", NOON)
    assert (queue.visible, queue.in_flight, queue.fifo, queue.retention_s) == (7, 0, True, 345_600)
    assert (queue.dlq_arn, queue.max_receive_count, queue.created_at, queue.sources) == ("", None, None, None)


def test_a_url_ends_in_account_and_name():
    url = "http://127.0.0.1:5000/444455556666/jobs.fifo"
    assert arn_of_url(url, an_identity("x", Kind.QUEUE)) == "arn:aws:sqs:eu-west-1:444455556666:jobs.fifo"


def test_a_clock_that_went_back_reads_again(an_aws_of, a_pair):
    aws = an_aws_of(US)
    _, first = collected(queues, aws, queue_arns=(ARN + "letters",))
    known = tuple(replace(queue, read_at=NOON + 9999) for queue in by_name(first).values())
    _, records = collected(queues, aws, queue_arns=(ARN + "letters",), queues=known)
    assert set(by_name(records)) == {"letters", "letters-dlq"}
