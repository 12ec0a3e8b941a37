"""What each queue is for: whose failures come to it, whom it feeds. Read off functions, mappings, redrive policies."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field

from collectors.records import Function, Identity, Mapping, Queue
from webapp.analysis.case import QueueRole


@dataclass
class _Ties:
    """What ties a queue to others while they are looked through."""

    dead_letters_of: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    beside: set[Identity] = field(default_factory=set)
    source_retention_s: int = 0
    of_function: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A queue's role, and the functions that stand beside it: it feeds them, or takes their failures."""

    role: QueueRole
    beside: frozenset[Identity]


def ties(functions: Iterable[Function], mappings: Iterable[Mapping], queues: Iterable[Queue]) -> dict[str, Tie]:
    """The tie of every queue, by its ARN. Failures of a queue that feeds a function are the function's failures."""
    queues = list(queues)
    by_arn = {queue.arn: _Ties() for queue in queues}
    for function in functions:
        for arn in {function.dead_letter_arn, function.on_failure_arn} & by_arn.keys():
            by_arn[arn].dead_letters_of.append(function.identity.name)
            by_arn[arn].of_function = True
            by_arn[arn].beside.add(function.identity)
    for mapping in mappings:
        _tie_mapping(by_arn, mapping)
    for queue in queues:
        if dead := by_arn.get(queue.dlq_arn):
            dead.dead_letters_of.append(queue.identity.name)
            dead.source_retention_s = max(dead.source_retention_s, queue.retention_s)
            dead.beside |= by_arn[queue.arn].beside
    return {arn: _tie(each) for arn, each in by_arn.items()}


def unread_queues(
    functions: Iterable[Function], mappings: Iterable[Mapping], queues: Iterable[Queue], tied: MappingABC[str, Tie]
) -> dict[Identity, frozenset[str]]:
    """The ARNs of the queues beside each function that are none of `queues`: not read, whatever waits in them."""
    queues = list(queues)
    known = {queue.arn for queue in queues}
    named = [(each.identity, arn) for each in functions for arn in (each.dead_letter_arn, each.on_failure_arn)]
    named += [(each.function, arn) for each in mappings for arn in (each.source_arn, each.on_failure_arn)]
    named += [(identity, queue.dlq_arn) for queue in queues for identity in tied[queue.arn].beside]
    found: dict[Identity, set[str]] = defaultdict(set)
    for identity, arn in named:
        if ":sqs:" in arn and arn not in known:
            found[identity].add(arn)
    return {identity: frozenset(arns) for identity, arns in found.items()}


def _tie_mapping(by_arn: dict[str, _Ties], mapping: Mapping) -> None:
    if source := by_arn.get(mapping.source_arn):
        source.feeds.append(mapping.function.name)
        source.beside.add(mapping.function)
    if failed := by_arn.get(mapping.on_failure_arn):
        failed.dead_letters_of.append(mapping.function.name)
        failed.of_function = True
        failed.beside.add(mapping.function)


def _tie(ties: _Ties) -> Tie:
    role = QueueRole(
        tuple(sorted(set(ties.dead_letters_of))),
        tuple(sorted(set(ties.feeds))),
        ties.source_retention_s,
        ties.of_function,
    )
    return Tie(role, frozenset(ties.beside))
