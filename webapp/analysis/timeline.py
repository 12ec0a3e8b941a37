"""What happened, told as one story: deploys, changes, alarms, health, dead letters, throttling, errors, actions."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from collectors.records import AlarmTransition, Change, Identity, Kind
from webapp.analysis.alarm_words import why_in_words
from webapp.analysis.change_words import in_words
from webapp.analysis.twins import told_once
from webapp.analysis.verdict import State, Verdict
from webapp.analysis.wording import count

Values = Sequence[tuple[int, float]]
"""(start of the period, value), oldest first; periods without a value are absent."""

FIRST_LOOK_S = 600
"""How long it takes until everything about a thing has been read once."""
ECHO_S = 120
"""A function and its queue are judged in the same minute or the next."""
APART_S = 900
"""Rises or throttles that are further apart than this are told apart."""


class What(StrEnum):
    """The kinds of events, in the order of the lanes."""

    DEPLOY = "deploy"
    CHANGE = "change"
    ALARM = "alarm"
    HEALTH = "health"
    ERROR = "error"
    THROTTLING = "throttling"
    DEAD_LETTERS = "dead letters"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to `subject` at `at`; `bad` says that it made things worse, None that it did neither.

    `end` is set where it went on for a while.
    """

    at: int
    what: What
    subject: Identity | None
    text: str
    bad: bool | None = None
    who: str = ""
    end: int | None = None


def of_changes(changes: Iterable[Change]) -> Iterator[Event]:
    """One event for everything that changed of a thing in one second. A moved alias and its weights are a deploy."""
    by = sorted(told_once(changes), key=lambda c: (c.identity, c.at))
    for (identity, at), some in groupby(by, key=lambda c: (c.identity, c.at)):
        group = list(some)
        what = What.DEPLOY if any(each.what in ("deploy", "alias", "created") for each in group) else What.CHANGE
        who = next((each.who for each in group if each.who), "")
        moved = dict.fromkeys(words for each in group for words in _moved(each))
        yield Event(at, what, identity, "; ".join(moved), None, who)


def of_transitions(transitions: Iterable[AlarmTransition]) -> Iterator[Event]:
    """How alarms moved."""
    for each in transitions:
        words = {"ALARM": "fires", "OK": "is over", "INSUFFICIENT_DATA": "has not enough data"}
        bad = {"ALARM": True, "OK": False}.get(each.after)
        text = ": ".join(filter(None, (words.get(each.after, each.after), why_in_words(each.reason))))
        yield Event(each.at, What.ALARM, each.identity, text, bad)


def of_verdicts(verdicts: Iterable[Verdict], known: Collection[Identity]) -> Iterator[Event]:
    """How health moved. Of what was not `known` before, the first look finds it as it has been for long: that is told
    where it is bad and known to have begun earlier, at that time.
    """
    first: dict[Identity, int] = {}
    for each in sorted(verdicts, key=lambda v: v.judged_at):
        looked_at = first.setdefault(each.identity, each.judged_at)
        if each.identity in known or each.judged_at - looked_at > FIRST_LOOK_S:
            yield _health(each, each.since)
        elif each.state in (State.BAD, State.WARN) and (began := _began(each)) < looked_at - FIRST_LOOK_S:
            yield _health(each, began)


def told_of_functions(events: Iterable[Event]) -> list[Event]:
    """Without what a queue tells in the words of the function beside it."""
    found = list(events)
    heard: dict[str, list[int]] = {}
    for event in found:
        if event.what is What.HEALTH and event.subject and event.subject.kind is Kind.FUNCTION:
            heard.setdefault(event.text, []).append(event.at)
    return [each for each in found if not _is_echo(each, heard.get(each.text, ()))]


def of_growth(depths: Mapping[Identity, Values]) -> Iterator[Event]:
    """Dead letters that arrived: where the depth of a DLQ rose."""
    for queue, values in depths.items():
        rises = [(at, after - before) for (_, before), (at, after) in pairwise(values) if after > before]
        for spell in _spells(rises):
            arrived = sum(value for _, value in spell)
            yield _spell_of(spell, What.DEAD_LETTERS, queue, f"{count(arrived, 'message')} arrived")


def of_throttles(throttles: Mapping[Identity, Values]) -> Iterator[Event]:
    """Requests that were throttled."""
    for function, values in throttles.items():
        for spell in _spells([(at, value) for at, value in values if value > 0]):
            text = f"{count(sum(value for _, value in spell), 'request')} throttled"
            yield _spell_of(spell, What.THROTTLING, function, text)


def told(events: Iterable[Event], kinds: frozenset[What], text: str) -> list[Event]:
    """Those of the `kinds` (none: all) that hold `text` in name, story or person, newest first."""
    wanted = text.casefold()
    found = [event for event in events if not kinds or event.what in kinds]
    found = [event for event in found if wanted in _words(event).casefold()]
    return sorted(found, key=lambda e: (-e.at, list(What).index(e.what), e.text))


_STATES = {
    State.BAD: "bad",
    State.WARN: "warning",
    State.UNKNOWN: "unknown",
    State.OK: "well again",
    State.IDLE: "idle",
}


def _health(verdict: Verdict, at: int) -> Event:
    why = f": {verdict.reasons[0].text}" if verdict.reasons else ""
    bad = True if verdict.state in (State.BAD, State.WARN) else False if verdict.state is State.OK else None
    return Event(at, What.HEALTH, verdict.identity, f"{_STATES[verdict.state]}{why}", bad)


def _began(verdict: Verdict) -> int:
    """When the worst reason began, as far as it is known; else when it was first seen."""
    since = verdict.reasons[0].since if verdict.reasons else None
    return verdict.judged_at if since is None else since


def _is_echo(event: Event, heard: Sequence[int]) -> bool:
    is_queue = event.subject is not None and event.subject.kind is Kind.QUEUE
    return event.what is What.HEALTH and is_queue and any(abs(event.at - at) <= ECHO_S for at in heard)


def _words(event: Event) -> str:
    return f"{event.subject.name if event.subject else ''} {event.text} {event.who} {event.what}"


def _moved(change: Change) -> tuple[str, ...]:
    return in_words(change) or (f"{change.what} {change.field}".strip(),)


def _spells(values: Values) -> Iterator[Values]:
    spell: list[tuple[int, float]] = []
    for at, value in values:
        if spell and at - spell[-1][0] > APART_S:
            yield spell
            spell = []
        spell.append((at, value))
    if spell:
        yield spell


def _spell_of(spell: Values, what: What, subject: Identity, text: str) -> Event:
    first, last = spell[0][0], spell[-1][0]
    return Event(first, what, subject, text, True, end=last if last > first else None)
