"""Which ways of sending dead letters again a queue allows, and why not the others."""

from dataclasses import dataclass, field
from enum import StrEnum

from collectors.records import Queue
from webapp.analysis.case import QueueRole


class Way(StrEnum):
    """MOVE is SQS's own, all or nothing; SELECTIVE is ours, message by message; REPLAY invokes the function again.

    DISCARD sends nothing: it deletes.
    """

    MOVE = "move"
    SELECTIVE = "selective"
    REPLAY = "replay"
    DISCARD = "discard"


SENDING = (Way.MOVE, Way.SELECTIVE, Way.REPLAY)


@dataclass(frozen=True, slots=True)
class Ways:
    """What is possible, best first, and a sentence for each way that is not."""

    possible: tuple[Way, ...] = ()
    refused: dict[Way, str] = field(default_factory=dict)

    @property
    def why_none(self) -> str:
        """Why nothing is possible; empty where something is."""
        return "" if self.possible else next(iter(self.refused.values()), "Nothing fails into this queue.")


def ways_of(queue: Queue, role: QueueRole, streams_only: bool = False) -> Ways:
    """The ways of a queue. `streams_only`: what fails into it are batches of streams, whose records hold no payload.

    StartMessageMoveTask takes only a dead-letter queue whose sources are SQS queues (SQS API reference), so that the
    failed events of functions are invoked again instead.
    """
    if streams_only:
        text = "The records here tell which batches of a stream failed, and hold none of their records."
        return Ways((), dict.fromkeys(SENDING, text))
    refused: dict[Way, str] = {}
    if queue.sources is None:
        refused[Way.MOVE] = "Whether SQS queues fail into it could not be read (sqs:ListDeadLetterSourceQueues)."
    elif not queue.sources:
        refused[Way.MOVE] = "SQS moves messages only out of a dead-letter queue of other SQS queues."
    if not queue.sources and queue.sources is not None:
        refused[Way.SELECTIVE] = "No SQS queue fails into it, so there is none to send its messages back to."
    if not role.of_function:
        refused[Way.REPLAY] = "No function's failed events come here."
    return Ways(tuple(way for way in SENDING if way not in refused), refused)
