"""The rule of a composite alarm: ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA("c")), TRUE, FALSE."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.cloudwatch.alarms.evaluation import ALARM, INSUFFICIENT, OK
from demo.server.errors import AwsError

_TOKEN = re.compile(r"""\s*(?:(?P<of>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'|"""
                    r"""(?P<bare>[^()"']+?))\s*\)|(?P<word>AND|OR|NOT|TRUE|FALSE|\(|\)))""")  # fmt: skip
States = Callable[[str], str]
Truth = Callable[[States], bool]
MOST = 10_240
"""Characters of a rule (CloudWatch API reference)."""


@dataclass
class Rule:
    """`holds` tells whether the rule is true for the children's states; `children` are the names in it."""

    holds: Truth
    children: tuple[str, ...]


def rule_of(text: str) -> Rule:
    """Read a rule; ValidationError where it is none."""
    reader = _Reader(text, _tokens(text))
    holds = reader.either()
    if reader.left:
        raise _refused(text)
    return Rule(holds, tuple(dict.fromkeys(reader.children)))


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None or len(text) > MOST:
            raise _refused(text)
        name = token["quoted"] or token["single"] or token["bare"] or ""
        found.append((token["of"] or token["word"], name.rpartition(":alarm:")[2]))
        at = token.end()
    return found


def _refused(text: str) -> AwsError:
    return AwsError("ValidationError", f"AlarmRule is not valid: {text[:200]}")


@dataclass
class _Reader:
    """Reads by precedence: NOT before AND before OR."""

    text: str
    left: list[tuple[str, str]]
    children: list[str] = field(default_factory=list)

    def either(self) -> Truth:
        parts = [self._both()]
        while self._take("OR"):
            parts.append(self._both())
        return lambda states: any(part(states) for part in parts)

    def _both(self) -> Truth:
        parts = [self._one()]
        while self._take("AND"):
            parts.append(self._one())
        return lambda states: all(part(states) for part in parts)

    def _one(self) -> Truth:
        if self._take("NOT"):
            inner = self._one()
            return lambda states: not inner(states)
        if self._take("("):
            inner = self.either()
            if not self._take(")"):
                raise _refused(self.text)
            return inner
        return self._leaf()

    def _leaf(self) -> Truth:
        word, name = self.left.pop(0) if self.left else ("", "")
        if word in ("TRUE", "FALSE"):
            return lambda _states: word == "TRUE"
        if word not in (ALARM, OK, INSUFFICIENT):
            raise _refused(self.text)
        self.children.append(name)
        return lambda states: states(name) == word

    def _take(self, word: str) -> bool:
        if self.left and self.left[0][0] == word:
            self.left.pop(0)
            return True
        return False
