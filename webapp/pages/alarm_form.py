"""The builder's form: a URL's query becomes a draft, with the reason beside each field that cannot stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from collectors.records import Alarm
from webapp.analysis.alarm_definitions.checks import Problem, problems
from webapp.analysis.alarm_definitions.draft import AlarmDraft, WarmUp
from webapp.analysis.alarm_definitions.measures import Measure, measure_of, measures_of
from webapp.analysis.alarm_definitions.names import description_of
from webapp.analysis.alarm_definitions.purposes import usual_draft
from webapp.analysis.alarm_definitions.reading import draft_of
from webapp.analysis.alarm_definitions.subject import Subject

T = TypeVar("T")
OWN = "as it is"
"""The measure of an alarm whose lines the builder did not make."""


class Query(Protocol):
    """What werkzeug's MultiDict is to us."""

    def get(self, key: str, /) -> str | None:
        """The first value."""
        ...

    def getlist(self, key: str, /) -> list[str]:
        """All values."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What is chosen. `measure` is None where the lines of an `existing` alarm stand as they are.

    `misread` are fields whose text makes no sense, with that text: the draft has something else in its place.
    Without an `own_name` or `own_description` the draft's are made from its choices.
    """

    subject: Subject
    measure: Measure | None
    statistic: str
    draft: AlarmDraft
    problems: tuple[Problem, ...]
    existing: str = ""
    misread: tuple[tuple[str, str], ...] = ()
    own_name: str = ""
    own_description: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Everything that can be chosen."""
        return measures_of(self.subject)

    @property
    def key(self) -> str:
        """The measure's name in the form."""
        return self.measure.key if self.measure else OWN

    def said(self, field: str, value: object) -> str:
        """What stands in a field: its value, or what was typed where that makes no sense."""
        return dict(self.misread).get(field, "" if value is None else str(value))

    def problem(self, field: str) -> str:
        """Why a field cannot stand, empty where it can."""
        return next((each.text for each in self.problems if each.field == field), "")


def form_of(args: Query, subject: Subject, existing: Alarm | None = None) -> Form:
    """The draft of the query over what is usual, or over the alarm that exists.

    `for` says which measure the other fields were filled in for: they are forgotten when another one is chosen.
    """
    key = args.get("measure") or args.get("metric") or ""
    measure = None if existing and key in ("", OWN) else measure_of(subject, key) or measures_of(subject)[0]
    statistic = _statistic(args, measure)
    base = _base(subject, existing, measure, statistic)
    wrong: list[Problem] = []
    kept = args.get("for") in (None, "", measure.key if measure else OWN)
    draft = _told(args, _filled(args, base, wrong) if kept else base, wrong)
    if measure and not existing and not args.get("description"):
        draft = replace(draft, description=description_of(draft, measure))
    unparsed = {problem.field for problem in wrong}
    found = (*wrong, *(each for each in problems(draft) if each.field not in unparsed))
    misread = tuple((field, args.get(field) or "") for field in sorted(unparsed))
    return Form(
        subject=subject,
        measure=measure,
        statistic=statistic,
        draft=draft,
        problems=found,
        existing=existing.identity.name if existing else "",
        misread=misread,
        own_name=existing.identity.name if existing else (args.get("name") or "").strip(),
        own_description=args.get("description") or (existing.description if existing else ""),
    )


def _base(subject: Subject, existing: Alarm | None, measure: Measure | None, statistic: str) -> AlarmDraft:
    """What stands before the query says anything: the usual, the alarm that exists, or it with other lines."""
    if existing and measure is None:
        return draft_of(existing)
    usual = usual_draft(subject, measure or measures_of(subject)[0], statistic)
    if existing is None:
        return usual
    known = draft_of(existing)
    return replace(usual, name=known.name, description=known.description, actions=known.actions)


def query_of(form: Form) -> dict[str, str | list[str]]:
    """The query that fills the form in the same way again."""
    draft, identity = form.draft, form.subject.identity
    named = {"alarm": form.existing} if form.existing else {identity.kind.value: identity.name}
    fields: dict[str, Any] = {"account": identity.account, "region": identity.region} | named
    fields |= {"measure": form.key, "statistic": form.statistic, "comparison": draft.comparison, "name": form.own_name}
    fields |= {"period": draft.period, "n": draft.n, "m": draft.m, "missing": draft.missing}
    fields |= {"low_samples": draft.low_samples, "zone": draft.zone, "band": _number(draft.band)}
    fields |= {"threshold": _number(draft.threshold), "description": form.own_description}
    fields |= {"warm_up": draft.warm_up.minutes if draft.warm_up else ""}
    fields |= {"alarm_actions": list(draft.actions.alarm), "ok_actions": list(draft.actions.ok)}
    fields |= {"tags": ", ".join(f"{key}={value}" for key, value in draft.tags)}
    return {
        key: value if isinstance(value, list) else str(value) for key, value in fields.items() if value or value == 0
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _statistic(args: Query, measure: Measure | None) -> str:
    """The one chosen, if it was chosen for this measure; else the usual one."""
    if measure is None:
        return ""
    asked = args.get("statistic") or ""
    kept = args.get("for") in (None, "", measure.key)
    return asked if asked and kept else measure.statistics[0]


def _filled(args: Query, base: AlarmDraft, wrong: list[Problem]) -> AlarmDraft:
    """What decides when it fires."""
    number = _reader(args, wrong, float, "A number is needed.")
    whole = _reader(args, wrong, int, "A whole number is needed.")
    band = number("band", base.band)
    threshold = None if band is not None else number("threshold", base.threshold)
    n = whole("n", whole("evaluation_periods", base.n)) or 0
    return replace(
        base,
        comparison=args.get("comparison") or base.comparison,
        threshold=threshold,
        band=band,
        period=whole("period", base.period) or 0,
        n=n,
        m=whole("m", whole("datapoints_to_alarm", min(base.m, max(1, n)))) or 0,
        missing=args.get("missing") or args.get("treat_missing_data") or base.missing,
        low_samples=_given(args, "low_samples", base.low_samples),
        zone=_given(args, "zone", base.zone),
        warm_up=_warm_up(whole("warm_up", base.warm_up.minutes if base.warm_up else None)),
    )


def _told(args: Query, base: AlarmDraft, wrong: list[Problem]) -> AlarmDraft:
    """What it is called and whom it tells."""
    alarm = args.getlist("alarm_actions") or list(base.actions.alarm)
    ok = args.getlist("ok_actions") or list(base.actions.ok)
    actions = replace(base.actions, alarm=_arns(alarm), ok=_arns(ok))
    return replace(
        base,
        name=(args.get("name") or base.name).strip(),
        description=args.get("description") or base.description,
        actions=actions,
        tags=_tags(args.get("tags") or "", wrong) or base.tags,
    )


def _given(args: Query, field: str, otherwise: str) -> str:
    """What the form says, also where it says nothing; `otherwise` where it has no such field."""
    value = args.get(field)
    return otherwise if value is None else value.strip()


def _warm_up(minutes: int | None) -> WarmUp | None:
    return WarmUp(minutes) if minutes else None


def _arns(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arn.strip() for arn in given if arn.strip()))


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
