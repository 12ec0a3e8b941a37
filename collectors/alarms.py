"""CloudWatch alarms: definitions, states, what each watches, and how their states moved."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from collectors.alarm_rules import children_of, watched_by, with_children
from collectors.answers import document, epoch
from collectors.aws import Aws
from collectors.durations import DAY
from collectors.failures import AwsError
from collectors.records import (
    ActionFailure,
    Alarm,
    AlarmAction,
    AlarmMetric,
    AlarmTransition,
    Ask,
    Chunk,
    Identity,
    Kind,
    Listed,
)
from collectors.targets import Target

NAME = "alarms"
EVERY = 60
NEEDS: tuple[str, ...] = ("cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory")

TYPES = ["MetricAlarm", "CompositeAlarm"]
"""CloudWatch answers with metric alarms only unless it is asked for both."""

FIRST_LOOK_S = 14 * DAY
"""How far back the first look at the history goes; CloudWatch keeps about two weeks."""

OVERLAP_S = 60
SUMMARY = re.compile(r"from (\w+) to (\w+)")
FAILED = "Failed to execute action"
ARN = re.compile(r"arn:\S+")


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """All alarms in one chunk, because a composite alarm watches what the others do; then the history."""
    account = aws.account()
    alarms: list[Alarm] = []
    for page in aws.pages("cloudwatch", "describe_alarms", AlarmTypes=TYPES, MaxRecords=100):
        alarms.extend(metric_alarm(answer, account) for answer in page.get("MetricAlarms", ()))
        alarms.extend(composite_alarm(answer, account) for answer in page.get("CompositeAlarms", ()))
    listed = Listed.of(account, Kind.ALARM, (alarm.identity.name for alarm in alarms))
    yield Chunk((*with_children(alarms), listed))
    since = now - FIRST_LOOK_S if ask.since is None else ask.since - OVERLAP_S
    try:
        for page in _history(aws, since, now):
            items = page.get("AlarmHistoryItems", ())
            yield Chunk(tuple(found for item in items if (found := _happened(item, account))))
    except AwsError as error:
        yield Chunk(failures=(error.failure,))


def _history(aws: Aws, since: int, now: int) -> Iterator[dict[str, Any]]:
    return aws.pages(
        "cloudwatch",
        "describe_alarm_history",
        AlarmTypes=TYPES,
        StartDate=datetime.fromtimestamp(since, UTC),
        EndDate=datetime.fromtimestamp(now + 1, UTC),
        MaxRecords=100,
        ScanBy="TimestampDescending",
    )


def metric_alarm(answer: dict[str, Any], account: Identity) -> Alarm:
    """A metric alarm as DescribeAlarms describes it; with metric math the fields of the single metric are empty."""
    return Alarm(
        **_common(answer, account),
        alarm_type="MetricAlarm",
        watches=watched_by(answer, account),
        namespace=answer.get("Namespace", ""),
        metric=answer.get("MetricName", ""),
        statistic=answer.get("Statistic") or answer.get("ExtendedStatistic", ""),
        dimensions=_pairs(answer),
        period=answer.get("Period"),
        threshold=answer.get("Threshold"),
        comparison=answer.get("ComparisonOperator", ""),
        evaluation_periods=answer.get("EvaluationPeriods"),
        datapoints_to_alarm=answer.get("DatapointsToAlarm"),
        treat_missing_data=answer.get("TreatMissingData") or "missing",
        unit=answer.get("Unit", ""),
        metrics=tuple(map(_line, answer.get("Metrics", ()))),
        evaluation_state=answer.get("EvaluationState", ""),
        low_samples=answer.get("EvaluateLowSampleCountPercentile", ""),
        **_timing(answer),
    )


def composite_alarm(answer: dict[str, Any], account: Identity) -> Alarm:
    """A composite alarm as DescribeAlarms describes it; what it watches comes from its children."""
    rule = answer.get("AlarmRule", "")
    return Alarm(**_common(answer, account), alarm_type="CompositeAlarm", rule=rule, children=children_of(rule))


def transition_of(item: dict[str, Any], account: Identity) -> AlarmTransition | None:
    """A StateUpdate of an alarm's history; None where it does not say from what to what."""
    data = document(item.get("HistoryData"))
    old, new = data.get("oldState") or {}, data.get("newState") or {}
    summary = SUMMARY.search(item.get("HistorySummary", ""))
    before, after = summary.groups() if summary else (old.get("stateValue"), new.get("stateValue"))
    at = epoch(item.get("Timestamp"))
    if not (before and after) or at is None:
        return None
    identity = account.named(Kind.ALARM, item.get("AlarmName", ""))
    return AlarmTransition(identity, at, before, after, new.get("stateReason", ""))


