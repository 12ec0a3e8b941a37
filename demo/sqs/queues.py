"""The queues of all accounts: the world's, filled with dead letters as time passes, and those that people made."""

from threading import RLock
from typing import Protocol

from demo.durations import DAY
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.sqs.attributes import of_spec, redrive_of
from demo.sqs.messages import SENDER, Message, from_arrival
from demo.sqs.queue import Depth, Queue
from demo.world.messages import arrivals
from demo.world.queue_minutes import queue_minute
from demo.world.specs import QueueSpec
from demo.world.world import World

Key = tuple[str, str, str]
CREATED = 200 * DAY
"""Seconds before the epoch at which the world's queues were made."""


class Worker(Protocol):
    """Somebody who works on queues while nobody looks."""

    def catch_up(self, queues: "Queues", now: float) -> None:
        """Do what would have been done by now."""
        ...


class Queues:
    """Hold `lock` while you work on what you get from here. Workers catch up, in their order, before anybody looks."""

    def __init__(self, world: World, *workers: Worker) -> None:
        self.lock = RLock()
        self.world = world
        self.by_key: dict[Key, Queue] = {
            (spec.account, spec.region, spec.name): Queue(
                spec.name, spec.arn, of_spec(spec), dict(spec.tags), world.epoch - CREATED
            )
            for spec in world.fleet.queues
        }
        self._workers = workers
        self._coming: list[tuple[float, Key, Message]] = []
        self._filled: dict[Key, float] = {}
        self._taken: dict[Key, dict[str, tuple[float, float]]] = {}

    @property
    def touched(self) -> bool:
        """Whether anybody took a message out of any queue."""
        return bool(self._taken)

    @staticmethod
    def key_of(arn: str) -> Key:
        """What a queue is held under; a key of no queue where the ARN is none."""
        parts = arn.split(":")
        return (parts[4], parts[3], parts[5]) if len(parts) == 6 else ("", "", "")

    def in_account(self, account: str, region: str) -> list[Queue]:
        """All queues of an account in a region, by name."""
        found = [queue for key, queue in self.by_key.items() if key[:2] == (account, region)]
        return sorted(found, key=lambda queue: queue.name)

    def find(self, call: Call, url: str) -> Queue:
        """The queue behind a URL or name, its new dead letters in it and its old messages dropped."""
        account, _, name = str(url).rpartition("/")
        owner = account.rpartition("/")[2] or call.account
        key = (owner, call.region, name)
        if owner != call.account or key not in self.by_key:
            text = "The specified queue does not exist."
            raise AwsError(
                "com.amazonaws.sqs#QueueDoesNotExist", text, legacy="AWS.SimpleQueueService.NonExistentQueue"
            )
        return self.settled(key, call.now)

    def by_arn(self, arn: str, now: float) -> Queue | None:
        """The queue of an ARN, settled as by `find`; None where there is none."""
        key = self.key_of(arn)
        return self.settled(key, now) if key in self.by_key else None

    def settled(self, key: Key, now: float) -> Queue:
        """Let the world's messages arrive up to `now`, functions and move tasks catch up, and what is too old go."""
        self._catch_up(now)
        return self.filled(key, now)

    def filled(self, key: Key, now: float) -> Queue:
        """The queue with the world's messages up to `now`, and without those that are too old."""
        queue, spec = self.by_key[key], self.world.fleet.queue(*key)
        if spec is not None:
            self._fill(key, queue, spec, now)
        queue.expire(now)
        return queue

    def expect(self, key: Key, message: Message, at: float) -> None:
        """A message will arrive in a queue at `at`: a failed event that Lambda still tries."""
        self._coming.append((at, key, message))

    def bury(self, queue: Queue, message: Message, now: float) -> bool:
        """Move a message that had its last receive before to the dead-letter queue; False where it may show."""
        arn, most = redrive_of(queue)
        target = self.by_key.get(self.key_of(arn)) if arn and message.receives >= most else None
        if target is None:
            return False
        self.take(queue, message, now)
        message.source_arn, message.arrived_at, message.visible_at = queue.arn, now, now
        if target.fifo:
            message.deduplication = message.id
        target.add(message)
        return True

    def _catch_up(self, now: float) -> None:
        for worker in self._workers:
            worker.catch_up(self, now)
        due = [each for each in self._coming if each[0] <= now]
        for at, key, message in due:
            if key in self.by_key:
                message.arrived_at = message.sent_at = message.visible_at = at
                self.by_key[key].add(message)
        if due:
            self._coming = [each for each in self._coming if each[0] > now]

    def depth(self, key: Key, queue: Queue, now: float) -> Depth:
        """The counts of a queue; one that functions work on has also what passes through it at this minute."""
        depth, spec = queue.depth(now), self.world.fleet.queue(*key)
        if spec is None or not self.world.readers(spec):
            return depth
        passing = queue_minute(self.world, spec, int(now) // 60 * 60)
        if passing is None:
            return depth
        return Depth(
            depth.visible + passing.visible, depth.in_flight + passing.in_flight, depth.delayed + passing.delayed
        )

    def take(self, queue: Queue, message: Message, now: float) -> None:
        """A person or a consumer took a message out for good: the metrics tell it, the world does not bring it back."""
        queue.remove(message)
        self._taken.setdefault(self.key_of(queue.arn), {})[message.id] = (message.arrived_at, now)

    def removed(self, spec: QueueSpec, ts: int) -> int:
        """How many of the messages that the queue would still hold at `ts` had been taken out by then.

        Asked for each minute of each alarm, so without the lock, which those who work on queues hold for long.
        """
        since = _held_since(self.world, spec, ts)
        taken = self._taken.get((spec.account, spec.region, spec.name), {})
        return sum(arrived >= since and at <= ts for arrived, at in tuple(taken.values()))

    def feeding(self, queue: Queue, account: str, region: str) -> list[Queue]:
        """The queues whose dead letters come here."""
        return [source for source in self.in_account(account, region) if redrive_of(source)[0] == queue.arn]

    def _fill(self, key: Key, queue: Queue, spec: QueueSpec, now: float) -> None:
        since = _held_since(self.world, spec, now)
        filled = self._filled.get(key, since)
        if filled > now or filled < since:
            self._forget(queue, since, now)
        start = max(filled if filled <= now else since, since)
        if int(now) > start:
            taken = self._taken.get(key, {})
            for arrival in arrivals(self.world, spec, int(start), int(now)):
                if arrival.id not in taken and arrival.id not in queue.messages:
                    queue.add(from_arrival(arrival))
        self._filled[key] = int(now)

    def _forget(self, queue: Queue, since: float, now: float) -> None:
        """Drop dead letters that somebody cleared out, or that are still to come after the clock was set back."""
        for message in [m for m in queue.messages.values() if m.sender == SENDER and not since <= m.arrived_at <= now]:
            queue.remove(message)


def _held_since(world: World, spec: QueueSpec, now: float) -> float:
    """What arrived before is gone: past its retention, or cleared out by hand."""
    cleared = [world.epoch + at for at in spec.drained if world.epoch + at <= now]
    return max(now - spec.retention, *cleared, 0.0)
