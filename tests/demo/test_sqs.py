"""SQS as boto3 meets it in the embedded AWS."""

import gc
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from moto.sqs.models import Message

from demo.clock import WorldClock
from demo.server.state import State
from demo.sqs.messages import Message as AMessage
from demo.sqs.queue import Queue
from demo.sqs.queues import Queues
from demo.world.fleet import FLEET
from demo.world.messages import arrivals
from demo.world.world import World
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

SHOP, EU = "111122223333", "eu-west-1"
COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]


@pytest.fixture
def sqs(aws):
    return aws.client("sqs")


def url_of(sqs, name):
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]


def counts(sqs, url):
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=COUNTS)["Attributes"]
    return tuple(int(found[name]) for name in COUNTS)


def received(sqs, url, **asked):
    asked = {
        "MaxNumberOfMessages": 10,
        "MessageSystemAttributeNames": ["All"],
        "MessageAttributeNames": ["All"],
    } | asked
    return sqs.receive_message(QueueUrl=url, **asked).get("Messages", [])


def a_queue(sqs, name="made-by-a-person", **attributes):
    return sqs.create_queue(QueueName=name, Attributes={key: str(value) for key, value in attributes.items()})[
        "QueueUrl"
    ]


def test_queues_are_listed_over_pages_and_by_prefix(aws, sqs):
    names = {q.name for q in FLEET.queues_in(SHOP, EU)}
    listed = all_pages(sqs, "list_queues", "QueueUrls", PaginationConfig={"PageSize": 3})
    assert {url.rpartition("/")[2] for url in listed} == names
    assert aws.calls("sqs:ListQueues")["total"] == -(-len(names) // 3)
    assert len(sqs.list_queues(QueueNamePrefix="order-intake")["QueueUrls"]) == 2


def test_a_queue_tells_its_attributes(sqs):
    found = sqs.get_queue_attributes(QueueUrl=url_of(sqs, "order-intake"), AttributeNames=["All"])["Attributes"]
    assert found["QueueArn"] == f"arn:aws:sqs:{EU}:{SHOP}:order-intake"
    assert json.loads(found["RedrivePolicy"]) == {
        "deadLetterTargetArn": f"arn:aws:sqs:{EU}:{SHOP}:order-intake-dlq", "maxReceiveCount": 3,
    }  # fmt: skip
    assert found["MessageRetentionPeriod"] == "345600"


def test_a_dead_letter_queue_knows_its_sources(sqs):
    sources = all_pages(sqs, "list_dead_letter_source_queues", "queueUrls", QueueUrl=url_of(sqs, "order-intake-dlq"))
    assert [url.rpartition("/")[2] for url in sources] == ["order-intake"]
    assert sqs.list_dead_letter_source_queues(QueueUrl=url_of(sqs, "media-failed-events"))["queueUrls"] == []


def test_a_dead_letter_queue_holds_what_the_world_dropped_there(aws, sqs):
    spec = FLEET.queue(SHOP, EU, "order-intake-dlq")
    since = NOON + max(at for at in spec.drained)
    dropped = list(arrivals(World(1, NOON), spec, since, NOON))
    url = url_of(sqs, "order-intake-dlq")
    assert counts(sqs, url) == (len(dropped), 0, 0)
    first = received(sqs, url)[0]
    assert (first["MessageId"], first["Body"]) == (dropped[0].id, dropped[0].body)
    assert first["Attributes"]["DeadLetterQueueSourceArn"] == f"arn:aws:sqs:{EU}:{SHOP}:order-intake"
    assert first["Attributes"]["ApproximateReceiveCount"] == str(dropped[0].receive_count + 1)
    assert first["Attributes"]["SentTimestamp"] == str(dropped[0].sent_at)


def test_dead_letters_go_on_arriving_and_come_once(aws, sqs):
    url = url_of(sqs, "order-intake-dlq")
    before = counts(sqs, url)[0]
    aws.clock(now=NOON + 4 * 3600)
    later = counts(sqs, url)[0]
    assert later > before
    aws.clock(now=NOON)
    assert counts(sqs, url)[0] == before
    aws.clock(now=NOON + 4 * 3600)
    assert counts(sqs, url)[0] == later


def test_asynchronous_dead_letters_say_why(sqs):
    message = received(sqs, url_of(sqs, "media-failed-events"))[0]
    assert set(message["MessageAttributes"]) == {"RequestID", "ErrorCode", "ErrorMessage"}


def test_a_received_message_hides_until_its_time_is_over(aws, sqs):
    url = a_queue(sqs, VisibilityTimeout=60)
    sqs.send_message(QueueUrl=url, MessageBody="one")
    first = received(sqs, url)[0]
    assert (counts(sqs, url), received(sqs, url)) == ((0, 1, 0), [])
    aws.clock(now=NOON + 61)
    again = received(sqs, url)[0]
    assert again["MessageId"] == first["MessageId"]
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    assert again["Attributes"]["SentTimestamp"] == str(NOON * 1000)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    assert counts(sqs, url) == (0, 0, 0)


def test_visibility_can_be_given_back_at_once(sqs):
    url = a_queue(sqs)
    sqs.send_message(QueueUrl=url, MessageBody="one")
    message = received(sqs, url)[0]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert len(received(sqs, url)) == 1


def test_a_delayed_message_waits(aws, sqs):
    url = a_queue(sqs)
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=30)
    assert (counts(sqs, url), received(sqs, url)) == ((0, 0, 1), [])
    aws.clock(now=NOON + 31)
    assert counts(sqs, url) == (1, 0, 0)


