"""What PutMetricAlarm and PutCompositeAlarm refuse (CloudWatch API reference and quotas)."""

from typing import Any

from demo.cloudwatch.alarms.evaluation import COMPARISONS
from demo.cloudwatch.bands import COMPARISONS as BANDS
from demo.cloudwatch.bands import banded
from demo.cloudwatch.expressions import parsed
from demo.cloudwatch.queries import check_statistic, queries_of
from demo.cloudwatch.windows import check_period
from demo.durations import DAY, HOUR
from demo.server.errors import AwsError

Body = dict[str, Any]
MOST_ACTIONS = 5
MOST_METRICS = 10
MISSING = ("missing", "ignore", "breaching", "notBreaching")


def check_metric_alarm(body: Body) -> None:
    """ValidationError for what CloudWatch does not take."""
    _check_name_and_actions(body)
    if bool(body.get("MetricName")) == bool(body.get("Metrics")):
        raise refused("Exactly one of MetricName and Metrics must be given.")
    _check_limit(body)
    if body.get("TreatMissingData", "missing") not in MISSING:
        raise refused(f"Option {body['TreatMissingData']} is not supported for TreatMissingData parameter.")
    longest = _check_metrics(body["Metrics"]) if body.get("Metrics") else _check_metric(body)
    _check_counts(body, longest)


def check_composite_alarm(body: Body) -> None:
    """ValidationError for what CloudWatch does not take; the rule is read elsewhere."""
    _check_name_and_actions(body)


def refused(text: str) -> AwsError:
    """A ValidationError."""
    return AwsError("ValidationError", text)


def _check_limit(body: Body) -> None:
    """A threshold, or the anomaly band that ThresholdMetricId names."""
    comparison = body.get("ComparisonOperator")
    if comparison in BANDS:
        lines = {line["Id"]: line.get("Expression", "") for line in body.get("Metrics") or []}
        name = body.get("ThresholdMetricId", "")
        if "Threshold" in body or name not in lines or not banded(parsed(lines[name])):
            raise refused(
                "ThresholdMetricId must name an ANOMALY_DETECTION_BAND function of the metrics, without Threshold."
            )
    elif comparison not in COMPARISONS or "Threshold" not in body or "ThresholdMetricId" in body:
        raise refused("Threshold and its ComparisonOperator are needed, or those of an anomaly band.")


def _check_name_and_actions(body: Body) -> None:
    if not 1 <= len(body.get("AlarmName", "")) <= 255:
        raise refused("AlarmName must have 1 to 255 characters.")
    for key in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        if len(body.get(key) or []) > MOST_ACTIONS:
            raise refused(f"Member must have length less than or equal to {MOST_ACTIONS} at '{key}'.")


def _check_metric(body: Body) -> int:
    if bool(body.get("Statistic")) == bool(body.get("ExtendedStatistic")):
        raise refused("Exactly one of Statistic and ExtendedStatistic must be given.")
    check_statistic(body.get("Statistic") or body["ExtendedStatistic"])
    return check_period(body.get("Period"), "ValidationError")


def _check_metrics(metrics: list[Body]) -> int:
    if len(metrics) > MOST_METRICS:
        raise refused(f"An alarm may have at most {MOST_METRICS} metrics.")
    queries = queries_of({"MetricDataQueries": metrics})
    if sum(query.returned for query in queries if not banded(query.tree)) != 1:
        raise refused("Exactly one element of the metrics list should return data.")
    return max((query.period for query in queries if query.period), default=60)


def _check_counts(body: Body, period: int) -> None:
    n, m = int(body.get("EvaluationPeriods") or 0), body.get("DatapointsToAlarm")
    if n < 1 or (m is not None and not 1 <= int(m) <= n):
        raise refused("DatapointsToAlarm must be between 1 and EvaluationPeriods, which must be at least 1.")
    longest = 7 * DAY if period >= HOUR else DAY
    if n * period > longest:
        raise refused(f"Metrics cannot be checked across more than {'a week' if longest > DAY else 'a day'} here.")
