"""One minute of one queue, as SQS publishes it to CloudWatch."""

from collections.abc import Callable
from typing import NamedTuple

from demo.durations import HOUR
from demo.world.dice import key_of, throw
from demo.world.messages import arrived, held
from demo.world.specs import FunctionSpec, QueueSpec
from demo.world.world import World

Removed = Callable[[QueueSpec, int], int]
"""How many messages people or consumers had taken out of a queue by a time: the live SQS knows, the world does not."""


def nothing_removed(queue: QueueSpec, ts: int) -> int:
    """Nobody touched the queue."""
    return 0


_ASLEEP = 6 * HOUR
"""SQS stops publishing for a queue that was empty and untouched for six hours (SQS developer guide)."""


class QueueMinute(NamedTuple):
    """Counts at the end of the minute `ts`, the age in seconds of the oldest message then, and what moved within it."""

    ts: int
    visible: int
    in_flight: int
    delayed: int
    oldest_age_s: int
    sent: int
    received: int
    deleted: int


def queue_minute(world: World, queue: QueueSpec, ts: int, removed: Removed = nothing_removed) -> QueueMinute | None:
    """What SQS publishes for the queue in the minute that starts at `ts`; None where it was asleep for hours."""
    if world.writers(queue):
        return _of_dead_letters(world, queue, ts, removed)
    workers = [reader for reader in world.readers(queue) if not reader.traffic.idle]
    return _of_work(world, queue, workers[0], ts) if workers else None


def _of_dead_letters(world: World, queue: QueueSpec, ts: int, removed: Removed) -> QueueMinute | None:
    end = ts + 60
    gone = removed(queue, end)
    depth, since = held(world, queue, end, gone)
    if not depth and not arrived(world, queue, end - _ASLEEP, end):
        return None
    by_lambda = any(writer.feed != "" for writer in world.writers(queue))
    sent = 0 if by_lambda else arrived(world, queue, ts, end)
    taken = gone - removed(queue, ts)
    return QueueMinute(ts, depth, 0, 0, end - since if since is not None else 0, sent, taken, taken)


def _of_work(world: World, queue: QueueSpec, worker: FunctionSpec, ts: int) -> QueueMinute:
    """A queue whose worker keeps up: short, but for the failing messages that wait for their next try."""
    minute = world.minute(worker, ts)
    dice = throw(key_of(world.seed, queue.arn), ts)
    facts, waiting, oldest, new = world.facts(worker), 0, 0, 0
    if facts.failing:
        tries = range(facts.failing.gives_up)
        came = {back: facts.failing.arriving(facts.key, facts.epoch, ts - 60 * back) for back in tries}
        waiting, new = sum(came.values()), came[0]
        oldest = max((back for back, number in came.items() if number), default=0)
    done = sum(group.size for group in minute.groups if not group.failing)
    tried = sum(group.size for group in minute.groups)
    visible = int(dice[0] * (2 + done / 20)) + minute.throttles
    age = int(1 + 6 * dice[1]) + 60 * oldest if visible + waiting else 0
    return QueueMinute(ts, visible, waiting + min(done, minute.concurrency), 0, age, done + new, tried, done)
