"""What an alarm may measure: every metric that is collected, and the expressions that people want most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from collectors.records import Kind
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_backtest.recipes import CATALOGUES
from webapp.analysis.alarm_definitions.subject import Subject

PERCENTILES = ("p50", "p90", "p95", "p99")
SIMPLE = ("Sum", "Average", "Maximum", "Minimum", "SampleCount")


@dataclass(frozen=True, slots=True)
class Measure:
    """`key` is what URLs say: the metric's own name, or that of an expression. `unit` is that of the threshold.

    `statistics` are those that make sense, the usual one first; `missing` is how no data is best treated.
    """

    key: str
    label: str
    unit: str
    statistics: tuple[str, ...]
    missing: str
    comparison: str = "GreaterThanThreshold"

    def lines(self, subject: Subject, statistic: str = "") -> tuple[Line, ...]:
        """The lines of the alarm; the usual statistic where none is named."""
        chosen = statistic or self.statistics[0]
        if self.key in EXPRESSIONS:
            return EXPRESSIONS[self.key](subject, chosen)
        return (Line("m1", subject.namespace, self.key, chosen, subject.dimensions),)


def measures_of(subject: Subject) -> tuple[Measure, ...]:
    """Everything that can be measured of it, expressions first."""
    kind = subject.identity.kind
    expressions = {Kind.FUNCTION: _of_function, Kind.QUEUE: _of_queue, Kind.ACCOUNT: _of_account}
    return (*expressions[kind](subject), *_plain(kind))


def measure_of(subject: Subject, key: str) -> Measure | None:
    """The measure of a key, None where the subject has none such."""
    return next((measure for measure in measures_of(subject) if measure.key == key), None)


def measure_meant(subject: Subject, lines: tuple[Line, ...]) -> Measure | None:
    """The measure that an alarm's lines are, None where the builder has none such."""
    main = next((line for line in lines if line.returned), None)
    if main is None:
        return None
    if not main.expression:
        return measure_of(subject, main.metric) if len(lines) == 1 and main.namespace == subject.namespace else None
    made = (each for each in measures_of(subject) if each.key in EXPRESSIONS)
    return next((each for each in made if each.lines(subject)[0].expression == main.expression), None)


def _plain(kind: Kind) -> tuple[Measure, ...]:
    """Each metric of the catalogue once, with the statistics that it is collected in first."""
    found: dict[str, Measure] = {}
    for metric in CATALOGUES[kind][1]:
        usual = tuple(each.statistic for each in CATALOGUES[kind][1] if each.name == metric.name)
        more = (*PERCENTILES, "Average") if metric.name == "Duration" else SIMPLE[:3]
        statistics = tuple(dict.fromkeys((*usual, *more)))
        missing = "notBreaching" if metric.statistic == "Sum" or kind is Kind.QUEUE else "missing"
        found.setdefault(metric.name, Measure(metric.name, metric.name, metric.unit, statistics, missing))
    return tuple(found.values())


def _of_function(subject: Subject) -> tuple[Measure, ...]:
    found = [ERROR_RATE, THROTTLE_RATE]
    if subject.timeout_s:
        label = f"Duration, % of the timeout of {subject.timeout_s} s"
        statistics = ("p99", "p95", "p90", "p50", "Maximum")
        found.append(Measure("duration_of_timeout", label, "percent", statistics, "missing"))
    if subject.reserved:
        label = f"Concurrency, % of the {subject.reserved} reserved"
        found.append(Measure("concurrency_of_reserved", label, "percent", ("Maximum",), "notBreaching"))
    return tuple(found)


def _of_queue(_subject: Subject) -> tuple[Measure, ...]:
    return (Measure("dlq_growth", "Growth of the depth, messages a period", "count", ("Maximum",), "ignore"),)


def _of_account(subject: Subject) -> tuple[Measure, ...]:
    found = [ERROR_RATE, THROTTLE_RATE]
    if subject.limit:
        label = f"Claimed concurrency, % of the limit of {subject.limit}"
        found.append(Measure("concurrency_of_limit", label, "percent", ("Maximum",), "notBreaching"))
    return tuple(found)


ERROR_RATE = Measure("error_rate", "Error rate", "percent", ("Sum",), "notBreaching")
THROTTLE_RATE = Measure("throttle_rate", "Throttle rate", "percent", ("Sum",), "notBreaching")


def _error_rate(subject: Subject, _statistic: str) -> tuple[Line, ...]:
    rate = "IF(invocations > 0, 100 * errors / invocations, 0)"
    return (
        Line("rate", expression=rate, label="Error rate (%)"),
        _part(subject, "errors", "Errors"),
        _part(subject, "invocations", "Invocations"),
    )


def _throttle_rate(subject: Subject, _statistic: str) -> tuple[Line, ...]:
    """A throttled request is no invocation: the share is of both together."""
    rate = "IF(throttles > 0, 100 * throttles / (throttles + FILL(invocations, 0)), 0)"
    return (
        Line("rate", expression=rate, label="Throttle rate (%)"),
        _part(subject, "throttles", "Throttles"),
        _part(subject, "invocations", "Invocations"),
    )


def _growth(subject: Subject, statistic: str) -> tuple[Line, ...]:
    visible = _part(subject, "visible", "ApproximateNumberOfMessagesVisible", statistic)
    return Line("growth", expression="DIFF(visible)", label="Growth (messages)"), visible


def _of_timeout(subject: Subject, statistic: str) -> tuple[Line, ...]:
    return _share(subject, "Duration", statistic, 1000 * (subject.timeout_s or 1))


def _of_reserved(subject: Subject, statistic: str) -> tuple[Line, ...]:
    return _share(subject, "ConcurrentExecutions", statistic, subject.reserved or 1)


def _of_limit(subject: Subject, statistic: str) -> tuple[Line, ...]:
    return _share(subject, "ClaimedAccountConcurrency", statistic, subject.limit or 1)


def _share(subject: Subject, metric: str, statistic: str, whole: int) -> tuple[Line, ...]:
    share = Line("share", expression=f"100 * part / {whole}", label=f"{metric} (%)")
    return share, _part(subject, "part", metric, statistic)


def _part(subject: Subject, name: str, metric: str, statistic: str = "Sum") -> Line:
    return Line(name, subject.namespace, metric, statistic, subject.dimensions, returned=False)


EXPRESSIONS: Mapping[str, Callable[[Subject, str], tuple[Line, ...]]] = {
    "error_rate": _error_rate,
    "throttle_rate": _throttle_rate,
    "duration_of_timeout": _of_timeout,
    "concurrency_of_reserved": _of_reserved,
    "concurrency_of_limit": _of_limit,
    "dlq_growth": _growth,
}
