"""The newest lines of a live tail, as many as a page can bear: what comes pushes the oldest out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_LINES = 300
MOST_CHARACTERS = 300_000
LONGEST_LINE = 20_000

TAIL_MINUTES = (1, 5, 15, 60)
"""For how long somebody may follow; CloudWatch ends a session after three hours."""


class TailLine(NamedTuple):
    """One event: its number since the tail began, epoch milliseconds, log group, stream and message."""

    number: int
    at: int
    group: str
    stream: str
    text: str


def joined(lines: Sequence[TailLine], new: Iterable[tuple[int, str, str, str]], seen: int) -> list[TailLine]:
    """The lines with the `new` ones (at, group, stream, text) behind them, numbered on from `seen`, within bounds."""
    numbered = (
        TailLine(seen + i, at, group, stream, text[:LONGEST_LINE])
        for i, (at, group, stream, text) in enumerate(sorted(new, key=lambda each: each[0]), 1)
    )
    kept: list[TailLine] = []
    left = MOST_CHARACTERS
    for line in reversed([*lines, *numbered]):
        left -= len(line.text)
        if left < 0 or len(kept) == MOST_LINES:
            break
        kept.append(line)
    return kept[::-1]
