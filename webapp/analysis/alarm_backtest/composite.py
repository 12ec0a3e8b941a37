"""Composite alarms: what a rule says, and how it would have held by the states that its alarms went through.

Source: CloudWatch API reference, PutCompositeAlarm, and user guide, "Create a composite alarm" (AT_LEAST).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from webapp.analysis.alarm_backtest.condition import ALARM, INSUFFICIENT, OK
from webapp.analysis.alarm_backtest.replay import Moved, Replay

States = Callable[[str], str]
Truth = Callable[[States], bool]
STATES = (ALARM, OK, INSUFFICIENT)
TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([(),])|([^\s(),"]+))')


class BadRule(ValueError):
    """A rule that CloudWatch would not take; the text says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds` tells whether it is true of the states of its `children`; `elements` counts alarms, constants and
    brackets.
    """

    holds: Truth
    children: tuple[str, ...]
    elements: int


def rule_of(text: str) -> Rule:
    """Read a rule. Raises BadRule."""
    reader = _Reader(_tokens(text))
    holds = reader.either()
    if reader.left:
        raise BadRule(f"{reader.left[0].text!r} stands where AND or OR should.")
    return Rule(holds, tuple(dict.fromkeys(reader.children)), reader.elements)


def combined(names: Sequence[str], joint: str) -> str:
    """The rule that any of the alarms fires (`joint` is OR), or all of them do (AND)."""
    return f" {joint} ".join('ALARM("' + re.sub(r'([\\"])', r"\\\1", name) + '")' for name in names)


def composite_replay(rule: Rule, moves: Mapping[str, Sequence[Moved]], start: int, end: int) -> Replay:
    """The states from `start` to `end` by those of the children; the first move of each is how it began."""

    def state_at(at: int) -> str:
        states = {name: _state(moved, at) for name, moved in moves.items()}
        return ALARM if rule.holds(lambda name: states.get(name, INSUFFICIENT)) else OK

    times = sorted({start, *(each.at for moved in moves.values() for each in moved if start < each.at <= end)})
    found: list[Moved] = []
    for at in times:
        state = state_at(at)
        if not found or found[-1].state != state:
            found.append(Moved(at, state))
    return Replay(start, end, tuple(found))


def _state(moved: Sequence[Moved], at: int) -> str:
    return next((each.state for each in reversed(moved) if each.at <= at), moved[0].state if moved else INSUFFICIENT)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    @property
    def word(self) -> str:
        return "" if self.quoted else self.text.upper()


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        token = TOKEN.match(text, at)
        if token is None:
            raise BadRule(f"A quotation mark is not closed: {text[at:][:40]!r}.")
        quoted = token[1] is not None
        found.append(_Token(re.sub(r"\\(.)", r"\1", token[1]) if quoted else token[2] or token[3], quoted))
        at = token.end()
    return found


@dataclass
class _Reader:
    """Reads from `left`; AND binds tighter than OR."""

    left: list[_Token]
    children: list[str] = field(default_factory=list)
    elements: int = 0

    def either(self) -> Truth:
        parts = [self._both()]
        while self._take("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda states: any(part(states) for part in parts)

    def _both(self) -> Truth:
        parts = [self._one()]
        while self._take("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda states: all(part(states) for part in parts)

    def _one(self) -> Truth:
        if self._take("NOT"):
            inner = self._one()
            return lambda states: not inner(states)
        if self._take("("):
            self.elements += 2
            inner = self.either()
            self._need(")")
            return inner
        for word, value in (("TRUE", True), ("FALSE", False)):
            if self._take(word):
                self.elements += 1
                return lambda states, value=value: value  # type: ignore[misc]
        return self._at_least() if self._take("AT_LEAST") else self._state()

    def _state(self) -> Truth:
        state = self._word_of(STATES)
        self._need("(")
        name = self._name()
        self._need(")")
        return lambda states: states(name) == state

    def _at_least(self) -> Truth:
        """AT_LEAST(2, ALARM, (a, b, c)), or a share of them: AT_LEAST(50%, NOT OK, (a, b))."""
        self._need("(")
        number = self._next().text
        self._need(",")
        negated, state = self._take("NOT"), self._word_of(STATES)
        self._need(",")
        self._need("(")
        names = [self._name()]
        while self._take(","):
            names.append(self._name())
        self._need(")")
        self._need(")")
        least = _least(number, len(names))
        return lambda states: sum((states(name) == state) is not negated for name in names) >= least

    def _name(self) -> str:
        """Quoted, or all words up to the bracket; an alarm may be named by its ARN."""
        words = [self._next()]
        while not words[0].quoted and self.left and self.left[0].word not in ("(", ")", ",", ""):
            words.append(self._next())
        name = " ".join(word.text for word in words).rpartition(":alarm:")[2]
        self.elements += 1
        self.children.append(name)
        return name

    def _word_of(self, words: Sequence[str]) -> str:
        token = self._next()
        if token.word not in words:
            raise BadRule(f"{token.text!r} stands where one of {', '.join(words)} should.")
        return token.word

    def _next(self) -> _Token:
        if not self.left:
            raise BadRule("It ends too early.")
        return self.left.pop(0)

    def _take(self, word: str) -> bool:
        if self.left and self.left[0].word == word:
            self.left.pop(0)
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            there = repr(self.left[0].text) if self.left else "its end"
            raise BadRule(f"{word!r} is missing before {there}.")


def _least(number: str, of: int) -> int:
    share = number.removesuffix("%")
    if not share.isdigit():
        raise BadRule(f"AT_LEAST needs a number or a percentage first, not {number!r}.")
    return ceil(int(share) * of / 100) if share != number else int(share)
