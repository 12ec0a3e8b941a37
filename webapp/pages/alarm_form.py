"""The builder's form: a URL's query becomes a draft, with the reason beside each field that cannot stand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from collectors.records import Alarm
from webapp.analysis.alarm_definitions.checks import Problem, problems
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.measures import Measure, measure_meant, measure_of, measures_of
from webapp.analysis.alarm_definitions.names import PLAIN, Templates, description_of, name_of, sentence_of
from webapp.analysis.alarm_definitions.purposes import usual_draft
from webapp.analysis.alarm_definitions.reading import draft_of
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.pages.alarm_fields import FORM, Query, filled, query_of_draft, query_of_told, told
from webapp.pages.alarm_rule_fields import RuleFields, rule_fields

OWN = "as it is"
"""The measure of an alarm whose lines the builder did not make."""
COMPOSITE = "composite"
"""The measure of an alarm that is made of others."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is chosen. `measure` is None where the lines of an `existing` alarm stand as they are, and where `rule` says
    of which alarms a composite one is made.

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
    rule: RuleFields | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Everything that can be chosen."""
        return measures_of(self.subject)

    @property
    def meant(self) -> Measure | None:
        """The measure that is chosen, or that the lines of an alarm that exists come to."""
        return self.measure or measure_meant(self.subject, self.draft.lines)

    @property
    def key(self) -> str:
        """The measure's name in the form."""
        return COMPOSITE if self.rule else self.measure.key if self.measure else OWN

    @property
    def sentence(self) -> str:
        """When the alarm fires, in words; empty where its lines come to nothing that we know."""
        return sentence_of(self.draft, self.meant)

    def said(self, field: str, value: object) -> str:
        """What stands in a field: its value, or what was typed where that makes no sense."""
        return dict(self.misread).get(field, "" if value is None else str(value))

    def problem(self, field: str) -> str:
        """Why a field cannot stand, empty where it can."""
        return next((each.text for each in self.problems if each.field == field), "")


def form_of(args: Query, subject: Subject, existing: Alarm | None = None, templates: Templates = PLAIN) -> Form:
    """The draft of the query over what is usual, or over the alarm that exists.

    `for` says which measure the other fields were filled in for: they are forgotten when another one is chosen.
    """
    key = args.get("measure") or args.get("metric") or ""
    if existing.rule if existing else key == COMPOSITE:
        return _composite(args, subject, existing, templates)
    measure = None if existing and key in ("", OWN) else measure_of(subject, key) or measures_of(subject)[0]
    statistic = _statistic(args, measure)
    base = _base(subject, existing, measure, statistic, templates)
    wrong: list[Problem] = []
    kept = args.get(FORM) in (None, "", measure.key if measure else OWN)
    draft = told(args, filled(args, base, wrong) if kept else base, wrong)
    if measure and not existing and not args.get("name"):
        draft = replace(draft, name=name_of(subject, measure, statistic, templates, draft.band is not None))
    if measure and not existing and not args.get("description"):
        draft = replace(draft, description=description_of(subject, draft, measure, statistic, templates))
    unparsed = {problem.field for problem in wrong}
    found = (*wrong, *(each for each in problems(draft) if each.field not in unparsed))
    misread = tuple((field, args.get(field) or "") for field in sorted(unparsed))
    return _named(Form(subject, measure, statistic, draft, found, misread=misread), args, existing)


def query_of(form: Form) -> dict[str, str | list[str]]:
    """The query that fills the form in the same way again."""
    identity, rule = form.subject.identity, form.rule
    named = {"alarm": form.existing} if form.existing else {identity.kind.value: identity.name}
    fields: dict[str, str | list[str]] = {"account": identity.account, "region": identity.region, **named}
    fields |= {"measure": form.key, FORM: form.key, "name": form.own_name, "description": form.own_description}
    if rule:
        fields |= {"joint": rule.joint, "child": [*rule.children], "rule": rule.rule, **query_of_told(form.draft)}
    else:
        fields |= {"statistic": form.statistic, **query_of_draft(form.draft)}
    return {key: value for key, value in fields.items() if value}


def _composite(args: Query, subject: Subject, existing: Alarm | None, templates: Templates) -> Form:
    rule = rule_fields(args, existing.rule if existing else "")
    name = name_of(subject, None, "", templates)
    base = (
        replace(draft_of(existing), rule=rule.rule) if existing else AlarmDraft(subject.identity, name, rule=rule.rule)
    )
    wrong: list[Problem] = []
    draft = told(args, base, wrong)
    if not existing and not args.get("description"):
        draft = replace(draft, description=description_of(subject, draft, None, templates=templates))
    found = problems(draft) if draft.rule else _without_rule(draft)
    return _named(Form(subject, None, "", draft, (*wrong, *found), rule=rule), args, existing)


def _without_rule(draft: AlarmDraft) -> Iterator[Problem]:
    yield Problem("rule", "Choose the alarms that it is made of.")
    yield from (each for each in problems(replace(draft, rule="TRUE")) if each.field != "rule")


def _named(form: Form, args: Query, existing: Alarm | None) -> Form:
    """With what somebody has typed or what is there, as against what templates say."""
    known = existing.identity.name if existing else ""
    there = existing.description if existing and not args.get(FORM) else ""
    return replace(
        form,
        existing=known,
        own_name=known or (args.get("name") or "").strip(),
        own_description=args.get("description") or there,
    )


def _base(
    subject: Subject, existing: Alarm | None, measure: Measure | None, statistic: str, templates: Templates
) -> AlarmDraft:
    """What stands before the query says anything: the usual, the alarm that exists, or it with other lines."""
    if existing and measure is None:
        return draft_of(existing)
    usual = usual_draft(subject, measure or measures_of(subject)[0], statistic, templates)
    if existing is None:
        return usual
    known = draft_of(existing)
    return replace(usual, name=known.name, description=known.description, actions=known.actions)


def _statistic(args: Query, measure: Measure | None) -> str:
    """The one chosen, if it was chosen for this measure; else the usual one."""
    if measure is None:
        return ""
    asked = args.get("statistic") or ""
    kept = args.get(FORM) in (None, "", measure.key)
    return asked if asked and kept else measure.statistics[0]
