"""A query's text as tokens, read one at a time: whether `/` divides or opens a regular expression, the parser knows."""

import re
from typing import NamedTuple

from demo.logs.query.problems import Malformed

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<duration>\d+(?:ms|mo|s|m|h|d|w|q|y)\b)
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>(?:[@A-Za-z_]\w*|`[^`]+`)(?:\.(?:[@\w]+|`[^`]+`))*)
    | (?P<sign>=~|!=|<=|>=|[-=<>+*/%^(),|\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_BETWEEN = re.compile(r"(?:\s+|\#[^\n]*)*")
_REGEX = re.compile(r"/((?:[^/\\\n]|\\.)*)/")


class Token(NamedTuple):
    """`kind` is string, duration, number, name, sign or end; [start, end) is its place in the query."""

    kind: str
    text: str
    start: int
    end: int


class Tokens:
    """A cursor in a query."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last = 0
        self._next = self._read(0)

    def peek(self) -> Token:
        """The next token, left where it is."""
        return self._next

    def take(self) -> Token:
        """The next token."""
        token = self._next
        self.last = token.end
        self._next = self._read(token.end)
        return token

    def word(self) -> str:
        """The next token's text where it is a name, in lower case."""
        return self._next.text.lower() if self._next.kind == "name" else ""

    def accept(self, *texts: str) -> str:
        """Take the next token if it is one of these signs or words; what was taken, else nothing."""
        text = self._next.text.lower() if self._next.kind in ("sign", "name") else ""
        if text not in texts or not text:
            return ""
        self.take()
        return text

    def expect(self, text: str) -> None:
        """Take that sign or word, or say what stands in its place."""
        if not self.accept(text):
            raise self.unexpected(text)

    def name(self) -> str:
        """Take a name, its backticks removed."""
        if self._next.kind != "name":
            raise self.unexpected("a field")
        return self.take().text.replace("`", "")

    def regex(self) -> str | None:
        """Take a regular expression between slashes, if one stands next; its text."""
        found = _REGEX.match(self.text, self._next.start)
        if not found or self._next.text != "/":
            return None
        self.last = found.end()
        self._next = self._read(found.end())
        return found[1].replace("\\/", "/")

    def unexpected(self, wanted: str) -> Malformed:
        """The error at the next token."""
        token = self._next
        seen = repr(token.text) if token.text else "the end of the query"
        return Malformed(
            f"unexpected symbol found {seen}, expecting {wanted}", token.start, max(token.end, token.start)
        )

    def _read(self, at: int) -> Token:
        between = _BETWEEN.match(self.text, at)
        start = between.end() if between else at
        if start >= len(self.text):
            return Token("end", "", start, start)
        found = _TOKEN.match(self.text, start)
        if not found:
            raise Malformed(f"token recognition error at: {self.text[start]!r}", start, start + 1)
        return Token(str(found.lastgroup), found[0], start, found.end())
