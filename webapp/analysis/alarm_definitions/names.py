"""Names and descriptions from a template: the same choice has the same name, and putting it twice changes nothing."""

from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.measures import Measure
from webapp.analysis.alarm_definitions.subject import Subject

NAME = "{subject} {measure}"
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


def name_of(subject: Subject, measure: Measure, statistic: str, template: str = NAME) -> str:
    """`checkout-api error rate`, `checkout-api Duration p99`; threshold and periods are no part of it."""
    said = "" if statistic in COUNTED else f" {statistic}"
    words = WORDS.get(measure.key, measure.key) + said
    named = subject.identity.name or f"account {subject.identity.account}"
    return template.replace("{subject}", named).replace("{measure}", words)[:255]


def description_of(draft: AlarmDraft, measure: Measure) -> str:
    """One sentence: when it fires and what no data means to it."""
    sign = SIGNS.get(draft.comparison, draft.comparison)
    limit = "" if draft.threshold is None else f" {draft.threshold:g}{UNITS.get(measure.unit, '')}"
    times = (
        f"in {draft.m} of {draft.n} periods of {draft.period} s" if draft.n > 1 else f"in a period of {draft.period} s"
    )
    missing = {"breaching": "bad", "notBreaching": "good", "ignore": "no change", "missing": "unknown"}[draft.missing]
    return f"{measure.label} {sign}{limit} {times}; no data is {missing}."
