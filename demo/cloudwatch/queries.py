"""The queries of a GetMetricData: checked as CloudWatch checks them, each with what it stands for."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.cloudwatch.expressions import names_in, parsed, refused
from demo.cloudwatch.statistics import SIMPLE, fraction
from demo.cloudwatch.windows import check_period
from demo.server.errors import AwsError

MOST = 500
"""Queries a call (CloudWatch quotas)."""
_ID = re.compile(r"[a-z][A-Za-z0-9_]*")
_SEARCHING = re.compile(r"^\s*(SELECT\b|SEARCH\s*\()", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """One query: a metric with its statistic, or an expression with its tree."""

    id: str
    label: str
    returned: bool
    period: int | None
    namespace: str = ""
    name: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = ""
    unit: str = ""
    expression: str = ""
    tree: ast.expr | None = None


def queries_of(body: Mapping[str, Any]) -> list[Query]:
    """The queries, expressions after what they use; ValidationError for anything that CloudWatch refuses."""
    given = body.get("MetricDataQueries") or []
    if not given:
        raise _invalid("The parameter MetricDataQueries is required.")
    if len(given) > MOST:
        raise _invalid(f"The collection MetricDataQueries must not have a size greater than {MOST}.")
    queries = [_query(item) for item in given]
    ids = [query.id for query in queries]
    if len(set(ids)) < len(ids):
        raise _invalid("The values for parameter id in MetricDataQueries must be unique.")
    if not any(query.returned for query in queries):
        raise _invalid("At least one metric must have ReturnData set to true.")
    return _in_order(queries)


def check_statistic(statistic: Any) -> str:
    """A statistic that we can compute: the five simple ones and pNN."""
    if statistic in SIMPLE or (isinstance(statistic, str) and fraction(statistic) is not None):
        return str(statistic)
    raise _invalid(f"The value {statistic} for parameter Stat is not supported.")


def dimensions_of(dimensions: list[Mapping[str, str]] | None) -> tuple[tuple[str, str], ...]:
    """The dimensions as pairs."""
    return tuple((dimension["Name"], dimension["Value"]) for dimension in dimensions or ())


def _query(item: Mapping[str, Any]) -> Query:
    name = str(item.get("Id", ""))
    if not _ID.fullmatch(name):
        raise _invalid(
            f"The value {name} for parameter MetricDataQueries.member.Id is not matching the expected pattern."
        )
    if ("MetricStat" in item) == ("Expression" in item):
        raise _invalid(f"Exactly one of MetricStat and Expression must be given for {name}.")
    returned, label = bool(item.get("ReturnData", True)), str(item.get("Label", ""))
    if "MetricStat" in item:
        return _metric(name, label, returned, item["MetricStat"])
    expression = str(item["Expression"])
    if _SEARCHING.match(expression):
        raise _invalid(f"SEARCH and Metrics Insights queries are not answered here: {expression!r}")
    period = check_period(item["Period"], "ValidationError") if "Period" in item else None
    return Query(name, label or name, returned, period, expression=expression, tree=parsed(expression))


def _metric(name: str, label: str, returned: bool, stat: Mapping[str, Any]) -> Query:
    metric = stat.get("Metric") or {}
    if not metric.get("MetricName"):
        raise _invalid(f"The parameter MetricDataQueries.member.MetricStat.Metric.MetricName is required ({name}).")
    return Query(
        id=name,
        label=label or str(metric["MetricName"]),
        returned=returned,
        period=check_period(stat.get("Period"), "ValidationError"),
        namespace=str(metric.get("Namespace", "")),
        name=str(metric["MetricName"]),
        dimensions=dimensions_of(metric.get("Dimensions")),
        statistic=check_statistic(stat.get("Stat")),
        unit=str(stat.get("Unit", "")),
    )


def _in_order(queries: list[Query]) -> list[Query]:
    """Each query after those that it uses; a reference to nothing, or in a circle, is refused."""
    ordered = [query for query in queries if query.tree is None]
    known = {query.id for query in ordered}
    left = [query for query in queries if query.tree is not None]
    while left:
        ready = [query for query in left if query.tree is not None and _used(query.tree) <= known]
        if not ready:
            raise refused(left[0].expression)
        ordered += ready
        known |= {query.id for query in ready}
        left = [query for query in left if query.id not in known]
    return ordered


def _used(tree: ast.expr) -> set[str]:
    functions = {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return names_in(tree) - functions


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationError", message)
