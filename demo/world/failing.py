"""Messages and events that fail every time they are tried: when they come, are tried again, and give up.

SQS tries a message `max_receives` times, a visibility timeout apart, and then moves it to the DLQ. Lambda tries an
asynchronous event again after one and after two more minutes (Lambda developer guide, asynchronous error handling). A
stream's batch is tried again at once.
"""

from dataclasses import dataclass

from demo.world.dice import count, throw
from demo.world.effects import Effect
from demo.world.specs import FunctionSpec, QueueSpec

_SALT = 7


@dataclass(frozen=True, slots=True)
class Failing:
    """The failing messages of one function: `offsets` are the minutes after arrival at which each is tried.

    `gives_up` is the minute after arrival at which it lands in `target`, the name of the DLQ or destination.
    """

    effects: tuple[Effect, ...]
    offsets: tuple[int, ...]
    gives_up: int
    target: str

    def arriving(self, key: bytes, epoch: int, ts: int) -> int:
        """How many messages that will never succeed arrive in the minute `ts`."""
        rate = sum(effect.poison * effect.strength(ts - epoch) for effect in self.effects)
        return count(rate, throw(key, ts, _SALT)[0]) if rate else 0

    def error(self, epoch: int, ts: int) -> str:
        """What the messages that arrive in the minute `ts` make the function raise."""
        return max(self.effects, key=lambda effect: effect.poison * effect.strength(ts - epoch)).error

    def ever(self, start: int, end: int) -> bool:
        """Whether any arrive between two offsets from the epoch."""
        return any(e.every or (e.start < end and (e.end is None or e.end > start)) for e in self.effects)


def failing_of(function: FunctionSpec, feed: QueueSpec | None) -> Failing | None:
    """How the function's messages fail, None where none of its effects brings any."""
    effects = tuple(effect for effect in function.effects if effect.poison)
    if not effects:
        return None
    if feed:
        step = max(1, feed.visibility // 60)
        offsets = tuple(step * i for i in range(feed.max_receives))
        return Failing(effects, offsets, step * feed.max_receives, feed.dead_letter)
    if function.trigger == "stream":
        return Failing(effects, (0, 0, 0), 0, function.on_failure)
    offsets = (0, 1, 3)[: 1 + (2 if function.retries is None else function.retries)]
    return Failing(effects, offsets, offsets[-1], function.dead_letter or function.on_failure)
