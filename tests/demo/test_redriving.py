"""What becomes of messages that people move, send and invoke again in the embedded AWS."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.conftest import NOON
from tests.demo.asking import code_of
from tests.demo.test_sqs import counts, received, url_of

SHOP, EU = "111122223333", "eu-west-1"
POISON = json.dumps({"poison": True})
BAD_ORDER = json.dumps({"orderId": 480_001, "vatNumber": "DE48000127"})


@pytest.fixture
def sqs(aws):
    return aws.client("sqs")


def arn(name):
    return f"arn:aws:sqs:{EU}:{SHOP}:{name}"


def a_pair(sqs, name="work", **attributes):
    """A queue that nobody reads from, and its dead-letter queue."""
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn(f"{name}-dead"), "maxReceiveCount": 2})
    return sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy} | attributes)["QueueUrl"], dead


def tasks(sqs, name, most=10):
    return sqs.list_message_move_tasks(SourceArn=arn(name), MaxResults=most)["Results"]


def test_a_move_takes_its_time_and_gives_messages_a_new_life(aws, sqs):
    url, dead = a_pair(sqs)
    for number in range(4):
        sqs.send_message(QueueUrl=dead, MessageBody=str(number))
    handle = sqs.start_message_move_task(
        SourceArn=arn("work-dead"), DestinationArn=arn("work"), MaxNumberOfMessagesPerSecond=1
    )["TaskHandle"]
    aws.clock(now=NOON + 2)
    (task,) = tasks(sqs, "work-dead")
    assert (task["Status"], task["TaskHandle"]) == ("RUNNING", handle)
    assert (task["ApproximateNumberOfMessagesMoved"], task["ApproximateNumberOfMessagesToMove"]) == (2, 4)
    aws.clock(now=NOON + 5)
    (task,) = tasks(sqs, "work-dead")
    assert task["Status"] == "COMPLETED"
    assert "TaskHandle" not in task
    assert (counts(sqs, dead), counts(sqs, url)) == ((0, 0, 0), (4, 0, 0))
    first = received(sqs, url)[0]["Attributes"]
    assert (first["SentTimestamp"], first["ApproximateReceiveCount"]) == (str((NOON + 1) * 1000), "1")


def test_a_cancelled_move_is_cancelling_first_and_brings_nothing_back(aws, sqs):
    url, dead = a_pair(sqs)
    for number in range(4):
        sqs.send_message(QueueUrl=dead, MessageBody=str(number))
    started = {"SourceArn": arn("work-dead"), "DestinationArn": arn("work"), "MaxNumberOfMessagesPerSecond": 1}
    handle = sqs.start_message_move_task(**started)["TaskHandle"]
    aws.clock(now=NOON + 1)
    assert sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"] == 1
    assert tasks(sqs, "work-dead")[0]["Status"] == "CANCELLING"
    with pytest.raises(ClientError) as twice:
        sqs.cancel_message_move_task(TaskHandle=handle)
    assert code_of(twice) == "InvalidParameterValue"
    aws.clock(now=NOON + 10)
    assert tasks(sqs, "work-dead")[0]["Status"] == "CANCELLED"
    assert (counts(sqs, dead)[0], counts(sqs, url)[0]) == (3, 1)


def test_one_move_a_queue_and_the_newest_is_listed_first(aws, sqs):
    _, dead = a_pair(sqs)
    sqs.send_message(QueueUrl=dead, MessageBody="1")
    sqs.start_message_move_task(SourceArn=arn("work-dead"), DestinationArn=arn("work"), MaxNumberOfMessagesPerSecond=1)
    with pytest.raises(ClientError) as twice:
        sqs.start_message_move_task(SourceArn=arn("work-dead"))
    assert "Only one active task" in str(twice.value)
    aws.clock(now=NOON + 60)
    sqs.start_message_move_task(SourceArn=arn("work-dead"), DestinationArn=arn("work"))
    assert [task["StartedTimestamp"] for task in tasks(sqs, "work-dead")] == [(NOON + 60) * 1000, NOON * 1000]
    assert len(tasks(sqs, "work-dead", 1)) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"SourceArn": arn("media-failed-events")}, "InvalidParameterValue"),
        ({"SourceArn": arn("nobody")}, "ResourceNotFoundException"),
        ({"SourceArn": arn("order-intake-dlq"), "MaxNumberOfMessagesPerSecond": 501}, "InvalidParameterValue"),
        ({"SourceArn": arn("order-intake-dlq"), "DestinationArn": arn("nobody")}, "ResourceNotFoundException"),
        (
            {"SourceArn": arn("order-intake-dlq"), "DestinationArn": arn("warehouse-dispatch.fifo")},
            "InvalidParameterValue",
        ),
    ],
)
def test_what_sqs_refuses_to_move(sqs, given, code):
    with pytest.raises(ClientError) as refused:
        sqs.start_message_move_task(**given)
    assert code_of(refused) == code


def test_a_message_whose_source_is_unknown_fails_the_move(aws, sqs):
    _, dead = a_pair(sqs)
    sqs.send_message(QueueUrl=dead, MessageBody="sent here by hand")
    sqs.start_message_move_task(SourceArn=arn("work-dead"))
    aws.clock(now=NOON + 5)
    (task,) = tasks(sqs, "work-dead")
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert counts(sqs, dead)[0] == 1


def test_a_poison_message_comes_back_after_its_receives(aws, sqs):
    dead = url_of(sqs, "stock-reservations-dlq")
    before = counts(sqs, dead)[0]
    for body in (POISON, json.dumps({"orderId": 1})):
        sqs.send_message(QueueUrl=url_of(sqs, "stock-reservations"), MessageBody=body)
    aws.clock(now=NOON + 3 * 60 - 1)
    assert counts(sqs, dead)[0] == before
    aws.clock(now=NOON + 3 * 60 + 1)
    assert counts(sqs, dead)[0] == before + 1


def test_a_message_that_was_mended_is_processed(aws, sqs):
    dead = url_of(sqs, "order-intake-dlq")
    aws.clock(now=NOON + 600)
    fresh = counts(sqs, dead)[0]
    aws.reset()
    for body in (BAD_ORDER, json.dumps({"orderId": 2, "vatNumber": "DE811907980X"})):
        sqs.send_message(QueueUrl=url_of(sqs, "order-intake"), MessageBody=body)
    aws.clock(now=NOON + 600)
    assert counts(sqs, dead)[0] == fresh + 1


def test_a_function_that_may_not_run_lets_every_message_die(aws, sqs):
    dead = url_of(sqs, "stock-reservations-dlq")
    before = counts(sqs, dead)[0]
    aws.client("lambda").put_function_concurrency(
        FunctionName="stock-reservation-worker", ReservedConcurrentExecutions=0
    )
    sqs.send_message(QueueUrl=url_of(sqs, "stock-reservations"), MessageBody=json.dumps({"orderId": 1}))
    aws.clock(now=NOON + 200)
    assert counts(sqs, dead)[0] == before + 1


def test_a_disabled_mapping_leaves_messages_where_they_are(aws, sqs):
    functions = aws.client("lambda")
    mapping = functions.list_event_source_mappings(FunctionName="stock-reservation-worker")["EventSourceMappings"][0]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    url = url_of(sqs, "stock-reservations")
    sqs.send_message(QueueUrl=url, MessageBody=POISON)
    aws.clock(now=NOON + 600)
    assert [message["Body"] for message in received(sqs, url)] == [POISON]


def test_an_event_that_fails_comes_to_rest_in_the_dead_letter_queue_with_its_request(aws, sqs):
    answer = aws.client("lambda").invoke(FunctionName="image-thumbnailer", InvocationType="Event", Payload=POISON)
    assert answer["StatusCode"] == 202
    dead = url_of(sqs, "media-failed-events")
    aws.clock(now=NOON + 181)
    came = {}
    while batch := received(sqs, dead):
        came |= {m["MessageAttributes"]["RequestID"]["StringValue"]: m for m in batch if "MessageAttributes" in m}
    message = came[answer["ResponseMetadata"]["RequestId"]]
    assert message["Body"] == POISON
    assert message["MessageAttributes"]["ErrorMessage"]["StringValue"].startswith("PoisonMessage")


def test_an_unknown_version_and_a_payload_that_is_no_json_are_refused(aws):
    functions = aws.client("lambda")
    with pytest.raises(ClientError) as unknown:
        functions.invoke(FunctionName="image-thumbnailer", InvocationType="Event", Payload="{}", Qualifier="nowhere")
    with pytest.raises(ClientError) as broken:
        functions.invoke(FunctionName="image-thumbnailer", InvocationType="Event", Payload="{")
    assert code_of(unknown) == "ResourceNotFoundException"
    assert code_of(broken) == "InvalidRequestContentException"
