"""Where in a long list a page is: `after` in its address counts what comes before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

PAGE_ROWS = 100
LONGEST_TEXT = 200
T = TypeVar("T")


class BadPlace(ValueError):
    """An `after` that counts nothing; the message says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """`shown` of `total` things, after the first `after` of them; `text` is part of the names, whatever their case."""

    after: int
    shown: int
    total: int
    text: str = ""

    @property
    def next(self) -> str:
        """The `after` of the page that follows, empty on the last."""
        end = self.after + self.shown
        return str(end) if self.shown and end < self.total else ""


def after_in(args: Mapping[str, str]) -> int:
    """How many come before what a URL asks for; BadPlace where it says no number."""
    text = args.get("after", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadPlace(f"after={text[:LONGEST_TEXT]!r} is not how many come before.")
    return int(text) if text else 0


def text_in(args: Mapping[str, str]) -> str:
    """The part of a name that a URL asks for."""
    return args.get("text", "").strip()[:LONGEST_TEXT]


def cut(things: Sequence[T], after: int, text: str = "", rows: int = PAGE_ROWS) -> tuple[Sequence[T], Place]:
    """The `rows` things after the first `after`, and where that is."""
    some = things[after : after + rows]
    return some, Place(after, len(some), len(things), text)
