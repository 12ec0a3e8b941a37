"""What an alarm would have told of the incidents that are known: which it caught, how early, which calls were false."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.analysis.alarm_backtest.history import Span
from webapp.analysis.alarm_backtest.replay import Replay
from webapp.analysis.verdict import State, Verdict

SLACK_S = 15 * 60
"""An alarm that fires so long before an incident is seen, or ends so long after it, belongs to it."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A stretch in which the thing was judged BAD or WARN; one that goes on ends now."""

    span: Span
    state: State


@dataclass(frozen=True, slots=True)
class Caught:
    """An incident and when the alarm first told of it, None where it did not."""

    incident: Incident
    at: int | None

    @property
    def early_s(self) -> int | None:
        """How long before the incident was seen the alarm fired, in seconds; negative where it was late."""
        return None if self.at is None else self.incident.span.start - self.at


@dataclass(frozen=True, slots=True)
class Compared:
    """Every incident with whether it was caught, and the stretches in ALARM that belong to none."""

    incidents: tuple[Caught, ...]
    false: tuple[Span, ...]

    @property
    def caught(self) -> int:
        """How many incidents it told of."""
        return sum(each.at is not None for each in self.incidents)


def incidents_of(verdicts: Sequence[Verdict], end: int) -> tuple[Incident, ...]:
    """The stretches of trouble in the history of one thing's verdicts; neighbours are one, as bad as the worst."""
    ordered = sorted(verdicts, key=lambda verdict: verdict.judged_at)
    found: list[Incident] = []
    for verdict, after in zip(ordered, [*(each.since for each in ordered[1:]), end], strict=False):
        if verdict.state not in (State.BAD, State.WARN) or after <= verdict.since:
            continue
        incident = Incident(Span(verdict.since, after), verdict.state)
        if found and found[-1].span.end >= verdict.since:
            before = found.pop()
            worst = min(before.state, verdict.state, key=lambda state: state.rank)
            incident = Incident(Span(before.span.start, after), worst)
        found.append(incident)
    return tuple(found)


def compared(tried: Replay, incidents: Sequence[Incident]) -> Compared:
    """Hold the alarm's firing against the incidents of the same time."""
    here = [each for each in incidents if each.span.end > tried.start and each.span.start < tried.end]
    false = [alarm for alarm in tried.intervals if not any(_belongs(alarm, each.span) for each in here)]
    return Compared(tuple(Caught(each, _told(tried.intervals, each.span)) for each in here), tuple(false))


def _told(alarms: Sequence[Span], incident: Span) -> int | None:
    return next((alarm.start for alarm in alarms if _belongs(alarm, incident)), None)


def _belongs(alarm: Span, incident: Span) -> bool:
    return alarm.start < incident.end + SLACK_S and alarm.end > incident.start - SLACK_S
