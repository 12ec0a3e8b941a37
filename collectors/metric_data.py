"""Asks GetMetricData many questions and puts the answers together, whatever their order, pages and repetitions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.ahead import in_order
from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.records import Chunk, Coverage, Failure, FailureKind, Kind, Points, Window, of_each
from collectors.windows import Call, Group, Question, groups

ACTION = "cloudwatch:GetMetricData"
THREADS = 4
"""Calls under way at once on one target: far below the quota of 50 a second that even older accounts have."""

NAMESPACES = {
    Kind.FUNCTION: ("AWS/Lambda", "FunctionName"),
    Kind.QUEUE: ("AWS/SQS", "QueueName"),
    Kind.ACCOUNT: ("AWS/Lambda", ""),
    Kind.LOG_GROUP: ("AWS/Logs", "LogGroupName"),
}
"""Namespace and dimension of a kind of thing; without a dimension Lambda's metrics are the account's in the region."""

_BAD_STATUS = {
    "Forbidden": (FailureKind.DENIED, "Allow cloudwatch:GetMetricData on every metric of the account."),
    "InternalError": (FailureKind.UNEXPECTED, "CloudWatch failed inside; it is asked again at the next run."),
    "PartialData": (FailureKind.UNEXPECTED, "CloudWatch gave only a part; it is asked again at the next run."),
    "": (FailureKind.UNEXPECTED, "CloudWatch left it out of its answer; it is asked again at the next run."),
}
"""What a result is that does not end with Complete (GetMetricData API reference, MetricDataResult.StatusCode)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a group: points of the questions that were answered in full, and why the others were not."""

    points: tuple[Points, ...]
    failures: Mapping[Question, Failure]


def asked(aws: Aws, questions: Sequence[Question], window: Window) -> Iterator[Answered]:
    """The answers, group by group; later calls are under way while an answer is being saved.

    A question without any datapoint comes back as Points without rows: it was asked, and there was nothing.
    """
    made = list(groups(questions, window))
    calls = [call_of(group, call) for group in made for call in group.calls]
    with in_order(lambda request: _fetched(aws, request), calls, THREADS) as answers:
        for group in made:
            yield _put_together(group, [next(answers) for _ in group.calls])


def covering(answers: Iterator[Answered], window: Window, now: int, whole: bool) -> Iterator[Chunk]:
    """A chunk for each answer, and last, when all points are out of hand, one that says what they cover.

    `whole`: the questions were about everything of the target, so that one interval speaks for all but the failed.
    """
    good: list[str] = []
    failed: dict[str, Failure] = {}
    for answer in answers:
        good.extend(points.identity.name for points in answer.points)
        failed.update((question.identity.name, failure) for question, failure in answer.failures.items())
        yield Chunk(records=answer.points)
    if whole and not good and failed:
        results = {"": next(iter(failed.values())).kind.value}
        failures = tuple(failed.values())
    else:
        results = dict.fromkeys([""] if whole else good, "ok")
        results |= {name: why.kind.value for name, why in failed.items() if name}
        failures = of_each(failed)
    yield Chunk(covered=coverage(results, window, now), failures=failures)


def coverage(results: Mapping[str, str], window: Window, now: int) -> tuple[Coverage, ...]:
    """That the window was looked at: `results` is the outcome by subject, "" being everything of the target."""
    return tuple(
        Coverage(window.period, window.start, window.end, now, result, name) for name, result in results.items()
    )


def call_of(group: Group, call: Call) -> dict[str, Any]:
    """The parameters of one GetMetricData call."""
    return {
        "StartTime": call.window.start,
        "EndTime": call.window.end,
        "MetricDataQueries": [
            _query(call.id_of(slot), group.questions[question], metric, call.window.period)
            for slot, (question, metric) in enumerate(call.slots)
        ],
    }


def _query(query_id: str, question: Question, number: int, period: int) -> dict[str, Any]:
    namespace, dimension = NAMESPACES[question.identity.kind]
    metric = question.metrics[number]
    asked_metric = {
        "Namespace": namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": dimension, "Value": question.identity.name}] if dimension else [],
    }
    return {"Id": query_id, "MetricStat": {"Metric": asked_metric, "Period": period, "Stat": metric.statistic}}


def _fetched(aws: Aws, request: dict[str, Any]) -> list[Mapping[str, Any]] | Failure:
    """The results of every page, in the order of the pages."""
    results: list[Mapping[str, Any]] = []
    try:
        for page in aws.pages("cloudwatch", "get_metric_data", **request):
            results.extend(page.get("MetricDataResults", ()))
    except AwsError as error:
        return error.failure
    return results


def _put_together(group: Group, answers: Sequence[list[Mapping[str, Any]] | Failure]) -> Answered:
    sheets = [_Sheet(question) for question in group.questions]
    failures: dict[Question, Failure] = {}
    for call, answer in zip(group.calls, answers, strict=True):
        if isinstance(answer, Failure):
            failures.update((group.questions[number], answer) for number, _ in call.slots)
        else:
            _enter(call, answer, sheets)
    for sheet in sheets:
        if (failure := sheet.failure) and sheet.question not in failures:
            failures[sheet.question] = failure
    points = (sheet.points(group.window.period) for sheet in sheets if sheet.question not in failures)
    return Answered(tuple(points), failures)


def _enter(call: Call, answer: list[Mapping[str, Any]], sheets: list["_Sheet"]) -> None:
    for result in answer:
        slot = call.slot_of(result["Id"])
        if slot:
            number, metric = slot
            sheets[number].enter(metric, result, call.window.period)


class _Sheet:
    """The answer to one question while it comes in."""

    __slots__ = ("question", "rows", "statuses")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.rows: dict[int, list[float | None]] = {}
        self.statuses = [""] * len(question.metrics)

    def enter(self, metric: int, result: Mapping[str, Any], period: int) -> None:
        """Put one result's values into the rows. The hot loop: once a datapoint."""
        self.statuses[metric] = result.get("StatusCode", "Complete")
        rows, width = self.rows, len(self.statuses)
        for stamp, value in zip(result.get("Timestamps", ()), result.get("Values", ()), strict=False):
            at = stamp - stamp % period
            row = rows.get(at)
            if row is None:
                row = rows[at] = [None] * width
            row[metric] = value

    def points(self, period: int) -> Points:
        """What came in, oldest first."""
        rows = tuple((at, tuple(self.rows[at])) for at in sorted(self.rows))
        return Points(self.question.identity, period, self.question.columns, rows)

    @property
    def failure(self) -> Failure | None:
        """Why the answer is not complete."""
        bad = next((status for status in self.statuses if status != "Complete"), None)
        if bad is None:
            return None
        kind, advice = _BAD_STATUS.get(bad, _BAD_STATUS["InternalError"])
        return Failure(kind, ACTION, f"CloudWatch answered {bad or 'nothing'}", advice=advice)
