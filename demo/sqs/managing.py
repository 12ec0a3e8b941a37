"""SQS's actions about queues: make, find, list, describe, configure, tag, purge, delete."""

import re
from typing import Any

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State
from demo.sqs.attributes import COMPUTED, DEFAULTS, FIFO_DEFAULTS, KNOWN, checked
from demo.sqs.queue import Queue

PAGE = 1000
PURGE_SECONDS = 60
Answer = dict[str, Any]


def url_of(call: Call, queue: Queue) -> str:
    """The queue's URL at this endpoint."""
    return f"{call.endpoint}/{call.account}/{queue.name}"


def _create(call: Call, state: State) -> Answer:
    name, arn = call.body["QueueName"], call.arn(call.body["QueueName"])
    if not re.fullmatch(r"[\w-]{1,80}|[\w-]{1,75}\.fifo", name):
        text = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        raise AwsError("InvalidParameterValueException", text, legacy="InvalidParameterValue")
    with state.queues.lock:
        given = checked(
            name, arn, call.body.get("Attributes", {}), lambda target: state.queues.by_arn(target, call.now)
        )
        attributes = DEFAULTS | (FIFO_DEFAULTS if name.endswith(".fifo") else {}) | given
        made = Queue(name, arn, attributes, dict(call.body.get("tags", {})), call.now)
        there = state.queues.by_key.setdefault((call.account, call.region, name), made)
        if there is not made and any(there.attributes.get(key) != value for key, value in given.items()):
            text = "A queue already exists with the same name and a different value for an attribute."
            raise AwsError("com.amazonaws.sqs#QueueNameExists", text, legacy="QueueAlreadyExists")
        return {"QueueUrl": url_of(call, made)}


def _delete(call: Call, state: State) -> Answer:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        del state.queues.by_key[call.account, call.region, queue.name]
    return {}


def _get_url(call: Call, state: State) -> Answer:
    with state.queues.lock:
        return {"QueueUrl": url_of(call, state.queues.find(call, call.body["QueueName"]))}


def _list(call: Call, state: State) -> Answer:
    prefix = call.body.get("QueueNamePrefix") or ""
    with state.queues.lock:
        found = [q for q in state.queues.in_account(call.account, call.region) if q.name.startswith(prefix)]
    return _urls("QueueUrls", call, found)


def _list_sources(call: Call, state: State) -> Answer:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        found = state.queues.feeding(queue, call.account, call.region)
    return _urls("queueUrls", call, found)


def _urls(key: str, call: Call, queues: list[Queue]) -> Answer:
    """A page of URLs: SQS hands out a NextToken only where MaxResults was given."""
    urls = [url_of(call, queue) for queue in queues]
    urls, token = page(urls, call, call.body.get("NextToken"), call.body.get("MaxResults"), PAGE)
    return {key: urls} | ({"NextToken": token} if token and (call.body.get("MaxResults") or call.page_size) else {})


def _get_attributes(call: Call, state: State) -> Answer:
    asked = call.body.get("AttributeNames", [])
    unknown = [name for name in asked if name not in KNOWN | COMPUTED | {"All"}]
    if unknown:
        raise AwsError("InvalidAttributeName", f"Unknown Attribute {unknown[0]}.")
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        depth = state.queues.depth((call.account, call.region, queue.name), queue, call.now)
    computed = {
        "QueueArn": queue.arn,
        "ApproximateNumberOfMessages": str(depth.visible),
        "ApproximateNumberOfMessagesNotVisible": str(depth.in_flight),
        "ApproximateNumberOfMessagesDelayed": str(depth.delayed),
        "CreatedTimestamp": str(int(queue.created)),
        "LastModifiedTimestamp": str(int(queue.modified)),
    }
    found = {key: value for key, value in (queue.attributes | computed).items() if value}
    shown = found if "All" in asked else {key: value for key, value in found.items() if key in asked}
    return {"Attributes": shown} if shown else {}


def _set_attributes(call: Call, state: State) -> Answer:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        given = checked(queue.name, queue.arn, call.body["Attributes"], lambda arn: state.queues.by_arn(arn, call.now))
        queue.attributes |= given
        queue.modified = call.now
    return {}


def _tags(call: Call, state: State) -> Answer:
    with state.queues.lock:
        tags = state.queues.find(call, call.body["QueueUrl"]).tags
    return {"Tags": tags} if tags else {}


def _tag(call: Call, state: State) -> Answer:
    with state.queues.lock:
        state.queues.find(call, call.body["QueueUrl"]).tags |= call.body["Tags"]
    return {}


def _untag(call: Call, state: State) -> Answer:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        queue.tags = {key: value for key, value in queue.tags.items() if key not in call.body["TagKeys"]}
    return {}


def _purge(call: Call, state: State) -> Answer:
    with state.queues.lock:
        queue = state.queues.find(call, call.body["QueueUrl"])
        if queue.purged_at is not None and 0 <= call.now - queue.purged_at < PURGE_SECONDS:
            text = f"Only one PurgeQueue operation on {queue.name} is allowed every {PURGE_SECONDS} seconds."
            code = "com.amazonaws.sqs#PurgeQueueInProgress"
            raise AwsError(code, text, 403, legacy="AWS.SimpleQueueService.PurgeQueueInProgress")
        queue.purged_at = call.now
        for message in list(queue.messages.values()):
            state.queues.take(queue, message, call.now)
    return {}


ANSWERS: dict[str, Answerer] = {
    "AmazonSQS.CreateQueue": _create,
    "AmazonSQS.DeleteQueue": _delete,
    "AmazonSQS.GetQueueUrl": _get_url,
    "AmazonSQS.ListQueues": _list,
    "AmazonSQS.ListDeadLetterSourceQueues": _list_sources,
    "AmazonSQS.GetQueueAttributes": _get_attributes,
    "AmazonSQS.SetQueueAttributes": _set_attributes,
    "AmazonSQS.ListQueueTags": _tags,
    "AmazonSQS.TagQueue": _tag,
    "AmazonSQS.UntagQueue": _untag,
    "AmazonSQS.PurgeQueue": _purge,
}
