"""Message move tasks: SQS moves everything out of a dead-letter queue, so many a second, while nobody looks.

Nothing runs in the background: whoever looks lets the tasks catch up with the time that has passed.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from demo.durations import HOUR
from demo.sqs.messages import Message
from demo.sqs.queue import Queue
from demo.sqs.queues import Queues

SYSTEM_RATE = 200
"""Messages a second where nobody set a rate: SQS chooses one itself and does not say which."""
CANCEL_SECONDS = 2.0
"""How long a task is CANCELLING."""
LONGEST_SECONDS = 36 * HOUR
ACTIVE = ("RUNNING", "CANCELLING")


@dataclass
class Move:
    """One task. `carried` is what is left of a message's time since `caught_up`."""

    source_arn: str
    destination_arn: str
    rate: int | None
    started: float
    to_move: int
    handle: str = field(default_factory=lambda: str(uuid4()))
    status: str = "RUNNING"
    moved: int = 0
    reason: str = ""
    caught_up: float = 0.0
    cancelled: float = 0.0

    @property
    def active(self) -> bool:
        """Whether another task on this queue is refused."""
        return self.status in ACTIVE


class Moves:
    """Every task since the start, oldest first."""

    def __init__(self) -> None:
        self.tasks: list[Move] = []

    def of(self, source_arn: str) -> list[Move]:
        """A queue's tasks, newest first."""
        return [task for task in reversed(self.tasks) if task.source_arn == source_arn]

    def start(self, move: Move) -> None:
        """Begin a task."""
        move.caught_up = move.started
        self.tasks.append(move)

    def catch_up(self, queues: Queues, now: float) -> None:
        """Move what would have been moved by now."""
        for task in self.tasks:
            if task.status == "CANCELLING" and now >= task.cancelled + CANCEL_SECONDS:
                task.status = "CANCELLED"
            if task.status == "RUNNING":
                _run(queues, task, now)


def _run(queues: Queues, task: Move, now: float) -> None:
    every = 1 / (task.rate or SYSTEM_RATE)
    while task.status == "RUNNING" and task.caught_up + every <= now:
        task.caught_up += every
        _step(queues, task)
    if task.status == "RUNNING" and now - task.started >= LONGEST_SECONDS:
        task.status, task.reason = "FAILED", "TaskTimedOut"


def _step(queues: Queues, task: Move) -> None:
    """Move one message at the time that the task has caught up to; the end where none is left or one cannot be."""
    key = queues.key_of(task.source_arn)
    source = queues.filled(key, task.caught_up) if key in queues.by_key else None
    if source is None:
        task.status, task.reason = "FAILED", "AWS.SimpleQueueService.NonExistentQueue"
        return
    message = next(iter(source.receivable(1, task.caught_up)), None)
    if message is None or task.moved >= task.to_move:
        task.status = "COMPLETED"
        if message is not None:
            source.show_in(message, 0, task.caught_up)
        return
    target = queues.by_key.get(queues.key_of(task.destination_arn or message.source_arn))
    if target is None:
        source.show_in(message, 0, task.caught_up)
        task.status, task.reason = "FAILED", "CouldNotDetermineMessageSource"
        return
    queues.take(source, message, task.caught_up)
    target.add(_again(message, target, task.caught_up))
    task.moved += 1


def _again(message: Message, target: Queue, now: float) -> Message:
    """The message as it arrives: another id, a new time, not received yet (SQS developer guide, redrive)."""
    return Message(
        id=str(uuid4()),
        body=message.body,
        sent_at=now,
        arrived_at=now,
        attributes=message.attributes,
        group=message.group,
        deduplication=str(uuid4()) if target.fifo else "",
        sequence=message.sequence,
        sender=message.sender,
        trace=message.trace,
        visible_at=now,
    )
