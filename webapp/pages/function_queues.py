"""The queues around a function: what feeds it, and where its failures and its messages' failures end."""

from dataclasses import dataclass

from collectors.arns import identity_of
from collectors.records import Function, Identity, Kind, Mapping, Queue
from webapp.store import Connection, queues


@dataclass(frozen=True, slots=True)
class FunctionQueue:
    """A queue and its part: `queue` is None where it was not read (another account, excluded, gone)."""

    part: str
    arn: str
    identity: Identity
    queue: Queue | None
    dead_letters: bool


def queues_around(conn: Connection, function: Function, sources: tuple[Mapping, ...]) -> tuple[FunctionQueue, ...]:
    """Every queue that the function, its mappings or its source queues name, each once, dead letters first."""
    found: dict[str, FunctionQueue] = {}
    for part, arn, dead in _named(function, sources):
        _note(conn, found, part, arn, dead)
    for source in [each.queue for each in found.values() if each.queue and not each.dead_letters]:
        if source.dlq_arn:
            _note(conn, found, f"dead letters of {source.identity.name}", source.dlq_arn, True)
    return tuple(sorted(found.values(), key=lambda each: not each.dead_letters))


def _named(function: Function, sources: tuple[Mapping, ...]) -> list[tuple[str, str, bool]]:
    return [
        ("dead letters of failed events", function.dead_letter_arn, True),
        ("failed events", function.on_failure_arn, True),
        ("results", function.on_success_arn, False),
        *(("failed records", mapping.on_failure_arn, True) for mapping in sources),
        *(("source", mapping.source_arn, False) for mapping in sources),
    ]


def _note(conn: Connection, found: dict[str, FunctionQueue], part: str, arn: str, dead: bool) -> None:
    identity = identity_of(arn)
    if identity is not None and identity.kind is Kind.QUEUE and arn not in found:
        found[arn] = FunctionQueue(part, arn, identity, queues.queue_of(conn, identity), dead)
