"""Alarms that watch the function and are firing."""

from collections.abc import Iterable, Iterator, Sequence

from collectors.records import Alarm
from webapp.analysis.alarm_words import watched_in_words, why_in_words
from webapp.analysis.case import FunctionCase
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import clip


def firing(case: FunctionCase) -> Iterator[Reason]:
    """An alarm that tells somebody is bad news; one without actions was not thought worth a page: a warning.

    The function's own alarms come first. A composite alarm that watches others, too, says something about this function
    only while an alarm of its own fires, and for no longer than that.
    """
    fires = sorted((alarm for alarm in case.context.alarms if alarm.state == "ALARM"), key=_order)
    own = [alarm for alarm in fires if not alarm.rule]
    for alarm in own:
        because = [each for each in (watched_in_words(alarm), why_in_words(alarm.state_reason)) if each]
        yield _reason(alarm, ": ".join([f"{_named(alarm)} is firing", *because]), alarm.state_since)
    above = _above(own, fires)
    for alarm in fires:
        if alarm in above:
            since = max(alarm.state_since or 0, own[0].state_since or 0) or None
            yield _reason(alarm, f"{_named(alarm)} is firing with it: {clip(alarm.rule)}", since)
        elif alarm.rule and len(alarm.watches) < 2:
            yield _reason(alarm, f"{_named(alarm)} is firing: {why_in_words(alarm.state_reason)}", alarm.state_since)


def _above(own: Sequence[Alarm], fires: Sequence[Alarm]) -> list[Alarm]:
    """The composite alarms among those that fire which are made of `own` ones, however deep."""
    found: list[Alarm] = []
    while more := [a for a in fires if a not in found and _made_of(a, (*own, *found))]:
        found.extend(more)
    return found


def _made_of(alarm: Alarm, parts: Iterable[Alarm]) -> bool:
    return any(part.identity.name in alarm.children for part in parts)


def _order(alarm: Alarm) -> tuple[int, str]:
    return alarm.state_since or 0, alarm.identity.name


def _named(alarm: Alarm) -> str:
    return f'The alarm "{clip(alarm.identity.name, 80)}"'


def _reason(alarm: Alarm, text: str, since: int | None) -> Reason:
    pages = alarm.actions_enabled and any(action.on == "ALARM" for action in alarm.actions)
    return Reason("alarm", State.BAD if pages else State.WARN, text, since=since)
