"""Which statistics of which metrics can be built, for any window of whole minutes, from the minutes that are stored."""

from dataclasses import dataclass

from collectors.records import ACCOUNT_METRICS, FUNCTION_METRICS, QUEUE_METRICS, Kind, Metric

CATALOGUES: dict[Kind, tuple[str, tuple[Metric, ...]]] = {
    Kind.FUNCTION: ("AWS/Lambda", FUNCTION_METRICS),
    Kind.QUEUE: ("AWS/SQS", QUEUE_METRICS),
    Kind.ACCOUNT: ("AWS/Lambda", ACCOUNT_METRICS),
}
FOLDS = {"Sum": "sum", "Maximum": "max", "Minimum": "min"}
AN_INVOCATION_A_SAMPLE = ("Invocations", "Errors", "Duration")
"""Lambda publishes one sample of each of these an invocation."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`fold` (sum, max, min) of `column`; the sum is divided by that of `per` where it is named, else by the minutes
    that have data where it is `average`. A percentile has no fold: it is good for the period that it was asked for.
    """

    column: str
    fold: str
    per: str = ""
    average: bool = False


def recipe_of(kind: Kind, namespace: str, metric: str, statistic: str, period: int) -> Recipe | None:
    """How to build a statistic over `period` seconds, None where the stored minutes cannot tell."""
    home, catalogue = CATALOGUES.get(kind, ("", ()))
    alike = [each for each in catalogue if each.name == metric]
    if namespace != home or not alike or period % 60:
        return None
    same = next((each for each in alike if each.statistic == statistic), None)
    if same is not None and (same.roll_up or period == 60):
        return Recipe(same.column, same.roll_up or "max")
    return _of_queue(alike[0], statistic) if kind is Kind.QUEUE else _of_samples(catalogue, metric, statistic)


def _of_queue(metric: Metric, statistic: str) -> Recipe | None:
    """SQS publishes one value a minute, so that every statistic of a minute is that value."""
    if statistic == "Average":
        return Recipe(metric.column, "sum", average=True)
    return Recipe(metric.column, FOLDS[statistic]) if statistic in FOLDS else None


def _of_samples(catalogue: tuple[Metric, ...], metric: str, statistic: str) -> Recipe | None:
    if metric not in AN_INVOCATION_A_SAMPLE:
        return None
    if statistic == "SampleCount":
        return Recipe("invocations", "sum")
    total = next((each.column for each in catalogue if (each.name, each.statistic) == (metric, "Sum")), None)
    return Recipe(total, "sum", per="invocations") if total and statistic == "Average" else None
