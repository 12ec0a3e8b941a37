"""What changed about a thing, told so that the change before the trouble stands out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from collectors.durations import HOUR
from collectors.records import Change
from webapp.analysis.change_words import in_words
from webapp.analysis.masking import masked

SUSPECT_BEFORE_S = 2 * HOUR
SUSPECT_AFTER_S = 15 * 60
"""A change from two hours before the trouble until a quarter of an hour into it (it is noticed late) is suspect."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field and how it moved; texts as stored, a hash for environment values. `words` tell it to people."""

    field: str
    before: str
    after: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Everything that changed at one time. `before_trouble_s` is set where it may be the cause, negative where it came
    after the trouble began.
    """

    at: int
    what: str
    who: str
    differences: tuple[Difference, ...]
    before_trouble_s: int | None = None

    @property
    def suspect(self) -> bool:
        """Whether it may be the cause of the trouble."""
        return self.before_trouble_s is not None


def change_lines(changes: Iterable[Change], troubles: Sequence[int] = ()) -> tuple[ChangeLine, ...]:
    """Newest first, one line a moment; `troubles` is when each of the present troubles began."""
    ordered = sorted(changes, key=lambda c: (-c.at, c.what != "deploy", c.what, c.field))
    return tuple(_line(list(group), troubles) for _, group in groupby(ordered, key=lambda c: c.at))


def _line(group: list[Change], troubles: Sequence[int]) -> ChangeLine:
    first = group[0]
    leads = [lead for start in troubles if -SUSPECT_AFTER_S <= (lead := start - first.at) <= SUSPECT_BEFORE_S]
    who = next((change.who for change in group if change.who), "")
    differences = tuple(map(_told, group))
    what = " and ".join(dict.fromkeys(change.what for change in group))
    return ChangeLine(first.at, what, who, differences, min(leads, key=abs, default=None))


def _told(change: Change) -> Difference:
    return Difference(change.field, masked(change.before), masked(change.after), in_words(change))


def shown_changes(lines: tuple[ChangeLine, ...], shown: Callable[[str], str]) -> tuple[ChangeLine, ...]:
    """The lines with the names of fields as somebody may see them."""
    return tuple(replace(line, differences=tuple(_shown(each, shown) for each in line.differences)) for line in lines)


def _shown(difference: Difference, shown: Callable[[str], str]) -> Difference:
    return replace(difference, field=shown(difference.field), words=tuple(map(shown, difference.words)))
