"""An alarm that exists, as a draft: to try it on history, to change it, to write it as code."""

import re

from collectors.records import Alarm, Identity, Kind
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_definitions.draft import Actions, AlarmDraft, WarmUp

BAND = re.compile(r"ANOMALY_DETECTION_BAND\(\s*(\w+)\s*(?:,\s*([\d.]+)\s*)?\)")
USUAL_BAND = 2.0
"""Standard deviations of a band that does not say (CloudWatch user guide, "Metric math syntax and functions")."""


def draft_of(alarm: Alarm, tags: tuple[tuple[str, str], ...] = ()) -> AlarmDraft:
    """What PutMetricAlarm would have to be told to get this alarm; tags are not part of DescribeAlarms."""
    band = next((found for line in alarm.metrics if (found := BAND.fullmatch(line.expression.strip()))), None)
    return AlarmDraft(
        watched=_watched(alarm),
        name=alarm.identity.name,
        lines=_lines(alarm, band[1] if band else ""),
        comparison=alarm.comparison or "GreaterThanThreshold",
        threshold=alarm.threshold,
        period=_period(alarm),
        n=alarm.evaluation_periods or 1,
        m=alarm.datapoints_to_alarm or alarm.evaluation_periods or 1,
        missing=alarm.treat_missing_data,
        low_samples=alarm.low_samples,
        unit=alarm.unit,
        band=float(band[2] or USUAL_BAND) if band else None,
        zone=alarm.zone,
        warm_up=WarmUp(alarm.warm_up_minutes, alarm.warm_up_whole) if alarm.warm_up_minutes else None,
        rule=alarm.rule,
        description=alarm.description,
        actions=_actions(alarm),
        tags=tags,
    )


def _watched(alarm: Alarm) -> Identity:
    """The one thing that it watches; its account where it watches several or none of ours."""
    place = alarm.identity
    account = place.named(Kind.ACCOUNT, "")
    return alarm.watches[0] if len(alarm.watches) == 1 else account


def _lines(alarm: Alarm, banded: str) -> tuple[Line, ...]:
    if alarm.rule:
        return ()
    if not alarm.metrics:
        return (Line("m1", alarm.namespace, alarm.metric, alarm.statistic, alarm.dimensions),)
    return tuple(
        Line(
            each.id,
            each.namespace,
            each.metric,
            each.statistic,
            each.dimensions,
            each.expression,
            each.label,
            each.returned or each.id == banded,
        )
        for each in alarm.metrics
        if not BAND.fullmatch(each.expression.strip())
    )


def _period(alarm: Alarm) -> int:
    """Of metric math the longest, which is what its points stand for."""
    return alarm.period or max((line.period for line in alarm.metrics if line.period), default=60)


def _actions(alarm: Alarm) -> Actions:
    told = {on: tuple(each.arn for each in alarm.actions if each.on == on) for on in ("ALARM", "OK")}
    insufficient = tuple(each.arn for each in alarm.actions if each.on == "INSUFFICIENT_DATA")
    return Actions(told["ALARM"], told["OK"], insufficient, alarm.actions_enabled)
