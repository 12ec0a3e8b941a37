"""The alarms of all accounts, evaluated up to the moment when somebody looks."""

from collections.abc import Callable, Mapping
from threading import RLock
from time import gmtime, strftime

from demo.cloudwatch.alarms.definition import COMPOSITE, Alarm, body_of
from demo.cloudwatch.alarms.evaluation import ALARM, INSUFFICIENT, OK, state_of
from demo.cloudwatch.alarms.mutes import Mutings, muting_of
from demo.cloudwatch.alarms.points import data_points
from demo.cloudwatch.alarms.reasons import reason, reason_data
from demo.cloudwatch.alarms.rules import rule_of
from demo.cloudwatch.alarms.track import Track, Transition
from demo.cloudwatch.sources import Viewer
from demo.durations import DAY, MINUTE
from demo.server.errors import AwsError
from demo.world.queue_minutes import Removed
from demo.world.specs import AlarmSpec
from demo.world.world import World

BACK = 3 * DAY
"""How far back the world's alarms are evaluated; what they were before is what their specification says."""
Place = tuple[str, str]
Late = Callable[[Place], float]


def on_time(_place: Place) -> float:
    """Nothing is late."""
    return 0.0


class Alarms:
    """Alarms by (account, region) and name. Hold `lock` while you work on them."""

    def __init__(self, world: World, removed: Removed, late: Late = on_time, late_since: float = 0.0) -> None:
        """`late` is how many seconds it takes until a minute has wholly come in where alarms are evaluated; it is so
        since `late_since`.
        """
        self.lock = RLock()
        self._world, self._removed, self._late, self.late_since = world, removed, late, late_since
        self._specs = {(spec.account, spec.region, spec.name): spec for spec in world.fleet.alarms}
        self.by_place: dict[Place, dict[str, Alarm]] = {}
        self.deleted: dict[Place, list[tuple[float, Alarm]]] = {}
        self.mutings = Mutings([muting_of(spec, world.epoch - 30 * DAY) for spec in world.fleet.mutes])
        for spec in world.fleet.alarms:
            self.by_place.setdefault((spec.account, spec.region), {})[spec.name] = self._from_spec(spec)

    def as_the_world_has_them(self, evaluated: bool) -> "Alarms":
        """The world's alarms again; `evaluated`: with the tracks of untouched ones, which are dear to make."""
        fresh = Alarms(self._world, self._removed, self._late, self.late_since)
        for place, alarms in self.by_place.items() if evaluated else ():
            for name, alarm in alarms.items():
                if not alarm.touched and name in fresh.by_place.get(place, {}):
                    fresh.by_place[place][name] = alarm
        return fresh

    def at(self, place: Place, now: float) -> dict[str, Alarm]:
        """The alarms of a place by name, evaluated up to `now`; composite ones after those that they look at."""
        alarms = self.by_place.setdefault(place, {})
        for alarm in alarms.values():
            if alarm.kind != COMPOSITE:
                self._settle(place, alarm, now)
        for alarm in alarms.values():
            if alarm.kind == COMPOSITE:
                _settle_composite(alarm, alarms, now)
        return alarms

    def named(self, place: Place, name: str, now: float) -> Alarm:
        """One alarm; ResourceNotFound where there is none."""
        found = self.at(place, now).get(name)
        if found is None:
            raise AwsError("ResourceNotFound", f"Unknown alarm: {name}", 404)
        return found

    def _from_spec(self, spec: AlarmSpec) -> Alarm:
        made = self._world.epoch + min(spec.state_at, -BACK) - DAY
        first = Transition(self._world.epoch + spec.state_at, spec.state, spec.reason)
        return Alarm(spec.name, spec.arn, body_of(spec), dict(spec.tags), made, made, Track([first], 0))

    def _settle(self, place: Place, alarm: Alarm, now: float) -> None:
        track, until = alarm.track, int(now) // MINUTE * MINUTE
        if until < track.start or until - track.until > BACK:
            self._begin(place, alarm, until - BACK, now)
        if until <= alarm.track.until:
            return
        condition, period, since = alarm.condition, alarm.period, alarm.track.until
        points = data_points(alarm, self._viewer(place, now), since - (condition.reach - 1) * period, until)
        late = self._late(place)
        for at in range(since + MINUTE, until + 1, MINUTE):
            is_late = late and at > self.late_since
            seen_then = points | self._unsettled(place, alarm, at, late) if is_late else points
            before, window = alarm.track.transitions[-1].state, _window(seen_then, at, period, condition.reach)
            state = state_of([value for _, value in window], condition, before)
            if state != before:
                seen = _seen(window, condition.n)
                alarm.track.add(Transition(at, state, reason(alarm, state, seen), reason_data(alarm, at, seen)))
        alarm.track.until = until

    def _begin(self, place: Place, alarm: Alarm, start: int, now: float) -> None:
        """Start the track afresh: with the state of then, since when the specification says where that agrees."""
        condition, period = alarm.condition, alarm.period
        points = data_points(alarm, self._viewer(place, now), start - (condition.reach - 1) * period, start)
        window, spec = _window(points, start, period, condition.reach), self._specs.get((*place, alarm.name))
        state = state_of([value for _, value in window], condition, spec.state if spec else INSUFFICIENT)
        since = float(start)
        if spec and spec.state == state:
            since = min(since, float(self._world.epoch + spec.state_at))
        first = Transition(since, state, reason(alarm, state, _seen(window, condition.n)))
        alarm.track = Track([first], start)

    def _unsettled(self, place: Place, alarm: Alarm, at: int, late: float) -> dict[int, float | None]:
        """The newest windows as far as their data had come in at `at`, None where none had."""
        viewer = Viewer(self._world, *place, at, self._removed, late)
        first = at - int(late) // MINUTE * MINUTE - MINUTE - alarm.period
        there = data_points(alarm, viewer, first, at)
        return {end: there.get(end) for end in range(first + MINUTE, at + 1, MINUTE)}

    def _viewer(self, place: Place, now: float) -> Viewer:
        return Viewer(self._world, *place, now, self._removed)