def test_a_message_received_too_often_goes_to_the_dead_letter_queue(aws, sqs):
    dead = a_queue(sqs, "dead")
    policy = {"deadLetterTargetArn": f"arn:aws:sqs:{EU}:{SHOP}:dead", "maxReceiveCount": 2}
    url = a_queue(sqs, "alive", VisibilityTimeout=10, RedrivePolicy=json.dumps(policy))
    sent = sqs.send_message(QueueUrl=url, MessageBody="poison")
    for second in (0, 20):
        aws.clock(now=NOON + second)
        assert len(received(sqs, url)) == 1
    aws.clock(now=NOON + 40)
    assert received(sqs, url) == []
    (message,) = received(sqs, dead)
    assert message["MessageId"] == sent["MessageId"]
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == f"arn:aws:sqs:{EU}:{SHOP}:alive"
    assert message["Attributes"]["ApproximateReceiveCount"] == "3"
    assert message["Attributes"]["SentTimestamp"] == str(NOON * 1000)


def test_a_message_is_gone_after_the_retention_of_its_first_sending(aws, sqs):
    url = a_queue(sqs, MessageRetentionPeriod=60)
    sqs.send_message(QueueUrl=url, MessageBody="short-lived")
    aws.clock(now=NOON + 61)
    assert counts(sqs, url) == (0, 0, 0)


def test_a_fifo_queue_hands_out_one_group_at_a_time_and_knows_twins(sqs):
    url = a_queue(sqs, "orders.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    for group, body in (("a", "1"), ("a", "2"), ("b", "3"), ("a", "1")):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group)
    first = received(sqs, url, MaxNumberOfMessages=1)
    assert [m["Body"] for m in first] == ["1"]
    assert [m["Body"] for m in received(sqs, url)] == ["3"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first[0]["ReceiptHandle"])
    assert [m["Body"] for m in received(sqs, url)] == ["2"]


def test_a_batch_fails_entry_by_entry(aws, sqs):
    url = a_queue(sqs)
    aws.faults("partial:sqs:SendMessage")
    entries = [{"Id": str(i), "MessageBody": f"b{i}"} for i in range(4)]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert [e["Id"] for e in answer["Successful"]] == ["1", "3"]
    assert [e["Id"] for e in answer["Failed"]] == ["0", "2"]
    assert counts(sqs, url)[0] == 2


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "AWS.SimpleQueueService.EmptyBatchRequest"),
        (
            [{"Id": str(i), "MessageBody": "b"} for i in range(11)],
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        ),
        ([{"Id": "a", "MessageBody": "b"}] * 2, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
    ],
)
def test_a_bad_batch_is_refused(sqs, entries, code):
    with pytest.raises(ClientError) as refused:
        sqs.send_message_batch(QueueUrl=a_queue(sqs), Entries=entries)
    assert code_of(refused) == code


def moto_md5(attributes):
    """The digest as another emulator computes it."""
    message = Message("id", "m")
    message.message_attributes = attributes
    return message.attribute_md5


