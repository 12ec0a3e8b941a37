"""The alarms: firing first, what each watches, and whether anybody hears it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from collectors.records import FUNCTION_METRICS, QUEUE_METRICS, Alarm, Identity
from webapp.analysis.alarm_reason import in_words
from webapp.analysis.alarm_writing.owners import Owner, owner_of
from webapp.analysis.masking import masked
from webapp.config import Config
from webapp.pages.muting import Muted, muted_now
from webapp.pages.place import Place, after_in, cut, text_in
from webapp.pages.sight import ALARMS, Sight, sight_of
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
        return urgency_of(self.alarm)


@dataclass(frozen=True, slots=True)
class AlarmsQuery:
    """What to show: alarms in a `state`, or those that nobody hears (`unheard`); `text` is part of a name.

    `rows` None is all of them.
    """

    state: str = ""
    text: str = ""
    unheard: bool = False
    after: int = 0
    rows: int | None = None


EVERY_ALARM = AlarmsQuery()


@dataclass(frozen=True, slots=True)
class AlarmsPage:
    """Alarms that watch something of ours, the firing ones first: those asked for, of which `place` tells how many.

    `counts` (by state), `unheard` (though nobody muted them) and `muted` are of every alarm whose name has the text.
    """

    alarms: tuple[AlarmLine, ...]
    place: Place
    query: AlarmsQuery
    counts: Mapping[str, int]
    unheard: int
    muted: int
    looking: Sight

    @property
    def everything(self) -> int:
        """How many alarms there are, in whatever state."""
        return sum(self.counts.values())


def query_of(args: Mapping[str, str], rows: int) -> AlarmsQuery:
    """The filters of a URL; BadPlace where `after` has no meaning. A state that no alarm has shows none."""
    return AlarmsQuery(args.get("state", ""), text_in(args), args.get("heard") == "nobody", after_in(args), rows)


def load(conn: Connection, config: Config, now: int, query: AlarmsQuery = EVERY_ALARM) -> AlarmsPage:
    """The alarms asked for."""
    muted, text = muted_now(conn, now), query.text.lower()
    known = sorted((each for each in alarms.alarms(conn) if text in each.identity.name.lower()), key=urgency_of)
    unheard = [each for each in known if heard_of(each) != "told" and each.identity not in muted]
    wanted = [each for each in (unheard if query.unheard else known) if query.state in ("", each.state)]
    shown, place = cut(wanted, query.after, query.text, len(wanted) if query.rows is None else query.rows)
    whose = None if query == EVERY_ALARM else [each.identity for each in shown]
    tags = alarm_tags.tags_of_alarms(conn, whose)
    counts = Counter(each.state for each in known)
    quiet = sum(each.identity in muted for each in known)
    lines, looking = tuple(_line(each, muted, tags) for each in shown), sight_of(conn, config, ALARMS, now)
    return AlarmsPage(lines, place, query, counts, len(unheard), quiet, looking)


def urgency_of(alarm: Alarm) -> tuple[int, int, str]:
    """Sorts what fires first, the newest on top."""
    return ORDER.get(alarm.state, 1), -(alarm.state_since or 0), alarm.identity.name


def heard_of(alarm: Alarm) -> Heard:
    """Whether anybody is told when it enters ALARM."""
    if not alarm.actions_enabled:
        return "disabled"
    return "told" if any(action.on == "ALARM" for action in alarm.actions) else "nobody"


def _line(alarm: Alarm, muted: Mapping[Identity, Muted], tags: Mapping[Identity, Mapping[str, str]]) -> AlarmLine:
    owner = owner_of(alarm.identity.name, tags.get(alarm.identity, {}))
    return alarm_line(alarm, muted.get(alarm.identity), owner)


def alarm_line(alarm: Alarm, muted: Muted | None = None, owner: Owner | None = None) -> AlarmLine:
    """An alarm in words."""
    told = tuple(action.arn for action in alarm.actions if action.on == "ALARM")
    shown = replace(alarm, description=masked(alarm.description), state_reason=masked(alarm.state_reason))
    return AlarmLine(shown, condition_of(alarm), in_words(shown.state_reason), heard_of(alarm), told, muted, owner)


SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside",
    "LessThanLowerThreshold": "below",
    "GreaterThanUpperThreshold": "above",
}

NO_DATA = {
    "missing": "makes it INSUFFICIENT_DATA",
    "ignore": "leaves its state",
    "breaching": "counts as bad",
    "notBreaching": "counts as good",
}
TIMES = {each.name: each.unit for each in FUNCTION_METRICS + QUEUE_METRICS if each.unit in ("ms", "s")}


def condition_of(alarm: Alarm) -> str:
    """When it fires: `Errors Sum > 5 in 2 of 3 periods of 60 s; no data counts as good (notBreaching)`."""
    if alarm.rule:
        return alarm.rule
    what = f"{alarm.metric} {alarm.statistic}".strip() or _math(alarm)
    sign = SIGNS.get(alarm.comparison, alarm.comparison)
    limit = "the expected band" if alarm.threshold is None else _amount(alarm.threshold, alarm)
    treated = alarm.treat_missing_data
    return f"{what} {sign} {limit} {_periods(alarm)}; no data {NO_DATA.get(treated, 'counts as')} ({treated})"


def _amount(value: float, alarm: Alarm) -> str:
    """`600,000 ms`: in the unit in which AWS publishes the metric, where that is a time."""
    unit = TIMES.get(alarm.metric, "") if alarm.namespace in ("AWS/Lambda", "AWS/SQS") else ""
    return (f"{value:,.0f}" if abs(value) >= 1_000 and value.is_integer() else f"{value:g}") + (
        f" {unit}" if unit else ""
    )


def _math(alarm: Alarm) -> str:
    """The expression of metric math, or the metrics that it is made of."""
    expressions = [line.expression for line in alarm.metrics if line.expression]
    return expressions[0] if expressions else ", ".join(line.metric for line in alarm.metrics)


def _periods(alarm: Alarm) -> str:
    of = alarm.evaluation_periods or 1
    needed = alarm.datapoints_to_alarm or of
    period = alarm.period or next((line.period for line in alarm.metrics if line.period), None)
    times = "in one period" if of == 1 else f"in {needed} of {of} periods"
    return times + (f" of {period} s" if period else "")
