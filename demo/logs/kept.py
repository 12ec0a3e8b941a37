"""Log groups: those that the world's functions write to, and what people deleted, made and wrote themselves."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import merge
from threading import Lock

from demo.logs.events import Event
from demo.server.calls import Call
from demo.server.denials import not_authorized
from demo.server.errors import AwsError
from demo.world.logs import log_events
from demo.world.specs import FunctionSpec
from demo.world.world import World

Key = tuple[str, str, str]
"""(account, region, group)."""


@dataclass
class Group:
    """A log group. `streams` holds what people wrote, by stream and ordered by time."""

    name: str
    writers: tuple[FunctionSpec, ...] = ()
    streams: dict[str, list[Event]] = field(default_factory=dict)
    made_at: float | None = None


class Groups:
    """The log groups of all accounts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self._own: dict[Key, Group] = {}
        self._gone: set[Key] = set()
        self._written = lru_cache(None)(self._functions_write)

    def named(self, call: Call) -> dict[str, Group]:
        """The groups of the caller's account and region."""
        place = (call.account, call.region)
        own = {key[2]: group for key, group in self._own.items() if key[:2] == place}
        return {n: g for n, g in self._written(*place).items() if (*place, n) not in self._gone} | own

    def find(self, call: Call, name_or_arn: str) -> Group:
        """The group of that name or ARN; ResourceNotFoundException, or AccessDenied where it is denied to us."""
        name = name_or_arn.split(":log-group:")[-1].removesuffix(":*")
        key = (call.account, call.region, name)
        group = self._own.get(key) or self._written(call.account, call.region).get(name)
        if group is None or (key in self._gone and key not in self._own):
            raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
        if any(spec.denied for spec in group.writers):
            arn = call.arn(f"log-group:{name}:log-stream:")
            raise not_authorized(call, arn, "with an explicit deny in an identity-based policy")
        return group

    def events(self, call: Call, group: Group, start: int, end: int) -> Iterator[Event]:
        """What can be read by now of [start, end) milliseconds, by time."""
        log = f"{call.account}:{group.name}"
        now = call.now * 1000 - 1000 * float(call.extra.get("late", 0))
        first, last = start // 1000, min(-(-end // 1000), int(now // 1000) + 1)
        sources = [self._written_by(spec, first, last, log) for spec in group.writers] if last > first else []
        sources += [iter(list(events)) for events in group.streams.values()]
        found = merge(*sources, key=_at) if len(sources) > 1 else iter(sources[0] if sources else ())
        settled = now - 5000
        return (e for e in found if start <= e.at < end and (e.at < settled or e.ingested <= now))

    def create(self, call: Call, name: str) -> None:
        """A group that a person makes."""
        if name in self.named(call):
            raise AwsError("ResourceAlreadyExistsException", "The specified log group already exists")
        with self._lock:
            self._own[call.account, call.region, name] = Group(name, made_at=call.now)

    def delete(self, call: Call, name: str) -> None:
        """A group goes with all that is in it; its functions write on into nothing."""
        self.find(call, name)
        with self._lock:
            self._own.pop((call.account, call.region, name), None)
            self._gone.add((call.account, call.region, name))

    def write(self, call: Call, name: str, stream: str, events: list[tuple[int, str]]) -> None:
        """Events that a person puts into a stream, made if it is not there."""
        group = self.find(call, name)
        with self._lock:
            group = self._own.setdefault((call.account, call.region, name), replace(group, streams=dict(group.streams)))
            held = group.streams.setdefault(stream, [])
            for at, message in events:
                insort(held, Event(at, stream, message, f"{call.account}:{name}"), key=_at)

    def _functions_write(self, account: str, region: str) -> dict[str, Group]:
        """The groups of the world's functions; those that nothing ever invoked have made none."""
        writers: dict[str, list[FunctionSpec]] = {}
        for spec in self._world.fleet.busy_in(account, region):
            writers.setdefault(spec.group, []).append(spec)
        return {name: Group(name, tuple(specs)) for name, specs in writers.items()}

    def _written_by(self, spec: FunctionSpec, start: int, end: int, log: str) -> Iterator[Event]:
        return (Event(at, stream, message, log) for at, stream, message in log_events(self._world, spec, start, end))


def _at(event: Event) -> int:
    return event.at
