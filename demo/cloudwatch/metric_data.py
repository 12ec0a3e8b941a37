"""GetMetricData: every query's points over the time asked, page by page."""

import ast
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from orjson import OPT_SORT_KEYS, dumps

from demo.cloudwatch.bands import banded, edges
from demo.cloudwatch.expressions import Evaluation, Series, Value, refused
from demo.cloudwatch.queries import Query, queries_of
from demo.cloudwatch.series import series_of
from demo.cloudwatch.sources import Source, Viewer, source_of
from demo.cloudwatch.windows import bins, check_times, rounded_down
from demo.durations import MINUTE
from demo.server.errors import AwsError

MOST_POINTS = 100_800
"""Data points a call (CloudWatch quotas)."""


class MetricData:
    """The answer to one question, computed as a whole; `page` hands out a part."""

    def __init__(self, viewer: Viewer, body: Mapping[str, Any]) -> None:
        """Compute every query's series; ValidationError for what CloudWatch refuses."""
        self._viewer, self._body = viewer, body
        start, self._end = check_times(body, "ValidationError")
        self._start = rounded_down(start, viewer.now)
        self._queries = queries_of(body)
        self._values = self._metrics()
        for query in self._queries:
            if band := banded(query.tree):
                self._values[query.id] = self._band(query.expression, *band)
            elif query.tree is not None:
                self._values[query.id] = self._expression(query.expression, query.tree, self._grid(query))

    def results(self) -> list[dict[str, Any]]:
        """Every result that is to be returned, whole, its points in the order asked for."""
        newest_first = self._body.get("ScanBy", "TimestampDescending") == "TimestampDescending"
        given = {query.id: query for query in self._queries if query.returned}
        in_question = [given[item["Id"]] for item in self._body["MetricDataQueries"] if item["Id"] in given]
        found = []
        for query in in_question:
            for label, series in self._returned(query):
                times = sorted(series, reverse=newest_first)
                values = [series[ts] for ts in times]
                found.append(
                    {"Id": query.id, "Label": label, "Timestamps": times, "Values": values, "StatusCode": "Complete"}
                )
        return found

    def page(self, most_points: int, most_results: int | None) -> dict[str, Any]:
        """One page: at most so many points and results, and the token of the next one."""
        results, (first, offset) = self.results(), _position(self._body)
        page: list[dict[str, Any]] = []
        while first < len(results) and most_points > 0 and len(page) < (most_results or len(results)):
            part, whole = _part(results[first], offset, most_points)
            page.append(part)
            most_points -= len(part["Values"])
            first, offset = (first + 1, 0) if whole else (first, offset + len(part["Values"]))
        answer: dict[str, Any] = {"MetricDataResults": page, "Messages": []}
        return answer | {"NextToken": _token(self._body, first, offset)} if first < len(results) else answer

    def _returned(self, query: Query) -> list[tuple[str, Series]]:
        value = self._values[query.id]
        if isinstance(value, list):
            return [(f"{query.label} {number}", series) for number, series in enumerate(value, 1)]
        return [(query.label, dict.fromkeys(self._grid(query), value) if isinstance(value, float) else value)]

    def _metrics(self) -> dict[str, Value]:
        """The series of every query of a metric. Those that differ in the statistic alone are answered together."""
        alike: dict[tuple[Any, ...], list[Query]] = {}
        for query in self._queries:
            if query.tree is None:
                key = (query.namespace, query.name, query.dimensions, query.unit, query.period)
                alike.setdefault(key, []).append(query)
        return {name: series for queries in alike.values() for name, series in self._alike(queries)}

    def _alike(self, queries: list[Query]) -> Iterator[tuple[str, Series]]:
        first = queries[0]
        source = self._source(first)
        if source is None:
            return ((query.id, {}) for query in queries)
        asked = dict.fromkeys(query.statistic for query in queries)
        found = series_of(source, asked, self._grid(first), self._viewer.now)
        return ((query.id, found[query.statistic]) for query in queries)

    def _expression(self, text: str, tree: ast.expr, grid: range) -> Value:
        metrics = {q.id: v for q in self._queries if q.tree is None and isinstance(v := self._values[q.id], dict)}
        return Evaluation(text, self._values, metrics, grid).result(tree)

    def _band(self, text: str, metric: str, width: float) -> list[Series]:
        """The upper and the lower edge of the band of a metric."""
        query = next((q for q in self._queries if q.id == metric and q.tree is None), None)
        if query is None:
            raise refused(text)
        lower, upper = edges(self._source(query), query.statistic, self._grid(query), width, self._viewer.now)
        return [upper, lower]

    def _source(self, query: Query) -> Source | None:
        source = source_of(self._viewer, query.namespace, query.name, dict(query.dimensions))
        return source if source and query.unit in ("", source.unit) else None

    def _grid(self, query: Query) -> range:
        period = query.period or max((q.period or MINUTE for q in self._queries if q.tree is None), default=MINUTE)
        return bins(self._start, self._end, period, self._viewer.now)


def _part(result: dict[str, Any], offset: int, most: int) -> tuple[dict[str, Any], bool]:
    """The result's next points, and whether these are its last."""
    whole = offset + most >= len(result["Values"])
    if whole and not offset:
        return result, True
    cut = {key: result[key][offset : offset + most] for key in ("Timestamps", "Values")}
    return result | cut | {"StatusCode": "Complete" if whole else "PartialData"}, whole


def _position(body: Mapping[str, Any]) -> tuple[int, int]:
    token = body.get("NextToken")
    if not token:
        return 0, 0
    try:
        digest, first, offset = urlsafe_b64decode(token.encode()).decode().split(":")
    except ValueError:
        digest, first, offset = "", "0", "0"
    if digest != _digest(body):
        raise AwsError("InvalidNextToken", "The NextToken does not belong to this request.", legacy="InvalidNextToken")
    return int(first), int(offset)


def _token(body: Mapping[str, Any], first: int, offset: int) -> str:
    return urlsafe_b64encode(f"{_digest(body)}:{first}:{offset}".encode()).decode()


def _digest(body: Mapping[str, Any]) -> str:
    asked = {key: value for key, value in body.items() if key != "NextToken"}
    return blake2b(dumps(asked, option=OPT_SORT_KEYS), digest_size=8).hexdigest()
