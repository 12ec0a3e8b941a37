"""SQS queues: every one that a function, a mapping or another queue names, and those that match a pattern."""

from collections.abc import Iterator

from collectors.arns import identity_of, is_here
from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.queue_attributes import Read, arn_of_url, read_queue
from collectors.records import Ask, Chunk, FailureKind, Identity, Kind, Listed, Queue
from collectors.tally import in_parallel
from collectors.targets import Target

NAME = "queues"
EVERY = 60
NEEDS: tuple[str, ...] = (
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ListDeadLetterSourceQueues",
    "sqs:ListQueues",
)

THREADS = 4
WORK_QUEUE_EVERY_S = 270
"""A queue that has a dead-letter queue and is none itself is read every fifth minute: CloudWatch has its depth."""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The queues, then those that they name as their dead-letter queue, until no new one turns up; then the list."""
    account = aws.account()
    found: dict[str, Queue | None] = dict.fromkeys(ask.queue_arns)
    complete = True
    try:
        found |= dict.fromkeys(_matching(aws, ask, account))
    except AwsError as error:
        complete = False
        yield Chunk(failures=(error.failure,))
    seen: set[str] = set()
    while arns := sorted(arn for arn in set(found) - seen if _is_watched(arn, account, ask)):
        seen.update(arns)
        chunk, fresh = _read(aws, ask, arns, now)
        complete = complete and all(failure.kind is FailureKind.GONE for failure in chunk.failures)
        queues = [*fresh, *(record for record in chunk.records if isinstance(record, Queue))]
        found |= {queue.dlq_arn: None for queue in queues if queue.dlq_arn not in found} | {q.arn: q for q in queues}
        yield chunk
    if complete:
        yield Chunk((Listed.of(account, Kind.QUEUE, (queue.identity.name for queue in found.values() if queue)),))


def _matching(aws: Aws, ask: Ask, account: Identity) -> list[str]:
    """The queues that a pattern selects; without patterns nothing is listed."""
    if not ask.select_queues.include:
        return []
    urls = [url for page in aws.pages("sqs", "list_queues", MaxResults=1000) for url in page.get("QueueUrls", ())]
    arns = (arn_of_url(url, account) for url in urls)
    return [arn for arn in arns if ask.select_queues.selects(arn.rpartition(":")[2])]


def _is_watched(arn: str, account: Identity, ask: Ask) -> bool:
    """Another account's or region's queue is another target's; a named one is watched unless it is excluded."""
    queue = identity_of(arn)
    excluded = queue is not None and not ask.select_queues.allows(queue.name)
    return queue is not None and queue.kind is Kind.QUEUE and is_here(arn, account) and not excluded


def _read(aws: Aws, ask: Ask, arns: list[str], now: int) -> tuple[Chunk, list[Queue]]:
    """What was read of those queues that are due, and what is known of the others."""
    known = {queue.arn: queue for queue in ask.queues}
    dlqs = {queue.dlq_arn for queue in ask.queues}
    fresh = [known[arn] for arn in arns if arn in known and arn not in dlqs and _is_fresh(known[arn], now)]
    due = sorted(set(arns) - {queue.arn for queue in fresh})
    results: list[Read] = list(in_parallel(lambda arn: read_queue(aws, arn, known.get(arn), now), due, THREADS))
    queues = tuple(queue for queue, _ in results if queue)
    return Chunk(queues, failures=tuple(failure for _, failures in results for failure in failures)), fresh


def _is_fresh(queue: Queue, now: int) -> bool:
    return bool(queue.dlq_arn) and 0 <= now - queue.read_at < WORK_QUEUE_EVERY_S
