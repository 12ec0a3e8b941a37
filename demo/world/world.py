"""The world: every minute of every function and queue, past and present, as a pure function of (seed, name, minute)."""

from functools import lru_cache

from demo.durations import DAY
from demo.world.dice import key_of
from demo.world.failing import failing_of
from demo.world.fleet import FLEET, Fleet
from demo.world.invocations import Invocation, invocations_of
from demo.world.minutes import Facts, Minute, minute_of
from demo.world.specs import FunctionSpec, QueueSpec


class World:
    """`epoch` (epoch seconds, a whole minute) is when the world was started: incidents stand relative to it.

    Everything is pure and may be asked in any order, about any time; the caches are bounded and hold no state.
    """

    def __init__(self, seed: int, epoch: int, fleet: Fleet = FLEET, cached_minutes: int = 100_000) -> None:
        """A world of that fleet."""
        self.seed, self.epoch, self.fleet = seed, epoch - epoch % 60, fleet
        self.facts = lru_cache(None)(self._worked_out)
        self.minute = lru_cache(cached_minutes)(self._minute)
        self.arrived_by_day = lru_cache(1024)(self._arrived_by_day)
        self.writers = lru_cache(1024)(self._writers)
        self.readers = lru_cache(1024)(self._readers)

    def invocations(self, function: FunctionSpec, ts: int) -> list[Invocation]:
        """The invocations that started in the minute `ts`, by start; exactly those that the minute counts."""
        return invocations_of(function, self.facts(function), self.minute(function, ts))

    def _writers(self, queue: QueueSpec) -> tuple[FunctionSpec, ...]:
        """The functions whose failing messages end in this queue."""
        here = self.fleet.functions_in(queue.account, queue.region)
        return tuple(f for f in here if (failing := self.facts(f).failing) and failing.target == queue.name)

    def _readers(self, queue: QueueSpec) -> tuple[FunctionSpec, ...]:
        """The functions that work on this queue."""
        return tuple(f for f in self.fleet.functions_in(queue.account, queue.region) if f.feed == queue.name)

    def _minute(self, function: FunctionSpec, ts: int) -> Minute:
        return minute_of(function, self.facts(function), ts)

    def _arrived_by_day(self, function: FunctionSpec, day: int) -> tuple[int, ...]:
        """How many failing messages had given up by the end of each minute of a day (days since 1970)."""
        facts, total, sums = self.facts(function), 0, []
        for ts in range(day * DAY, (day + 1) * DAY, 60):
            if facts.failing:
                total += facts.failing.arriving(facts.key, facts.epoch, ts - 60 * facts.failing.gives_up)
            sums.append(total)
        return tuple(sums)

    def _worked_out(self, function: FunctionSpec) -> Facts:
        """What a function's minutes depend on besides its specification."""
        feed = self.fleet.queue(function.account, function.region, function.feed) if function.feed else None
        provisioned = sum(number for _, number in function.provisioned)
        limit = function.reserved or self.fleet.account_of(function.account, function.region).concurrency
        return Facts(key_of(self.seed, function.arn), self.epoch, failing_of(function, feed), provisioned, limit)