def test_message_attributes_come_back_with_their_digest(sqs):
    url = a_queue(sqs)
    attributes = {
        "a": {"DataType": "String", "StringValue": "x"},
        "b": {"DataType": "Binary", "BinaryValue": b"\x00\x01"},
    }
    sent = sqs.send_message(QueueUrl=url, MessageBody="m", MessageAttributes=attributes)
    assert sent["MD5OfMessageAttributes"] == moto_md5(attributes)
    assert received(sqs, url)[0]["MessageAttributes"] == attributes


def test_a_made_up_receipt_and_a_missing_queue_are_refused(sqs):
    url = a_queue(sqs)
    with pytest.raises(ClientError) as receipt:
        sqs.delete_message(QueueUrl=url, ReceiptHandle="guess")
    with pytest.raises(ClientError) as missing:
        sqs.get_queue_url(QueueName="nobody")
    assert code_of(receipt) == "ReceiptHandleIsInvalid"
    assert code_of(missing) == "AWS.SimpleQueueService.NonExistentQueue"


def test_a_queue_may_refuse_to_be_a_dead_letter_queue(sqs):
    dead = a_queue(sqs, "closed", RedriveAllowPolicy=json.dumps({"redrivePermission": "denyAll"}))
    assert (
        "denyAll" in sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["All"])["Attributes"]["RedriveAllowPolicy"]
    )
    policy = {"deadLetterTargetArn": f"arn:aws:sqs:{EU}:{SHOP}:closed", "maxReceiveCount": 2}
    with pytest.raises(ClientError) as refused:
        a_queue(sqs, "wants", RedrivePolicy=json.dumps(policy))
    assert code_of(refused) == "InvalidParameterValue"


def test_a_purge_empties_and_may_not_come_again_within_a_minute(aws, sqs):
    url = url_of(sqs, "order-intake-dlq")
    sqs.purge_queue(QueueUrl=url)
    assert counts(sqs, url)[0] == 0
    with pytest.raises(ClientError) as refused:
        sqs.purge_queue(QueueUrl=url)
    assert code_of(refused) == "AWS.SimpleQueueService.PurgeQueueInProgress"


def test_the_other_account_has_its_own_queues(aws):
    role = next(target for target in aws.targets if target["role_arn"])
    theirs = aws.client("sqs", **aws.assumed(role))
    names = {url.rpartition("/")[2] for url in theirs.list_queues()["QueueUrls"]}
    assert names == {q.name for q in FLEET.queues_in("444455556666", EU)}


def test_ten_thousand_messages_are_emptied_as_fast_each_as_a_thousand():
    def seconds_a_message(number):
        """By the processor's time, without the garbage of all the tests before this one."""
        gc.disable()
        try:
            return min(emptied(number) for _ in range(3)) / number
        finally:
            gc.enable()

    def emptied(number):
        queue = Queue("q", "arn:aws:sqs:eu-west-1:111122223333:q", {"MessageRetentionPeriod": "345600"}, {}, NOON)
        began = time.process_time()
        for index in range(number):
            queue.add(AMessage(str(index), "body", NOON, NOON))
        while found := queue.receivable(10, NOON + 1):
            for message in found:
                queue.hand_out(message, 30, NOON + 1)
                queue.remove(queue.by_handle(message.handle))
            queue.expire(NOON + 1)
            queue.depth(NOON + 1)
        assert queue.messages == {}
        return time.process_time() - began

    assert seconds_a_message(10_000) < 4 * seconds_a_message(1_000)


def test_nobody_who_reads_metrics_waits_for_those_who_work_on_queues():
    queues, spec = Queues(World(1, NOON, FLEET)), FLEET.queue(SHOP, EU, "order-intake-dlq")
    with queues.lock, ThreadPoolExecutor(1) as reader:
        assert reader.submit(queues.removed, spec, NOON).result(timeout=30) == 0


def test_a_loop_of_two_weeks_is_caught_up_with_and_nobody_keeps_its_receipt_handles():
    state = State(WorldClock(NOON, 0), 1, World(1, NOON))
    state.queues.settled((SHOP, EU, "social-posts-again"), NOON - 60)
    queue = state.queues.settled((SHOP, EU, "social-posts-again"), NOON)
    oldest = min(queue.messages.values(), key=lambda message: message.arrived_at)
    tries = (NOON - oldest.arrived_at) / int(queue.attributes["VisibilityTimeout"])
    assert tries < oldest.receives < tries + 5
    assert {message.handle for message in queue.messages.values()} == {""}
