"""Alarms that watch the function and are firing."""

from collections.abc import Iterator

from webapp.analysis.alarm_words import watched_in_words, why_in_words
from webapp.analysis.case import FunctionCase
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import clip


def firing(case: FunctionCase) -> Iterator[Reason]:
    """An alarm that tells somebody is bad news; one without actions was not thought worth a page: a warning."""
    for alarm in sorted(case.context.alarms, key=lambda a: (a.state_since or 0, a.identity)):
        if alarm.state == "ALARM":
            pages = alarm.actions_enabled and any(action.on == "ALARM" for action in alarm.actions)
            because = [each for each in (watched_in_words(alarm), why_in_words(alarm.state_reason)) if each]
            text = ": ".join([f"The alarm {clip(alarm.identity.name, 80)} is firing", *because])
            yield Reason("alarm", State.BAD if pages else State.WARN, text, since=alarm.state_since)
