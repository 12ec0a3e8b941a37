"""Names and descriptions from a template: the same choice has the same name, and putting it twice changes nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.measures import Measure
from webapp.analysis.alarm_definitions.subject import Subject

PLACE = re.compile(r"\{(\w+)\}")
LONGEST_NAME, LONGEST_DESCRIPTION = 255, 1_024
UNWELL = "is unwell"
"""What a composite alarm measures, in its name."""


@dataclass(frozen=True, slots=True)
class Templates:
    """What alarms are called and say: {subject}, {measure}, {account} and {region} are filled in, and in a description
    {sentence}, which says when it fires.
    """

    name: str = "{subject} {measure}"
    description: str = "{sentence}"


PLAIN = Templates()
NAMED_BY = ("subject", "measure", "account", "region")
DESCRIBED_BY = (*NAMED_BY, "sentence")
SIGNS = {
    "GreaterThanThreshold": "above",
    "GreaterThanOrEqualToThreshold": "at or above",
    "LessThanThreshold": "below",
    "LessThanOrEqualToThreshold": "at or below",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside of what is expected",
    "LessThanLowerThreshold": "below what is expected",
    "GreaterThanUpperThreshold": "above what is expected",
}
UNITS = {"percent": " %", "ms": " ms", "s": " s", "count": ""}
WORDS = {
    "error_rate": "error rate",
    "throttle_rate": "throttle rate",
    "duration_of_timeout": "duration of timeout",
    "concurrency_of_reserved": "concurrency of reserved",
    "concurrency_of_limit": "concurrency of limit",
    "dlq_growth": "growth",
    "ApproximateNumberOfMessagesVisible": "depth",
    "ApproximateAgeOfOldestMessage": "age of oldest message",
}
COUNTED = ("Sum", "Maximum")
"""Statistics that go without saying in a name."""


def name_of(
    subject: Subject, measure: Measure | None, statistic: str, templates: Templates = PLAIN, banded: bool = False
) -> str:
    """`checkout-api error rate`, `checkout-api Duration p99`; threshold and periods are no part of it.

    Without a measure it is a composite alarm's. An anomaly alarm has another name than one with a threshold.
    """
    places = _places(subject, measure, statistic)
    measured = f"{places['measure']} anomaly" if banded else places["measure"]
    return _filled(templates.name, places | {"measure": measured})[:LONGEST_NAME]


def description_of(
    subject: Subject, draft: AlarmDraft, measure: Measure | None, statistic: str = "", templates: Templates = PLAIN
) -> str:
    """The template with one sentence in it: when it fires and what no data means to it."""
    said = sentence_of(draft, measure)
    return _filled(templates.description, _places(subject, measure, statistic) | {"sentence": said})[
        :LONGEST_DESCRIPTION
    ]


def sentence_of(draft: AlarmDraft, measure: Measure | None) -> str:
    """When it fires and what no data means to it; empty where neither a rule nor a measure tells."""
    return _of_rule(draft) if measure is None else _sentence(draft, measure)


def unknown_places(template: str, known: tuple[str, ...]) -> list[str]:
    """What a template asks for and nobody can fill in."""
    return [name for name in PLACE.findall(template) if name not in known]


def _places(subject: Subject, measure: Measure | None, statistic: str) -> dict[str, str]:
    said = "" if measure is None or statistic in COUNTED else f" {statistic}"
    words = UNWELL if measure is None else WORDS.get(measure.key, measure.key) + said
    place = subject.identity
    named = place.name or f"account {place.account}"
    return {"subject": named, "measure": words, "account": place.account, "region": place.region}


def _filled(template: str, places: Mapping[str, str]) -> str:
    """At one go: what is filled in may itself hold braces."""
    return PLACE.sub(lambda found: places.get(found[1], found[0]), template)


def _of_rule(draft: AlarmDraft) -> str:
    return f"Fires while {draft.rule}." if draft.rule else ""


def _sentence(draft: AlarmDraft, measure: Measure) -> str:
    sign = SIGNS.get(draft.comparison, draft.comparison)
    limit = "" if draft.threshold is None else f" {draft.threshold:g}{UNITS.get(measure.unit, '')}"
    if draft.band is not None:
        limit = f" (a band of {draft.band:g} standard deviations)"
    times = (
        f"in {draft.m} of {draft.n} periods of {draft.period} s" if draft.n > 1 else f"in a period of {draft.period} s"
    )
    missing = {"breaching": "bad", "notBreaching": "good", "ignore": "no change", "missing": "unknown"}[draft.missing]
    return f"{measure.label} {sign}{limit} {times}; no data is {missing}."