def action_failure_of(item: dict[str, Any], account: Identity) -> ActionFailure | None:
    """An item that tells of an action that failed; None for one that succeeded."""
    data, summary, at = document(item.get("HistoryData")), item.get("HistorySummary", ""), epoch(item.get("Timestamp"))
    if at is None or not (data.get("actionState") == "Failed" or summary.startswith(FAILED)):
        return None
    arn = data.get("notificationResource") or next(iter(ARN.findall(summary)), "")
    return ActionFailure(account.named(Kind.ALARM, item.get("AlarmName", "")), at, arn, data.get("error") or summary)


def _happened(item: dict[str, Any], account: Identity) -> AlarmTransition | ActionFailure | None:
    """State updates and failed actions; what became of a definition is told by CloudTrail."""
    kind = item.get("HistoryItemType")
    if kind == "Action":
        return action_failure_of(item, account)
    return transition_of(item, account) if kind == "StateUpdate" else None


def _common(answer: dict[str, Any], account: Identity) -> dict[str, Any]:
    since = answer.get("StateTransitionedTimestamp") or answer.get("StateUpdatedTimestamp")
    return {
        "identity": account.named(Kind.ALARM, answer["AlarmName"]),
        "arn": answer.get("AlarmArn", ""),
        "state": answer.get("StateValue", ""),
        "state_since": epoch(since),
        "state_reason": answer.get("StateReason", ""),
        "description": answer.get("AlarmDescription", ""),
        "actions_enabled": answer.get("ActionsEnabled", True),
        "actions": _actions(answer),
        "updated_at": epoch(answer.get("AlarmConfigurationUpdatedTimestamp")),
    }


def _actions(answer: dict[str, Any]) -> tuple[AlarmAction, ...]:
    lists = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
    return tuple(AlarmAction(on, arn) for on, member in lists.items() for arn in answer.get(member) or ())


def _line(line: dict[str, Any]) -> AlarmMetric:
    stat = line.get("MetricStat") or {}
    metric = stat.get("Metric") or {}
    return AlarmMetric(
        id=line.get("Id", ""),
        namespace=metric.get("Namespace", ""),
        metric=metric.get("MetricName", ""),
        statistic=stat.get("Stat", ""),
        period=stat.get("Period") or line.get("Period"),
        expression=line.get("Expression", ""),
        dimensions=_pairs(metric),
        returned=line.get("ReturnData", True),
        label=line.get("Label", ""),
    )


def _pairs(metric: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((dimension["Name"], dimension["Value"]) for dimension in metric.get("Dimensions", ()))


def _timing(answer: dict[str, Any]) -> dict[str, Any]:
    """The wall clock window and the warm-up, where the alarm has them."""
    window = (answer.get("EvaluationWindow") or {}).get("WallClockWindow")
    warm_up = answer.get("WarmUpConfiguration") or {}
    return {
        "zone": "" if window is None else window.get("Timezone") or "UTC",
        "warm_up_minutes": warm_up.get("WarmUpPeriodDurationInMinutes"),
        "warm_up_whole": bool(warm_up.get("OnlyStartEvaluatingAfterWarmUpPeriodEnds")),
    }
