"""What dead letters say: what they are wrapped in, why they died, and how they are sent again."""

import json

import pytest

from tests.conftest import NOON
from tests.shared_data import FOLDER
from webapp.analysis.bodies import opened, stream_batch
from webapp.analysis.dead_letters import DeadLetter, Replay, Wanted, causes, field_values, group_of, replay_of

PAYLOADS = FOLDER / "payloads"
needs_samples = pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the public sample payloads are not here")
ORDER = {"order": {"id": 7}, "items": [{"sku": "tea"}, {"sku": "pot"}]}
RECORD = {
    "version": "1.0",
    "requestContext": {
        "requestId": "r",
        "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:webhooks:live",
        "condition": "RetriesExhausted",
    },
    "requestPayload": ORDER,
    "responsePayload": {"errorType": "EndpointGone", "errorMessage": "410 for 7"},
}
BATCH = {
    "requestContext": {"condition": "RetryAttemptsExhausted"},
    "DDBStreamBatchInfo": {
        "shardId": "shard-1",
        "startSequenceNumber": "5",
        "endSequenceNumber": "9",
        "batchSize": 5,
        "streamArn": "arn:stream",
    },
}


def in_sns(content):
    return {"Type": "Notification", "TopicArn": "arn:topic", "Message": json.dumps(content)}


def in_sqs(content):
    return {"Records": [{"eventSource": "aws:sqs", "eventSourceARN": "arn:queue", "body": json.dumps(content)}]}


def in_event(content):
    return {"detail-type": "OrderShipped", "source": "shop", "detail": content}


def a_letter(body=ORDER, **fields):
    made = {"id": "m", "body": body if isinstance(body, str) else json.dumps(body), "sent_at": NOON - 60, "receives": 1}
    return DeadLetter(**made | fields)


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (ORDER, []),
        (in_sns(ORDER), ["SNS"]),
        (in_sqs(in_sns(ORDER)), ["SQS", "SNS"]),
        (in_event(ORDER), ["EventBridge"]),
        (RECORD, ["Lambda destination"]),
        (
            RECORD | {"requestPayload": in_sqs(in_sns(in_event(ORDER)))},
            ["Lambda destination", "SQS", "SNS", "EventBridge"],
        ),
    ],
)
def test_envelopes_are_opened_from_the_outside_in(content, kinds):
    body = opened(json.dumps(content))
    assert [layer.kind for layer in body.layers] == kinds
    assert body.content == ORDER


def test_an_s3_event_is_opened_to_its_object():
    event = {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": "a"}}}]}
    assert opened(json.dumps(event)).content == {"object": {"key": "a"}}


@pytest.mark.parametrize("text", ["hello", "", "{broken", "[" * 100_000, '{"Records": 7}', '"text"', "12", "\0"])
def test_what_is_no_json_stays_as_it_is(text):
    assert opened(text).content in (text, {"Records": 7})


def test_several_records_stay_together():
    event = {"Records": [{"eventSource": "aws:sqs", "body": "1"}, {"eventSource": "aws:sqs", "body": "2"}]}
    assert opened(json.dumps(event)).content == event


@needs_samples
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("snsSqsEvent.json", ["SQS", "SNS"]),
        ("snsEvent.json", ["SNS"]),
        ("eventBridgeEvent.json", ["EventBridge"]),
        ("s3Event.json", ["S3"]),
        ("s3SqsEvent.json", ["SQS", "S3"]),
        ("s3EventBridgeNotificationObjectCreatedEvent.json", ["EventBridge"]),
    ],
)
def test_real_events_are_opened(name, kinds):
    assert [layer.kind for layer in opened((PAYLOADS / "events" / name).read_text()).layers] == kinds


@needs_samples
def test_real_events_of_every_source_can_be_read():
    for path in (*PAYLOADS.glob("events/*.json"), *PAYLOADS.glob("events_sam/*.json")):
        body = opened(path.read_text())
        assert body.text, path.name


@needs_samples
def test_real_failure_records_are_replayed_with_their_payload():
    lines = (PAYLOADS / "dlq_and_destination_records.jsonl").read_text().splitlines()
    records = [json.loads(line)["record"] for line in lines]
    for record in records:
        if "requestPayload" in record:
            found = replay_of(json.dumps(record))
            assert json.loads(found.payload) == record["requestPayload"]
            if "<" not in record["requestContext"]["functionArn"]:  # most were made anonymous
                assert (found.function, found.qualifier) == ("event-destinations", "$LATEST")
    assert sum("requestPayload" in record for record in records) == 10


def test_a_destinations_record_is_replayed_at_its_own_alias():
    assert replay_of(json.dumps(RECORD)) == Replay(json.dumps(ORDER), "webhooks", "live")


def test_the_event_of_an_asynchronous_dead_letter_queue_is_its_own_payload():
    assert replay_of('{"a": 1}') == Replay('{"a": 1}')


def test_a_batch_of_a_stream_cannot_be_replayed_and_says_what_to_read():
    assert stream_batch(json.dumps(BATCH)).shard == "shard-1"
    assert replay_of(json.dumps(BATCH)) == (
        "It tells of 5 records of a stream and holds none of them: read shard shard-1 from 5 to 9."
    )


def test_the_cause_is_what_the_function_said_or_nothing():
    assert a_letter(attributes=(("ErrorMessage", "no such file"),)).cause == "no such file"
    assert a_letter(RECORD).cause == "EndpointGone: 410 for 7"
    assert a_letter().cause == ""
    assert a_letter(found_cause="ValueError: vat").cause == "ValueError: vat"


def test_causes_that_differ_in_numbers_only_are_one():
    letters = [
        a_letter(attributes=(("ErrorMessage", f"order {n} of 2f0c8d7e-0000-4000-8000-{n:012} failed"),))
        for n in range(3)
    ]
    assert [(cause.text, cause.messages) for cause in causes([*letters, a_letter()])] == [
        ("order … of … failed", 3),
        ("", 1),
    ]


def test_a_message_that_came_back_names_its_redrive():
    assert a_letter(attributes=(("lambda-oncall-redrive", "7:abc"),)).redriven_from == (7, "abc")
    assert a_letter(attributes=(("lambda-oncall-redrive", "<b>:x"),)).redriven_from is None


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Wanted(), True),
        (Wanted(ids=frozenset({"m"})), True),
        (Wanted(ids=frozenset({"other"})), False),
        (Wanted(text="SKU"), True),
        (Wanted(text="coffee"), False),
        (Wanted(field="order.id", value="7"), True),
        (Wanted(field="items.sku", value="pot"), True),
        (Wanted(field="items.sku", value="cup"), False),
        (Wanted(older_than_s=30), True),
        (Wanted(older_than_s=90), False),
        (Wanted(younger_than_s=30), False),
        (Wanted(cause=""), True),
        (Wanted(cause="other"), False),
    ],
)
def test_messages_are_chosen_by_what_they_hold(wanted, holds):
    assert wanted.holds(a_letter(), NOON) is holds


def test_a_field_is_looked_for_inside_the_envelopes():
    assert field_values(json.dumps(in_sqs(in_sns(ORDER))), ["order", "id"]) == ("7",)


def test_causes_that_differ_in_ids_alone_are_counted_together():
    said = "InvalidVatNumber: VAT number 'DE{}27' of customer {} has 8 digits"
    assert group_of(said.format(53562, "d946e767")) == group_of(said.format(48113, "0a1bc2ff"))
    assert group_of("a decade of facade") == "a decade of facade"
