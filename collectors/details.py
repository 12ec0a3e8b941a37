"""What Lambda tells only function by function (concurrency, aliases, destinations): asked for seldom, a few at a time.

The control plane takes 15 calls a second from everybody, so a function is asked about when it is new, when its
configuration has changed, or when what is known of it is old.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from collectors.aws import Aws
from collectors.durations import HOUR
from collectors.failures import AwsError, Denied, Gone
from collectors.parts import Part
from collectors.records import Chunk, Failure, Function

OLD_S = 6 * HOUR
OLD_WITH_ALIASES_S = 900
"""An alias can be moved to another version without a trace in the function's own configuration."""

FUNCTIONS_A_RUN = 250
FUNCTIONS_A_CHUNK = 20
DENIALS = 3
"""So many refusals in a row mean that the action is denied altogether, and not for one function."""


def due(functions: Sequence[Function], now: int, parts: Sequence[Part]) -> list[tuple[Function, tuple[Part, ...]]]:
    """The functions to ask about now, longest unasked first, and what to ask about each.

    Where only what was refused is asked again, others go first: they are not kept waiting by what nobody may read.
    """

    def turn(pair: tuple[Function, tuple[Part, ...]]) -> tuple[bool, int]:
        return len(pair[1]) < len(parts), pair[0].details_read_at or 0

    waiting = ((function, _parts_due(function, now, parts)) for function in functions)
    return sorted((pair for pair in waiting if pair[1]), key=turn)[:FUNCTIONS_A_RUN]


def read(aws: Aws, functions: Sequence[Function], now: int, parts: Sequence[Part]) -> Iterator[Chunk]:
    """The functions that are due, with what was read; ends early when Lambda throttles or does not answer."""
    reading = _Reading(aws, now, len(parts))
    rest = iter(due(functions, now, parts))
    while batch := list(islice(rest, FUNCTIONS_A_CHUNK)):
        done: list[Function] = []
        try:
            for function, asked in batch:
                done.extend(reading.of(function, asked))
        except AwsError as error:
            yield Chunk(tuple(done), failures=(*reading.take_failures(), error.failure))
            return
        yield Chunk(tuple(done), failures=reading.take_failures())


@dataclass
class _Reading:
    """One run: remembers which actions were refused, so that they are not tried a thousand times."""

    aws: Aws
    now: int
    questions: int
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def of(self, function: Function, parts: Sequence[Part]) -> Iterator[Function]:
        """The function with what could be read; nothing if it was deleted meanwhile."""
        values: dict[str, Any] = {}
        for part in parts:
            try:
                values |= self._ask(part, function)
            except Gone:
                return
        asked = {name for part in parts for name in part.fields}
        if len(parts) == self.questions:
            values["details_read_at"] = self.now
        unread = (set(function.unread) | asked) - set(values)
        yield replace(function, **values, unread=tuple(sorted(unread)))

    def take_failures(self) -> tuple[Failure, ...]:
        """The refusals since the last time."""
        failures, self.failures = tuple(self.failures), []
        return failures

    def _ask(self, part: Part, function: Function) -> dict[str, Any]:
        if self.refused[part.method] >= DENIALS:
            return {}
        try:
            values = part.read(self.aws, function)
        except Denied as error:
            self.refused[part.method] += 1
            self.failures.append(error.failure)
            return {}
        self.refused[part.method] = 0
        return values


def _parts_due(function: Function, now: int, parts: Sequence[Part]) -> tuple[Part, ...]:
    old = OLD_WITH_ALIASES_S if function.aliases else OLD_S
    if function.details_read_at is None or now - function.details_read_at >= old:
        return tuple(parts)
    return tuple(part for part in parts if set(part.fields) & set(function.unread))
