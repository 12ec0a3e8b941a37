"""The fields of the builder's form: what a URL's query says of an alarm, over what stands there without it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from webapp.analysis.alarm_backtest.bands import COMPARISONS as BANDS
from webapp.analysis.alarm_backtest.bands import OUTSIDE
from webapp.analysis.alarm_definitions.checks import Problem
from webapp.analysis.alarm_definitions.draft import AlarmDraft, WarmUp
from webapp.analysis.alarm_definitions.reading import USUAL_BAND

T = TypeVar("T")
NOBODY = "none"
"""Stands in a list of actions, so that one without any is told from one that was not asked about."""
FULL, EARLY = "whole", "early"
FORM = "for"
"""The field that only the form itself has: where it is there, a field that is not there was left empty."""
LISTS = ("alarm_actions", "ok_actions", "insufficient_actions")
"""The lists of actions, in the order of Actions."""


class Query(Protocol):
    """What werkzeug's MultiDict is to us."""

    def get(self, key: str, /) -> str | None:
        """The first value."""
        ...

    def getlist(self, key: str, /) -> list[str]:
        """All values."""
        ...


def filled(args: Query, base: AlarmDraft, wrong: list[Problem]) -> AlarmDraft:
    """What decides when it fires. The comparison says whether a threshold is meant or a band."""
    number = _reader(args, wrong, float, "A number is needed.")
    whole = _reader(args, wrong, int, "A whole number is needed.")
    comparison = args.get("comparison") or (OUTSIDE if args.get("band") else base.comparison)
    banded = comparison in BANDS
    n = whole("n", whole("evaluation_periods", base.n)) or 0
    minutes = whole("warm_up", base.warm_up.minutes if base.warm_up and not args.get(FORM) else None)
    return replace(
        base,
        comparison=comparison,
        threshold=None if banded else number("threshold", base.threshold),
        band=number("band", USUAL_BAND if base.band is None else base.band) if banded else None,
        period=whole("period", base.period) or 0,
        n=n,
        m=whole("m", whole("datapoints_to_alarm", min(base.m, max(1, n)))) or 0,
        missing=args.get("missing") or args.get("treat_missing_data") or base.missing,
        low_samples=_given(args, "low_samples", base.low_samples),
        zone=_given(args, "zone", base.zone),
        warm_up=WarmUp(minutes, _is_whole(args, base.warm_up)) if minutes else None,
    )


def told(args: Query, base: AlarmDraft, wrong: list[Problem]) -> AlarmDraft:
    """What it is called and whom it tells; a list that the query does not have stays as it is."""
    there = base.actions
    alarm, ok, insufficient = (
        _arns(args.getlist(field)) if args.getlist(field) else known
        for field, known in zip(LISTS, (there.alarm, there.ok, there.insufficient), strict=True)
    )
    return replace(
        base,
        name=(args.get("name") or base.name).strip(),
        description=_given(args, "description", base.description),
        actions=replace(there, alarm=alarm, ok=ok, insufficient=insufficient),
        tags=_tags(_given(args, "tags", ""), wrong) or (() if args.get(FORM) else base.tags),
    )


def query_of_draft(draft: AlarmDraft) -> dict[str, str | list[str]]:
    """The fields that fill a draft in the same way again, empty ones too."""
    warm_up = draft.warm_up
    fields = {
        "comparison": draft.comparison,
        "threshold": _number(draft.threshold),
        "band": _number(draft.band),
        "period": str(draft.period),
        "n": str(draft.n),
        "m": str(draft.m),
        "missing": draft.missing,
        "low_samples": draft.low_samples,
        "zone": draft.zone,
        "warm_up": str(warm_up.minutes) if warm_up else "",
        "warm_up_for": (FULL if warm_up.whole else EARLY) if warm_up else "",
    }
    return {**fields, **query_of_told(draft)}


def query_of_told(draft: AlarmDraft) -> dict[str, str | list[str]]:
    """The fields of whom it tells, and its tags."""
    told_of = (draft.actions.alarm, draft.actions.ok, draft.actions.insufficient)
    lists: dict[str, str | list[str]] = {field: [*arns] or [NOBODY] for field, arns in zip(LISTS, told_of, strict=True)}
    return lists | {"tags": ", ".join(f"{key}={value}" for key, value in draft.tags)}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _given(args: Query, field: str, otherwise: str) -> str:
    """What the form says, also where it says nothing; `otherwise` where nobody was asked."""
    value = args.get(field)
    return value.strip() if value is not None else "" if args.get(FORM) else otherwise


def _is_whole(args: Query, base: WarmUp | None) -> bool:
    said = args.get("warm_up_for")
    return said == FULL if said else bool(base and base.whole)


def _arns(given: Sequence[str]) -> tuple[str, ...]:
    named = (arn.strip() for arn in given)
    return tuple(dict.fromkeys(arn for arn in named if arn and arn != NOBODY))


def _tags(text: str, wrong: list[Problem]) -> tuple[tuple[str, str], ...]:
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    if any(not separator for _, separator, _ in pairs):
        wrong.append(Problem("tags", "Write tags as key=value, with commas between them."))
    return tuple((key.strip(), value.strip()) for key, _, value in pairs)


def _reader(
    args: Query, wrong: list[Problem], read: Callable[[str], T], why: str
) -> Callable[[str, T | None], T | None]:
    def reading(field: str, otherwise: T | None) -> T | None:
        text = (args.get(field) or "").strip()
        if not text:
            return otherwise
        try:
            return read(text)
        except ValueError:
            wrong.append(Problem(field, why))
            return otherwise

    return reading
