"""CloudWatch's metrics as its API answers them: GetMetricData, GetMetricStatistics, ListMetrics."""

from typing import Any

from demo.cloudwatch.listing import listed
from demo.cloudwatch.metric_data import MOST_POINTS, MetricData
from demo.cloudwatch.queries import dimensions_of
from demo.cloudwatch.series import series_of
from demo.cloudwatch.sources import Source, Viewer, source_of
from demo.cloudwatch.statistics import SIMPLE, fraction
from demo.cloudwatch.windows import check_period, check_times, rounded_down
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

_PAGE = 500
"""Metrics a page of ListMetrics (CloudWatch API reference)."""
_MOST_STATISTICS = 1440
"""Data points a GetMetricStatistics (CloudWatch API reference)."""


def get_metric_data(call: Call, state: State) -> dict[str, Any]:
    """The points of up to 500 queries, newest first unless asked otherwise."""
    most = int(call.body.get("MaxDatapoints") or MOST_POINTS)
    if not 1 <= most <= MOST_POINTS:
        raise AwsError("ValidationError", f"The parameter MaxDatapoints must be between 1 and {MOST_POINTS}.")
    data = MetricData(_viewer(call, state), call.body)
    return data.page(2**62, None) if call.unpaged else data.page(most, call.page_size)


def list_metrics(call: Call, state: State) -> dict[str, Any]:
    """The metrics that exist, 500 a page."""
    body = call.body
    if body.get("RecentlyActive", "PT3H") != "PT3H":
        raise AwsError("InvalidParameterValueException", "RecentlyActive must be PT3H.", legacy="InvalidParameterValue")
    metrics, token = page(listed(_viewer(call, state), body), call, body.get("NextToken"), None, _PAGE)
    return {"Metrics": metrics} | ({"NextToken": token} if token else {})


def get_metric_statistics(call: Call, state: State) -> dict[str, Any]:
    """Several statistics of one metric. Periods start at StartTime, and the points come in no order."""
    body, viewer = call.body, _viewer(call, state)
    start, end = check_times(body, _VALUE)
    period = max(60, check_period(body.get("Period"), _VALUE))
    first = rounded_down(start, viewer.now)
    grid = range(first, int(end), period)
    if len(grid) > _MOST_STATISTICS:
        raise AwsError(_COMBINATION, _too_many(len(grid)), legacy="InvalidParameterCombination")
    source = source_of(viewer, body["Namespace"], body["MetricName"], dict(dimensions_of(body.get("Dimensions"))))
    points = _points(source, body, grid, viewer) if source and body.get("Unit", source.unit) == source.unit else []
    return {"Label": body["MetricName"], "Datapoints": points}


def _kept(answer: Answerer) -> Answerer:
    """The same answerer; for a synthetic fleet it gives again what it gave in this minute."""

    def kept(call: Call, state: State) -> dict[str, Any]:
        plain = not state.world.fleet.synthetic or call.extra
        return answer(call, state) if plain else state.kept.answer(call, lambda: answer(call, state))

    return kept


ANSWERS: dict[str, Answerer] = {
    f"GraniteServiceVersion20100801.{name}": _kept(answer)
    for name, answer in {
        "GetMetricData": get_metric_data,
        "GetMetricStatistics": get_metric_statistics,
        "ListMetrics": list_metrics,
    }.items()
}

_VALUE, _COMBINATION = "InvalidParameterValueException", "InvalidParameterCombinationException"


def _viewer(call: Call, state: State) -> Viewer:
    late = float(call.extra.get("late", 0.0))
    return Viewer(state.world, call.account, call.region, call.now, state.queues.removed, late)


def _points(source: Source, body: dict[str, Any], grid: range, viewer: Viewer) -> list[dict[str, Any]]:
    simple, extended = body.get("Statistics") or [], body.get("ExtendedStatistics") or []
    unknown = [s for s in simple if s not in SIMPLE] + [s for s in extended if fraction(s) is None]
    if unknown or bool(simple) == bool(extended):
        raise AwsError(_COMBINATION, f"Statistics and ExtendedStatistics: one of them, and not {unknown}.")
    found: dict[int, dict[str, Any]] = {}
    for statistic, series in series_of(source, (*simple, *extended), grid, viewer.now).items():
        for ts, value in series.items():
            point = found.setdefault(ts, {"Timestamp": ts, "Unit": source.unit})
            (point if simple else point.setdefault("ExtendedStatistics", {}))[statistic] = value
    return sorted(found.values(), key=lambda point: (point["Timestamp"] * 2654435761) % 2**32)


def _too_many(asked: int) -> str:
    return (
        f"You have requested up to {asked:,} datapoints, which exceeds the limit of {_MOST_STATISTICS:,}. "
        "You may reduce the datapoints requested by increasing Period, or decreasing the time range."
    )
