"""An alarm as it was put: CloudWatch's own members, and what evaluation needs of them."""

from dataclasses import dataclass
from typing import Any

from demo.cloudwatch.alarms.evaluation import Condition
from demo.cloudwatch.alarms.track import Track
from demo.cloudwatch.bands import COMPARISONS as BANDS
from demo.cloudwatch.queries import Query, queries_of
from demo.world.specs import AlarmSpec, MetricSpec

METRIC, COMPOSITE = "MetricAlarm", "CompositeAlarm"
Body = dict[str, Any]


@dataclass
class Alarm:
    """`body` has the members of PutMetricAlarm or PutCompositeAlarm; the rest is what CloudWatch keeps with it.

    `touched`: a person did something to it, so that it is no longer as the world has it.
    """

    name: str
    arn: str
    body: Body
    tags: dict[str, str]
    created: float
    updated: float
    track: Track
    touched: bool = False

    @property
    def kind(self) -> str:
        """MetricAlarm or CompositeAlarm."""
        return COMPOSITE if "AlarmRule" in self.body else METRIC

    @property
    def is_banded(self) -> bool:
        """Whether it is held against an anomaly band: its points say how far they are outside."""
        return self.body.get("ComparisonOperator") in BANDS

    @property
    def condition(self) -> Condition:
        """What must hold for the alarm to fire."""
        body = self.body
        n = int(body["EvaluationPeriods"])
        m = int(body.get("DatapointsToAlarm") or n)
        missing = body.get("TreatMissingData") or "missing"
        if self.is_banded:
            return Condition("GreaterThanThreshold", 0.0, n, m, missing)
        return Condition(body["ComparisonOperator"], float(body.get("Threshold") or 0.0), n, m, missing)

    @property
    def queries(self) -> list[Query]:
        """The metrics and expressions, each after those that it uses."""
        return queries_of({"MetricDataQueries": self.body.get("Metrics") or [_query(self.body)]})

    @property
    def period(self) -> int:
        """Seconds a data point stands for; at least a minute, which is as fine as the world is."""
        return max(60, *(query.period or 60 for query in self.queries))


def _query(body: Body) -> Body:
    metric = {key: body[key] for key in ("Namespace", "MetricName", "Dimensions") if key in body}
    stat = {"Metric": metric, "Period": body["Period"], "Stat": body.get("Statistic") or body.get("ExtendedStatistic")}
    return {"Id": "m1", "MetricStat": stat | ({"Unit": body["Unit"]} if body.get("Unit") else {})}


def body_of(spec: AlarmSpec) -> Body:
    """An alarm of the world as PutMetricAlarm or PutCompositeAlarm would have it."""
    body: Body = {
        "AlarmName": spec.name,
        "ActionsEnabled": spec.actions_enabled,
        "AlarmActions": list(spec.actions),
        "OKActions": list(spec.ok_actions),
        "InsufficientDataActions": [],
    } | ({"AlarmDescription": spec.description} if spec.description else {})
    if spec.rule:
        return body | {"AlarmRule": spec.rule}
    body |= {
        "EvaluationPeriods": spec.evaluation_periods,
        "DatapointsToAlarm": spec.datapoints,
        "Threshold": float(spec.threshold),
        "ComparisonOperator": spec.comparison,
        "TreatMissingData": spec.missing,
    }
    return body | ({"Metrics": [_line(line) for line in spec.metrics]} if spec.metrics else _single(spec))


def _single(spec: AlarmSpec) -> Body:
    statistic = "ExtendedStatistic" if spec.statistic.startswith("p") else "Statistic"
    return {
        "Namespace": spec.namespace,
        "MetricName": spec.metric,
        "Dimensions": _dimensions(spec.dimensions),
        "Period": spec.period,
        statistic: spec.statistic,
    }


def _line(line: MetricSpec) -> Body:
    if line.expression:
        return {"Id": line.id, "Expression": line.expression, "Label": line.label, "ReturnData": line.returned}
    metric = {"Namespace": line.namespace, "MetricName": line.metric, "Dimensions": _dimensions(line.dimensions)}
    stat = {"Metric": metric, "Period": line.period, "Stat": line.statistic}
    return {"Id": line.id, "MetricStat": stat, "ReturnData": line.returned}


def _dimensions(pairs: tuple[tuple[str, str], ...]) -> list[Body]:
    return [{"Name": name, "Value": value} for name, value in pairs]
