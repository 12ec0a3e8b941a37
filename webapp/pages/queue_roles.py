"""Who sends to a queue, who reads from it, and what could be done with messages that died in it. Reading only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from collectors.arns import identity_of
from collectors.records import Function, Identity, Mapping, Queue

Way = Literal["dead letters of", "failed events of", "failed records of", "results of", "read by"]
DEAD: tuple[Way, ...] = ("dead letters of", "failed events of", "failed records of")


@dataclass(frozen=True, slots=True)
class Tie:
    """How a queue is tied to a queue or function."""

    way: Way
    to: Identity


@dataclass(frozen=True, slots=True)
class Redrive:
    """What could be done with the messages. `possible`: whether SQS can move them, None where that is not known."""

    possible: bool | None
    text: str


Ties = dict[str, tuple[Tie, ...]]
"""A queue's ARN -> its ties."""


def ties_of(functions: Iterable[Function], mappings: Iterable[Mapping], queues: Iterable[Queue]) -> Ties:
    """All ties of all queues, by ARN."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for queue in queues:
        if queue.dlq_arn:
            found[queue.dlq_arn].append(Tie("dead letters of", queue.identity))
        for arn in queue.sources or ():
            if source := identity_of(arn):
                found[queue.arn].append(Tie("dead letters of", source))
    for function in functions:
        for way, arn in _destinations(function):
            if arn:
                found[arn].append(Tie(way, function.identity))
    for mapping in mappings:
        found[mapping.on_failure_arn].append(Tie("failed records of", mapping.function))
        found[mapping.source_arn].append(Tie("read by", mapping.function))
    return {arn: tuple(dict.fromkeys(ties)) for arn, ties in found.items() if arn}


def _destinations(function: Function) -> tuple[tuple[Way, str], ...]:
    return (
        ("failed events of", function.dead_letter_arn),
        ("failed events of", function.on_failure_arn),
        ("results of", function.on_success_arn),
    )


def is_dead_letter(ties: Sequence[Tie], queue: Queue) -> bool:
    """Whether failures come here."""
    return bool(queue.sources) or any(tie.way in DEAD for tie in ties)


def redrive_of(ties: Sequence[Tie], queue: Queue) -> Redrive:
    """What could be done with the messages.

    StartMessageMoveTask takes only a dead-letter queue whose sources are SQS queues (SQS API reference); a function's
    failed events are replayed by invoking it, and a stream mapping's failures are notes about records, not records.
    """
    if queue.sources is None:
        return Redrive(None, "Not known: sqs:ListDeadLetterSourceQueues could not be read.")
    if queue.sources:
        names = ", ".join(arn.rsplit(":", 1)[-1] for arn in queue.sources)
        return Redrive(True, f"SQS can move them back to {names}.")
    events = sorted({tie.to.name for tie in ties if tie.way == "failed events of"})
    if events:
        again = ", ".join(events)
        return Redrive(False, f"SQS refuses to move them: they are failed events, to be sent to {again} again.")
    if any(tie.way == "failed records of" for tie in ties):
        return Redrive(False, "SQS refuses to move them: they tell which stream records failed, and do not hold them.")
    return Redrive(False, "No SQS queue sends its dead letters here, so SQS cannot move them.")
