"""What a redrive's plan stands on, read from AWS: once for the plan and once more before anything is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from collectors.arns import arn_of, identity_of
from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.queue_attributes import read_queue
from collectors.records import Failure, Identity, Kind, Queue
from webapp.actions.asked import Asked
from webapp.actions.native_move import NativeMove
from webapp.actions.plans import Acting
from webapp.analysis.redrive_ways import Way
from webapp.store.plans import Plan
from webapp.store.queues import queue_of

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """Everything that was read: the queue, where its messages would go, who gets them. `failures` could not be read.

    `mappings` are the states of the event source mappings by function ARN, `reserved` the reserved concurrency by
    function ARN; None where it could not be read.
    """

    queue: Queue
    destinations: tuple[Queue, ...]
    mappings: Mapping[str, str] | None
    reserved: Mapping[str, int | None] | None
    move: str | None
    failures: tuple[Failure, ...]

    def plain(self) -> dict[str, Any]:
        """What must still hold when it is done."""
        queue = self.queue
        return {
            "arn": queue.arn,
            "retention_s": queue.retention_s,
            "sources": None if queue.sources is None else list(queue.sources),
            "own dead-letter queue": queue.dlq_arn,
            "destinations": {each.arn: [each.dlq_arn, each.max_receive_count] for each in self.destinations},
            "mappings": None if self.mappings is None else dict(self.mappings),
            "reserved concurrency": None if self.reserved is None else dict(self.reserved),
            "a move that runs": self.move,
        }


def read(acting: Acting, plan: Plan) -> Mapping[str, Any]:
    """The plan's facts as they are now; what could not be read at one of the two times counts as unchanged."""
    found = look(acting, plan.identity, Asked.of(plan.asked)).plain()
    unknown = [name for name, value in found.items() if value is None or plan.facts.get(name) is None]
    return found | {name: plan.facts.get(name) for name in unknown}


def look(acting: Acting, identity: Identity, asked: Asked) -> Found:
    """Read them. Raises AwsError where the queue itself cannot be read, and NoWay."""
    with acting.store.read() as conn:
        aws = acting.door.aws(conn, identity)
        known = queue_of(conn, identity)
    failures: list[Failure] = []
    queue = _queue(aws, known.arn if known else arn_of(identity), failures)
    arns = [] if asked.way is Way.REPLAY else [asked.destination] if asked.destination else list(queue.sources or ())
    destinations = tuple(_queue(_aws_of(acting, arn, aws), arn, failures) for arn in arns)
    mappings = _mappings(aws, arns, failures) if arns else {}
    functions = [arn_of(identity.named(Kind.FUNCTION, asked.function))] if asked.function else list(mappings or ())
    reserved = _tried(failures, lambda: {arn: _reserved(aws, arn) for arn in functions})
    move = _tried(failures, lambda: _move(aws, queue)) if queue.sources else ""
    return Found(queue, destinations, mappings, reserved, move, tuple(failures))


def _queue(aws: Aws, arn: str, failures: list[Failure]) -> Queue:
    """Raises AwsError where its attributes cannot be read."""
    queue, missing = read_queue(aws, arn, None, 0)
    if queue is None:
        raise AwsError(missing[0])
    failures.extend(missing)
    return queue


def _aws_of(acting: Acting, arn: str, here: Aws) -> Aws:
    """The way to a destination, which may be in another account that is a target, too."""
    found = identity_of(arn)
    known = here.known_account
    if found is None or (known and (found.account, found.region) == (known.account, known.region)):
        return here
    with acting.store.read() as conn:
        return acting.door.aws(conn, found)


def _mappings(aws: Aws, arns: list[str], failures: list[Failure]) -> dict[str, str] | None:
    def states() -> dict[str, str]:
        pages = (page for arn in arns for page in aws.pages("lambda", "list_event_source_mappings", EventSourceArn=arn))
        each = (mapping for page in pages for mapping in page.get("EventSourceMappings", ()))
        return {mapping["FunctionArn"]: mapping.get("State", "") for mapping in each}

    return _tried(failures, states)


def _reserved(aws: Aws, function_arn: str) -> int | None:
    at = identity_of(function_arn)
    name = at.name if at else function_arn
    answer = aws.call("lambda", "get_function_concurrency", subject=name, FunctionName=name)
    return answer.get("ReservedConcurrentExecutions")


def _move(aws: Aws, queue: Queue) -> str:
    task = NativeMove(aws, queue.arn).running()
    return f"A move of SQS's own ({task.status}, {task.moved} moved)" if task else ""


def _tried(failures: list[Failure], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except AwsError as error:
        failures.append(error.failure)
        return None
