"""Functions that work on queues: what people send into one is processed, or fails again and again until it is dead.

Nothing runs in the background: whoever looks at a queue lets the past catch up first, message by message, each at
the time at which it became visible.
"""

from collections.abc import Callable
from dataclasses import dataclass

from demo.lambda_.functions import Functions, split
from demo.lambda_.sources import Mappings
from demo.sqs.messages import Message
from demo.sqs.queue import Queue
from demo.sqs.queues import Queues
from demo.world.poison import error_of
from demo.world.world import World

STEPS = 100_000
"""Receives of a message that one look lets catch up at most: with a visibility timeout of 0 it would go on for ever."""


@dataclass(frozen=True)
class Consumers:
    """Who reads from which queue."""

    world: World
    functions: Functions
    mappings: Mappings

    def catch_up(self, queues: Queues, now: float) -> None:
        """Let every function that reads from a queue do what it would have done by now."""
        with self.mappings.lock:
            reading = [each for each in self.mappings.by_id.values() if ":sqs:" in each["EventSourceArn"]]
        for mapping in reading:
            if mapping["State"] == "Enabled":
                self._work(queues, mapping["EventSourceArn"], mapping["FunctionArn"], now)

    def _work(self, queues: Queues, queue_arn: str, function_arn: str, now: float) -> None:
        queue = queues.by_key.get(queues.key_of(queue_arn))
        if queue is None or not queue.messages:
            return
        fails = self._failing(function_arn)
        while message := next(iter(queue.receivable(1, now)), None):
            _try(queues, queue, message, fails, now)

    def _failing(self, function_arn: str) -> Callable[[str, float], bool]:
        """Whether a body fails at a time. A function that may not run takes nothing off its queue, and the messages
        die of being received.
        """
        parts, name = function_arn.split(":"), split(function_arn)[0]
        stopped = self.functions.reserved(parts[4], parts[3], name) == 0
        spec = self.world.fleet.function(parts[4], parts[3], name)
        return lambda body, at: stopped or bool(error_of(self.world, spec, body, at))


def _try(queues: Queues, queue: Queue, message: Message, fails: Callable[[str, float], bool], now: float) -> None:
    """One message, try after try until it succeeds, is dead, or will be visible again only after `now`."""
    at, visibility = max(message.visible_at, message.arrived_at), int(queue.attributes["VisibilityTimeout"])
    for _ in range(STEPS):
        if at > now:
            break
        if queues.bury(queue, message, at):
            return
        if not fails(message.body, at):
            queue.remove(message)
            return
        queue.tried(message, at)
        at += visibility
    queue.show_in(message, 0, at if at > now else now + 1)