def _window(points: Mapping[int, float | None], at: int, period: int, reach: int) -> list[tuple[int, float | None]]:
    """The evaluation range at the minute `at`: (window start, value), the newest last."""
    ends = range(at - (reach - 1) * period, at + 1, period)
    return [(end - period, points.get(end)) for end in ends]


def _seen(window: list[tuple[int, float | None]], most: int) -> list[tuple[int, float]]:
    """The newest points that are there."""
    return [(start, value) for start, value in window if value is not None][-most:]


def _settle_composite(alarm: Alarm, alarms: dict[str, Alarm], now: float) -> None:
    """Its states follow from its children's; it was made before them or after, and starts as they are then."""
    rule = rule_of(alarm.body["AlarmRule"])
    children = {name: alarms[name].track for name in rule.children if name in alarms and name != alarm.name}
    start = max([track.start for track in children.values()], default=0)
    start = max(start, int(alarm.created))
    moments = sorted({t.at for track in children.values() for t in track.transitions if start < t.at <= now})
    found = [Transition(start, _composite(rule.holds, children, start), "Unchecked: Initial alarm creation")]
    for at in moments:
        state = _composite(rule.holds, children, at)
        if state != found[-1].state:
            found.append(Transition(at, state, _why(children, at)))
    alarm.track = Track(found, start, int(now) // MINUTE * MINUTE)


def _composite(holds: Callable[[Callable[[str], str]], bool], children: dict[str, Track], at: float) -> str:
    def state(name: str) -> str:
        return children[name].at(at).state if name in children else INSUFFICIENT

    return ALARM if holds(state) else OK


def _why(children: dict[str, Track], at: float) -> str:
    name, moved = max(((n, t.at(at)) for n, t in children.items()), key=lambda pair: pair[1].at)
    when = strftime("%A %d %B, %Y %H:%M:%S UTC", gmtime(moved.at))
    return f"{name} transitioned to {moved.state} at {when}"
