"""The alarms: firing first, what each watches, and whether anybody hears it."""

from dataclasses import dataclass, replace
from typing import Literal

from collectors.records import Alarm
from webapp.analysis.alarm_reason import in_words
from webapp.analysis.alarm_writing.owners import Owner, owner_of
from webapp.analysis.masking import masked
from webapp.pages.muting import Muted, muted_now
from webapp.store import Connection, alarm_tags, alarms

Heard = Literal["told", "nobody", "disabled"]
ORDER = {"ALARM": 0, "INSUFFICIENT_DATA": 1, "OK": 2}


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm. `reason` is why it is in its state. `heard` is disabled where its actions are, nobody
    where none is told when it enters ALARM.

    `muted` is set while it is kept quiet on purpose; `owner` where a template seems to have made it.
    """

    alarm: Alarm
    condition: str
    reason: str
    heard: Heard
    told: tuple[str, ...]
    muted: Muted | None = None
    owner: Owner | None = None

    @property
    def urgency(self) -> tuple[int, int, str]:
        """Sorts what fires first, the newest on top."""
        return ORDER.get(self.alarm.state, 1), -(self.alarm.state_since or 0), self.alarm.identity.name


@dataclass(frozen=True, slots=True)
class AlarmsPage:
    """Every alarm that watches something of ours, the firing ones first."""

    alarms: tuple[AlarmLine, ...]

    def count(self, state: str) -> int:
        """How many are in a state."""
        return sum(line.alarm.state == state for line in self.alarms)

    @property
    def unheard(self) -> int:
        """How many tell nobody, though nobody muted them."""
        return sum(line.heard != "told" and not line.muted for line in self.alarms)

    @property
    def muted(self) -> int:
        """How many are muted."""
        return sum(line.muted is not None for line in self.alarms)


def load(conn: Connection, now: int) -> AlarmsPage:
    """Every alarm that is there."""
    muted, tags = muted_now(conn, now), alarm_tags.tags_of_alarms(conn)
    lines = (
        alarm_line(alarm, muted.get(alarm.identity), owner_of(alarm.identity.name, tags.get(alarm.identity, {})))
        for alarm in alarms.alarms(conn)
    )
    return AlarmsPage(tuple(sorted(lines, key=lambda line: line.urgency)))


def alarm_line(alarm: Alarm, muted: Muted | None = None, owner: Owner | None = None) -> AlarmLine:
    """An alarm in words."""
    told = tuple(action.arn for action in alarm.actions if action.on == "ALARM")
    heard: Heard = "disabled" if not alarm.actions_enabled else "told" if told else "nobody"
    shown = replace(alarm, description=masked(alarm.description), state_reason=masked(alarm.state_reason))
    return AlarmLine(shown, condition_of(alarm), in_words(shown.state_reason), heard, told, muted, owner)


SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside",
    "LessThanLowerThreshold": "below",
    "GreaterThanUpperThreshold": "above",
}


def condition_of(alarm: Alarm) -> str:
    """When it fires: `Errors Sum > 5 in 2 of 3 periods of 60 s, missing data is notBreaching`."""
    if alarm.rule:
        return alarm.rule
    what = f"{alarm.metric} {alarm.statistic}".strip() or _math(alarm)
    sign = SIGNS.get(alarm.comparison, alarm.comparison)
    limit = "the expected band" if alarm.threshold is None else f"{alarm.threshold:g}"
    return f"{what} {sign} {limit} {_periods(alarm)}, missing data is {alarm.treat_missing_data}"


def _math(alarm: Alarm) -> str:
    """The expression of metric math, or the metrics that it is made of."""
    expressions = [line.expression for line in alarm.metrics if line.expression]
    return expressions[0] if expressions else ", ".join(line.metric for line in alarm.metrics)


def _periods(alarm: Alarm) -> str:
    of = alarm.evaluation_periods or 1
    needed = alarm.datapoints_to_alarm or of
    period = alarm.period or next((line.period for line in alarm.metrics if line.period), None)
    return f"in {needed} of {of} periods" + (f" of {period} s" if period else "")
