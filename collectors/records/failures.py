"""What could not be read, and why: what is denied for eleven queues is one failure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SAID = 3
"""Names that a sentence bears."""
KEPT = 100
"""Names that a failure keeps."""


class FailureKind(StrEnum):
    """Why we could not look."""

    DENIED = "denied"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    CREDENTIALS = "credentials"
    GONE = "gone"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read. `action` is the IAM action (`lambda:ListFunctions`); `subjects` the names (or ARNs) of
    what it was for, none where that is everything; `more` counts those that are not among them.

    `advice` says what a person can do about it, in one sentence.
    """

    kind: FailureKind
    action: str
    message: str
    subjects: tuple[str, ...] = ()
    advice: str = ""
    more: int = 0

    @property
    def told(self) -> str:
        """What was said and what to do about it, as sentences for people."""
        said = self.message[:1].upper() + self.message[1:]
        if not said.endswith((".", "!", "?", "…")):
            said += "."
        return f"{said} {self.advice}".strip()

    @property
    def brief(self) -> str:
        """What to do; what was said, too, where nobody foresaw it, and alone where nothing is to be done."""
        return self.told if self.kind is FailureKind.UNEXPECTED else self.advice or self.message

    @property
    def subject(self) -> str:
        """What it was for, in words: `a, b, c and 8 more`; nothing where that is everything."""
        return first_of(self.subjects, SAID, self.more)

    @property
    def wide(self) -> bool:
        """Whether it concerns everything, or more things than are worth naming."""
        return not self.subjects or len(self.subjects) + self.more > SAID

    def concerns(self, name: str) -> bool:
        """Whether it is, or may be, about the thing of this name."""
        if not self.subjects or self.more:
            return True
        return any(name in (each, each.rsplit(":", 1)[-1].rsplit("/", 1)[-1]) for each in self.subjects)


Cause = tuple[str, str, str]


def cause_of(failure: Failure) -> Cause:
    """What failures of one cause have in common."""
    return failure.kind, failure.action, failure.advice


def by_cause(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """One failure a cause, with the names of all that it concerns."""
    causes: dict[Cause, list[Failure]] = {}
    for failure in failures:
        causes.setdefault(cause_of(failure), []).append(failure)
    return tuple(map(together, causes.values()))


def together(same: Sequence[Failure]) -> Failure:
    """One failure for all of them: what concerns everything stays so, of other names the first KEPT are kept."""
    if any(not failure.subjects for failure in same):
        return replace(same[0], subjects=(), more=0)
    names = sorted({name for failure in same for name in failure.subjects})
    more = sum(failure.more for failure in same) + len(names[KEPT:])
    return replace(same[0], subjects=tuple(names[:KEPT]), more=more)


def of_each(failed: Mapping[str, Failure]) -> tuple[Failure, ...]:
    """The failures of things, by their names. The account has none: it is told only where nothing else fails."""
    named = tuple(replace(failure, subjects=(name,)) for name, failure in failed.items() if name)
    return named or tuple(failed.values())


def first_of(names: Sequence[str], most: int, besides: int = 0) -> str:
    """The first `most` of the names, and how many more there are, with those `besides` them."""
    more = len(names[most:]) + besides
    return ", ".join(names[:most]) + (f" and {more} more" if more else "")
