"""What CloudWatch would refuse, told beside the field before it is asked.

Source: CloudWatch API reference, PutMetricAlarm and PutCompositeAlarm, and "CloudWatch service quotas".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from collectors.durations import DAY, HOUR
from webapp.analysis.alarm_backtest.bands import COMPARISONS as BANDS
from webapp.analysis.alarm_backtest.clock_windows import PERIODS as WALL_CLOCK_PERIODS
from webapp.analysis.alarm_backtest.clock_windows import zone_of
from webapp.analysis.alarm_backtest.composite import BadRule, rule_of
from webapp.analysis.alarm_backtest.condition import COMPARISONS, TREATMENTS
from webapp.analysis.alarm_backtest.expressions import NotUnderstood, names_in
from webapp.analysis.alarm_definitions.alarm_actions import COMPOSITE, service_of
from webapp.analysis.alarm_definitions.draft import AlarmDraft

MOST_METRICS, MOST_ACTIONS, MOST_TAGS, MOST_DIMENSIONS = 10, 5, 50, 30
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_RULE = 255, 1_024, 10_240
LONGEST_WARM_UP = 2_880
MOST_CHILDREN, MOST_ELEMENTS = 100, 500
SHORT_PERIODS = (10, 20, 30)
SIMPLE = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
PERCENTILE = re.compile(r"p(\d{1,3}(?:\.\d{1,10})?)")
TRIMMED = re.compile(r"(?:tm|tc|ts|wm)\d{1,2}(?:\.\d+)?|IQM|(?:PR|TC|TM|TS|WM)\([^()]{1,40}\)")
IDENTIFIER = re.compile(r"[a-z][A-Za-z0-9_]{0,254}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ARN = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:[\w-]*:.+")
"""EC2's actions have `ec2` where others have the account."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot stand; `field` is the form's."""

    field: str
    text: str


def problems(draft: AlarmDraft) -> tuple[Problem, ...]:
    """Everything that CloudWatch would refuse, in the order of the form."""
    checks = (
        (_of_name, _of_rule) if draft.rule else (_of_name, _of_metrics, _of_period, _of_counts, _of_limit, _of_rest)
    )
    return tuple(Problem(field, text) for field, text in chain(*(check(draft) for check in (*checks, _of_actions))))


Found = Iterator[tuple[str, str]]


def is_statistic(name: str) -> bool:
    """Whether CloudWatch knows the statistic: simple, a percentile above p0 and at most p100, or trimmed."""
    if found := PERCENTILE.fullmatch(name):
        return 0 <= float(found[1]) <= 100
    return name in SIMPLE or TRIMMED.fullmatch(name) is not None


def _of_name(draft: AlarmDraft) -> Found:
    if not draft.name.strip():
        yield "name", "An alarm needs a name."
    if len(draft.name) > LONGEST_NAME:
        yield "name", f"At most {LONGEST_NAME} characters, it has {len(draft.name)}."
    if CONTROL.search(draft.name):
        yield "name", "Control characters (tabs, line breaks) are not allowed."
    if len(draft.description) > LONGEST_DESCRIPTION:
        yield "description", f"At most {LONGEST_DESCRIPTION} characters, it has {len(draft.description)}."


def _of_rule(draft: AlarmDraft) -> Found:
    if len(draft.rule) > LONGEST_RULE:
        yield "rule", f"At most {LONGEST_RULE} characters, it has {len(draft.rule)}."
    if draft.lines:
        yield "rule", "A composite alarm looks at alarms, not at metrics."
    try:
        rule = rule_of(draft.rule)
    except BadRule as bad:
        yield "rule", str(bad)
        return
    if len(rule.children) > MOST_CHILDREN:
        yield "rule", f"At most {MOST_CHILDREN} alarms, it has {len(rule.children)}."
    if rule.elements > MOST_ELEMENTS:
        yield "rule", f"At most {MOST_ELEMENTS} alarms, constants and brackets, it has {rule.elements}."
    if draft.name in rule.children:
        yield "rule", "A composite alarm cannot look at itself."


def _of_metrics(draft: AlarmDraft) -> Found:
    if not draft.lines or sum(line.returned for line in draft.lines) != 1:
        yield "measure", "Choose what is measured: exactly one line is compared with the threshold."
    if len(draft.metrics) > MOST_METRICS:
        yield "measure", f"At most {MOST_METRICS} metrics, it has {len(draft.metrics)}."
    if len({line.id for line in draft.lines}) < len(draft.lines):
        yield "measure", "Two lines have the same id."
    for line in draft.lines:
        if not IDENTIFIER.fullmatch(line.id):
            yield "measure", f"The id {line.id!r} must start with a small letter, followed by letters, digits and _."
        if not line.expression and not is_statistic(line.statistic):
            yield (
                "statistic",
                f"{line.statistic!r} is no statistic: Sum, Average, Maximum, Minimum, SampleCount or p0 to p100.",
            )
        if len(line.dimensions) > MOST_DIMENSIONS:
            yield "measure", f"At most {MOST_DIMENSIONS} dimensions."
        if line.expression and (unknown := _names(line.expression) - {each.id for each in draft.lines}):
            yield "measure", f"The expression uses {', '.join(sorted(unknown))}, which is no line of the alarm."


def _names(expression: str) -> set[str]:
    try:
        return names_in(expression)
    except NotUnderstood:
        return set()


def _of_period(draft: AlarmDraft) -> Found:
    if draft.period not in SHORT_PERIODS and (draft.period < 60 or draft.period % 60):
        yield "period", "10, 20, 30 or a multiple of 60 seconds."
    elif draft.period in SHORT_PERIODS and any(line.namespace.startswith("AWS/") for line in draft.metrics):
        yield (
            "period",
            "Lambda and SQS publish once a minute: with a shorter period the alarm would often have no data.",
        )
    if draft.zone and zone_of(draft.zone) is None:
        yield "zone", f"{draft.zone!r} is no time zone: a name such as Europe/Berlin, or an offset such as +05:30."
    if draft.zone and draft.period not in WALL_CLOCK_PERIODS:
        yield "period", "A wall clock window takes 60, 300, 3600, 86400 or 604800 seconds."
    elif draft.period > DAY and not draft.zone:
        yield "period", "At most a day (86400 s)."


def _of_counts(draft: AlarmDraft) -> Found:
    if draft.n < 1:
        yield "n", "At least one evaluation period."
    if not 1 <= draft.m <= max(1, draft.n):
        yield "m", f"Between 1 and the {draft.n} evaluation periods."
    longest, words = (7 * DAY, "7 days") if draft.period >= HOUR else (DAY, "a day")
    if draft.n * draft.period > longest:
        yield (
            "n",
            f"Period times evaluation periods is at most {words} with this period: at most {longest // draft.period}.",
        )


def _of_limit(draft: AlarmDraft) -> Found:
    if draft.band is None:
        if draft.comparison not in COMPARISONS:
            yield "comparison", "Choose one of >, ≥, < and ≤."
        if draft.threshold is None or draft.threshold != draft.threshold or abs(draft.threshold) == float("inf"):
            yield "threshold", "A number is needed."
        return
    if draft.comparison not in BANDS:
        yield "comparison", "An anomaly alarm fires above, below or outside of its band."
    if draft.band <= 0:
        yield "band", "The band is more than 0 standard deviations wide."
    if len(draft.lines) > 1:
        yield "band", "An anomaly band goes around a single metric here."


def _of_rest(draft: AlarmDraft) -> Found:
    if draft.missing not in TREATMENTS:
        yield "missing", f"One of {', '.join(TREATMENTS)}."
    percentile = any(line.statistic.startswith("p") for line in draft.metrics)
    if draft.low_samples not in ("", "evaluate", "ignore"):
        yield "low_samples", "evaluate or ignore."
    elif draft.low_samples and not percentile:
        yield "low_samples", "Only a percentile can have too few samples."
    if draft.warm_up and not 1 <= draft.warm_up.minutes <= LONGEST_WARM_UP:
        yield "warm_up", f"1 to {LONGEST_WARM_UP} minutes."


def _cannot(draft: AlarmDraft, arn: str) -> str:
    """Why an alarm of this type cannot take the action."""
    if not ARN.fullmatch(arn):
        return f"{arn!r} is no ARN."
    if draft.rule and service_of(arn) not in COMPOSITE:
        return f"A composite alarm can tell topics, functions and Systems Manager, not {arn}."
    if draft.band is not None and service_of(arn) == "autoscaling":
        return "An alarm on an anomaly band cannot scale anything."
    return ""


def _of_actions(draft: AlarmDraft) -> Found:
    for field, arns in (
        ("alarm_actions", draft.actions.alarm),
        ("ok_actions", draft.actions.ok),
        ("insufficient_actions", draft.actions.insufficient),
    ):
        if len(arns) > MOST_ACTIONS:
            yield field, f"At most {MOST_ACTIONS} actions a state, there are {len(arns)}."
        yield from ((field, text) for arn in arns if (text := _cannot(draft, arn)))
    if len(draft.tags) > MOST_TAGS:
        yield "tags", f"At most {MOST_TAGS} tags, there are {len(draft.tags)}."
    for key, value in draft.tags:
        if not 1 <= len(key) <= 128 or len(value) > 256 or key.lower().startswith("aws:"):
            yield (
                "tags",
                f"The tag {key!r}: a key has 1 to 128 characters and does not start with aws:, a value at most 256.",
            )
