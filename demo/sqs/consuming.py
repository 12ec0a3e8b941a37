"""Functions that work on queues: what people send into one is processed, or fails again and again until it is dead.

Nothing runs in the background: whoever looks at a queue lets the past catch up first, message by message, each at
the time at which it became visible.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.lambda_.functions import Functions, split
from demo.lambda_.sources import Mappings
from demo.sqs.messages import Message
from demo.world.poison import error_of
from demo.world.world import World

if TYPE_CHECKING:
    from demo.sqs.queues import Queues

STEPS = 100_000
"""Receives that one look lets catch up at most: a queue whose visibility timeout is 0 would go on for ever."""


@dataclass(frozen=True)
class Consumers:
    """Who reads from which queue."""

    world: World
    functions: Functions
    mappings: Mappings

    def catch_up(self, queues: "Queues", now: float) -> None:
        """Let every function that reads from a queue do what it would have done by now."""
        with self.mappings.lock:
            reading = [each for each in self.mappings.by_id.values() if ":sqs:" in each["EventSourceArn"]]
        for mapping in reading:
            if mapping["State"] == "Enabled":
                self._work(queues, mapping["EventSourceArn"], mapping["FunctionArn"], now)

    def _work(self, queues: "Queues", queue_arn: str, function_arn: str, now: float) -> None:
        queue = queues.by_key.get(queues.key_of(queue_arn))
        if queue is None or not queue.messages:
            return
        for _ in range(STEPS):
            message = next(iter(queue.receivable(1, now)), None)
            if message is None:
                return
            at = max(message.visible_at, message.arrived_at)
            if queues.bury(queue, message, at):
                continue
            if self._fails(function_arn, message, at):
                queue.hand_out(message, int(queue.attributes["VisibilityTimeout"]), at)
            else:
                queue.remove(message)

    def _fails(self, function_arn: str, message: Message, at: float) -> bool:
        """A function that may not run takes nothing off the queue, and its messages die of being received."""
        parts, name = function_arn.split(":"), split(function_arn)[0]
        if self.functions.reserved(parts[4], parts[3], name) == 0:
            return True
        spec = self.world.fleet.function(parts[4], parts[3], name)
        return bool(error_of(self.world, spec, message.body, at))
