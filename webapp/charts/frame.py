"""What surrounds the values of a chart: the shared time range, what could not be seen, what happened when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from collectors.records import AlarmTransition, Change, Coverage
from webapp.analysis.alarm_words import why_in_words
from webapp.analysis.change_words import in_words
from webapp.analysis.wording import clip

MarkerKind = Literal["deploy", "change", "alarm", "ok"]
SHORT = 60
"""How much of a value a hover shows; the page beside it has the whole."""
RANK: dict[MarkerKind, int] = {"deploy": 0, "alarm": 1, "ok": 2, "change": 3}
"""Which of several at the same second gives its kind to all."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened at `at`: a short label on the chart, the whole story when pointed at."""

    at: int
    kind: MarkerKind
    label: str
    story: str


@dataclass(frozen=True, slots=True)
class Blind:
    """An interval [start, end) that we do not know: `why` is a FailureKind, or empty where nobody has looked yet."""

    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The range [start, end) that every chart of a page shares. Values from `unsettled_from` on may still grow."""

    start: int
    end: int
    unsettled_from: int
    blind: tuple[Blind, ...] = ()
    markers: tuple[Marker, ...] = ()


def blind_spots(covered: Sequence[Coverage], start: int, end: int) -> tuple[Blind, ...]:
    """What of [start, end) was not looked at with success, oldest first.

    Where several looks overlap, one good one is enough: the values are there.
    """
    good = sorted((c.start, c.end) for c in covered if c.result == "ok")
    failed = [c for c in covered if c.result != "ok"]
    cuts = sorted({start, end, *(t for c in covered for t in (c.start, c.end) if start < t < end)})
    spots = []
    for left, right in pairwise(cuts):
        if not any(a <= left and right <= b for a, b in good):
            why = next((c.result for c in failed if c.start <= left and right <= c.end), "")
            spots.append(Blind(left, right, why))
    return _merged(spots)


def _merged(spots: Iterable[Blind]) -> tuple[Blind, ...]:
    merged: list[Blind] = []
    for spot in spots:
        if merged and merged[-1].end == spot.start and merged[-1].why == spot.why:
            merged[-1] = Blind(merged[-1].start, spot.end, spot.why)
        else:
            merged.append(spot)
    return tuple(merged)


def change_marker(change: Change) -> Marker:
    """A change as a marker: deploys are told apart, everything else is a change of what its field says."""
    deploy = change.what == "deploy"
    field = "" if change.source == "cloudtrail" else change.field
    label = "deploy" if deploy else field or change.what
    moved = "; ".join(clip(words, SHORT) for words in in_words(change)) or f"{change.what} {change.field}".strip()
    story = f"{moved}, by {change.who}" if change.who else moved
    return Marker(change.at, "deploy" if deploy else "change", label, story)


def alarm_marker(transition: AlarmTransition) -> Marker:
    """An alarm's change of state as a marker; what is neither ALARM nor OK is a plain change."""
    kinds: dict[str, MarkerKind] = {"ALARM": "alarm", "OK": "ok"}
    labels = {"INSUFFICIENT_DATA": "no data"}
    moved = f"{transition.before} → {transition.after}" if transition.before else f"since then {transition.after}"
    story = f"{transition.identity.name}: {moved}. {why_in_words(transition.reason)}"
    after = transition.after
    return Marker(transition.at, kinds.get(after, "change"), labels.get(after, after), story)


def markers_of(
    changes: Iterable[Change], transitions: Iterable[AlarmTransition], start: int, end: int
) -> tuple[Marker, ...]:
    """Every change and transition of [start, end), oldest first; what happened in one second is one marker."""
    made = [*map(change_marker, changes), *map(alarm_marker, transitions)]
    together: dict[tuple[int, bool], Marker] = {}
    for marker in sorted(made, key=lambda m: (m.at, RANK[m.kind])):
        if start <= marker.at < end:
            key = (marker.at, marker.kind in ("alarm", "ok"))
            together[key] = _joined(together[key], marker) if key in together else marker
    return tuple(together.values())


def _joined(first: Marker, other: Marker) -> Marker:
    label = first.label if first.label.endswith(" …") else f"{first.label} …"
    return Marker(first.at, first.kind, label, f"{first.story}; {other.story}")
