"""The mute rules of all accounts, those that were deleted or replaced too: history must tell what was muted then."""

from dataclasses import dataclass, field, replace
from typing import Any

from demo.cloudwatch.alarms.schedules import Schedule, schedule_of
from demo.world.specs import MuteSpec

Place = tuple[str, str]
FOREVER = float("inf")


@dataclass(frozen=True)
class Muting:
    """A rule as it was put at `since`, until it was replaced or deleted. `body` is PutAlarmMuteRule's."""

    place: Place
    body: dict[str, Any]
    schedule: Schedule
    since: float
    until: float = FOREVER

    @property
    def name(self) -> str:
        """The rule's name."""
        return str(self.body["Name"])

    @property
    def alarms(self) -> list[str]:
        """Whom it mutes."""
        return list(self.body.get("MuteTargets", {}).get("AlarmNames", []))

    def status(self, now: float) -> str:
        """SCHEDULED, ACTIVE or EXPIRED."""
        if now >= float(self.body.get("ExpireDate", FOREVER)) or self.schedule.is_over(now):
            return "EXPIRED"
        began = now >= float(self.body.get("StartDate", 0))
        return "ACTIVE" if began and self.schedule.is_on(now) else "SCHEDULED"


@dataclass
class Mutings:
    """Every rule there ever was."""

    rules: list[Muting] = field(default_factory=list)

    def put(self, rule: Muting) -> None:
        """A rule of that name is replaced."""
        self.end(rule.place, rule.name, rule.since)
        self.rules.append(rule)

    def end(self, place: Place, name: str, now: float) -> None:
        """Delete the rule of that name, if there is one."""
        self.rules = [
            replace(rule, until=now) if (rule.place, rule.name) == (place, name) and rule.until > now else rule
            for rule in self.rules
        ]

    def at(self, place: Place, now: float) -> list[Muting]:
        """The rules of a place at a moment."""
        return [rule for rule in self.rules if rule.place == place and rule.since <= now < rule.until]

    def named(self, place: Place, name: str, now: float) -> Muting | None:
        """One of them."""
        return next((rule for rule in self.at(place, now) if rule.name == name), None)

    def mute(self, place: Place, alarm: str, at: float) -> bool:
        """Whether an alarm's actions were muted at a moment."""
        return any(alarm in rule.alarms and rule.status(at) == "ACTIVE" for rule in self.at(place, at))


def muting_of(spec: MuteSpec, since: float) -> Muting:
    """A rule of the world."""
    schedule = {"Expression": spec.expression, "Duration": spec.duration}
    targets = {"AlarmNames": list(spec.alarms)}
    body = {
        "Name": spec.name,
        "Description": spec.description,
        "Rule": {"Schedule": schedule},
        "MuteTargets": targets,
    }
    return Muting((spec.account, spec.region), body, schedule_of(spec.expression, spec.duration, ""), since)
