"""What the embedded AWS holds in memory: its world and time, what goes wrong, what was counted, what people changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from demo.clock import WorldClock
from demo.cloudwatch.alarms.store import Alarms
from demo.cloudwatch.kept import Kept
from demo.lambda_.functions import Functions
from demo.lambda_.sources import Mappings
from demo.logs.state import Logs
from demo.server.calls import Call
from demo.server.counts import Counts
from demo.server.faults import Fault
from demo.server.principals import Role
from demo.sqs.consuming import Consumers
from demo.sqs.moves import Moves
from demo.sqs.queues import Queues
from demo.world.specs import QueueSpec
from demo.world.world import World


@dataclass
class State:
    """One embedded AWS. `seed` makes the faults and the world the same on every run."""

    clock: WorldClock
    seed: int
    world: World
    roles: tuple[Role, ...] = ()
    faults: tuple[Fault, ...] = ()
    counts: Counts = field(default_factory=Counts)
    stopping: Event = field(default_factory=Event)
    calmed: Event = field(default_factory=Event)
    kept: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        self._first = (self.clock.now(), self.clock.speed, self.faults)
        self.functions = Functions(self.world.fleet, self.world.epoch)
        self.mappings = Mappings(self.world.fleet, self.world.epoch)
        self._begin_queues()
        self.logs = Logs(self.world)
        self.alarms = Alarms(self.world, self.removed, self.late, self.clock.now())

    def reset(self) -> None:
        """Back to the start: its time, its faults, nothing counted, nothing changed by people (moto's things stay)."""
        now, speed, faults = self._first
        self.suffer(faults)
        self.clock.set(now if speed == 0 else None, speed)
        self.counts.clear()
        self.functions = Functions(self.world.fleet, self.world.epoch)
        self.mappings = Mappings(self.world.fleet, self.world.epoch)
        self.alarms = self.alarms.as_the_world_has_them(evaluated=not self.queues.touched)
        self.alarms.late_since = self.clock.now()
        self._begin_queues()
        self.logs = Logs(self.world)

    def suffer(self, faults: tuple[Fault, ...]) -> None:
        """What goes wrong from now on; calls that hang or are delayed by what went wrong before wait no longer.

        Alarms have been evaluated until now with data as late as it was.
        """
        if any(fault.kind == "late" for fault in self.faults):
            with self.alarms.lock:
                for place in list(self.alarms.by_place):
                    self.alarms.at(place, self.clock.now())
        over, self.faults, self.calmed = self.calmed, faults, Event()
        self.alarms.late_since = self.clock.now()
        over.set()

    def late(self, place: tuple[str, str]) -> float:
        """How many seconds late data is for the alarms of a place: what is late for GetMetricData is so for them."""
        return max((fault.amount for fault in self.faults if fault.delays_metrics(*place)), default=0.0)

    def _begin_queues(self) -> None:
        self.moves = Moves()
        self.queues = Queues(self.world, self.moves, Consumers(self.world, self.functions, self.mappings))

    def removed(self, queue: QueueSpec, ts: int) -> int:
        """How many of the world's messages people had taken out of a queue by `ts`: what its metrics must tell."""
        return self.queues.removed(queue, ts)


Answerer = Callable[[Call, State], dict[str, Any]]
