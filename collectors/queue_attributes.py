"""One SQS queue: its attributes, and the queues whose failures come to it."""

from dataclasses import replace

from collectors.answers import document, whole
from collectors.arns import arn_of, identity_of
from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.records import Failure, Identity, Kind, Queue

SOURCES_OLD_S = 1800
"""Which queues name this one as their dead-letter queue changes with deployments, not by the minute."""

ATTRIBUTES = [
    "QueueArn",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "MessageRetentionPeriod",
    "VisibilityTimeout",
    "CreatedTimestamp",
    "RedrivePolicy",
    "RedriveAllowPolicy",
    "KmsMasterKeyId",
]
Read = tuple[Queue | None, tuple[Failure, ...]]
"""The queue, or None, and what could not be read."""


def read_queue(aws: Aws, arn: str, known: Queue | None, now: int) -> Read:
    """Read one queue of this account and region: one call a minute, its URL once, its sources now and then."""
    identity = identity_of(arn)
    if identity is None:
        return None, ()
    try:
        url = known.url if known else _url(aws, identity)
        answer = aws.call("sqs", "get_queue_attributes", subject=identity.name, QueueUrl=url, AttributeNames=ATTRIBUTES)
    except AwsError as error:
        return None, (error.failure,)
    queue = queue_of(answer.get("Attributes", {}), identity, arn, url, now)
    if known and known.sources_read_at is not None and 0 <= now - known.sources_read_at < SOURCES_OLD_S:
        return replace(queue, sources=known.sources, sources_read_at=known.sources_read_at), ()
    try:
        return replace(queue, sources=_sources(aws, identity, url), sources_read_at=now), ()
    except AwsError as error:
        return replace(queue, sources=known.sources if known else None), (error.failure,)


def queue_of(attributes: dict[str, str], identity: Identity, arn: str, url: str, now: int) -> Queue:
    """A queue as GetQueueAttributes describes it; every value is text, and what is not set is absent."""
    redrive = document(attributes.get("RedrivePolicy", ""))
    return Queue(
        identity=identity,
        arn=attributes.get("QueueArn", arn),
        url=url,
        fifo=identity.name.endswith(".fifo"),
        visible=whole(attributes.get("ApproximateNumberOfMessages")) or 0,
        in_flight=whole(attributes.get("ApproximateNumberOfMessagesNotVisible")) or 0,
        delayed=whole(attributes.get("ApproximateNumberOfMessagesDelayed")) or 0,
        retention_s=whole(attributes.get("MessageRetentionPeriod")) or 345_600,
        visibility_timeout_s=whole(attributes.get("VisibilityTimeout", 30)) or 0,
        read_at=now,
        created_at=whole(attributes.get("CreatedTimestamp")),
        dlq_arn=str(redrive.get("deadLetterTargetArn", "")),
        max_receive_count=whole(redrive.get("maxReceiveCount")),
        redrive_permission=str(document(attributes.get("RedriveAllowPolicy", "")).get("redrivePermission", "")),
        kms_key=attributes.get("KmsMasterKeyId", ""),
        sources=None,
    )


def arn_of_url(url: str, account: Identity) -> str:
    """The ARN of a queue by its URL, which ends in /account/name."""
    _, owner, name = url.rsplit("/", 2)
    return arn_of(replace(account, account=owner, kind=Kind.QUEUE, name=name))


def _url(aws: Aws, queue: Identity) -> str:
    answer = aws.call(
        "sqs", "get_queue_url", subject=queue.name, QueueName=queue.name, QueueOwnerAWSAccountId=queue.account
    )
    return str(answer["QueueUrl"])


def _sources(aws: Aws, queue: Identity, url: str) -> tuple[str, ...]:
    pages = aws.pages("sqs", "list_dead_letter_source_queues", subject=queue.name, QueueUrl=url, MaxResults=1000)
    return tuple(sorted(arn_of_url(source, queue) for page in pages for source in page.get("queueUrls", ())))
