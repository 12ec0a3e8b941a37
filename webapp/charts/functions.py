"""The charts of a function, as data: what is drawn, in which colour's meaning, against which level."""

from collectors.records import AccountLimits, Function, Mapping
from webapp.analysis.limits import Limits
from webapp.analysis.wording import span
from webapp.charts.declared import Chart, Drawn, Level, Levels, Pane
from webapp.charts.grid import Grid

MS = 0.001
"""Durations are stored in ms and drawn in s, for which Plotly finds the unit by itself (0.12 s reads `120ms`)."""

INVOCATIONS = Chart(
    "invocations",
    "Invocations and errors",
    (
        Pane(
            "invocations",
            "count",
            (Drawn("errors", "errors", "bad", "bar"), Drawn("succeeded", "succeeded", "good", "bar")),
            per_period=True,
        ),
        Pane("error rate", "percent", (Drawn("error_rate_percent", "error rate", "bad"),), ("error_rate",)),
    ),
    ("error_rate", "worse_since_deploy", "silence", "idle"),
)
DURATION = Chart(
    "duration",
    "Duration against the timeout",
    (
        Pane(
            "duration",
            "s",
            (
                Drawn("duration_p50_ms", "p50", "p50", scale=MS, percentile=True),
                Drawn("duration_p95_ms", "p95", "p95", scale=MS, percentile=True),
                Drawn("duration_p99_ms", "p99", "p99", scale=MS, percentile=True),
                Drawn("duration_max_ms", "maximum", "max", scale=MS),
            ),
            ("timeout",),
        ),
    ),
    ("duration", "duration_p99", "timeouts", "slower_since_deploy"),
)
CONCURRENCY = Chart(
    "concurrency",
    "Throttles and concurrency",
    (
        Pane("concurrent", "count", (Drawn("concurrency_max", "most at once", "p95"),), ("reserved", "account")),
        Pane("throttles", "count", (Drawn("throttles", "throttles", "bad", "bar"),), per_period=True),
    ),
    ("throttle_rate", "concurrency"),
)
ASYNC = Chart(
    "async",
    "Asynchronous events: age and losses",
    (
        Pane("oldest event", "age", (Drawn("async_age_max_ms", "age", "p95", scale=MS),), ("async_age",)),
        Pane(
            "lost",
            "count",
            (
                Drawn("async_dropped", "dropped", "bad", "bar"),
                Drawn("dead_letter_errors", "not even dead-lettered", "max", "bar"),
                Drawn("destination_failures", "destination failed", "p99", "bar"),
            ),
            per_period=True,
        ),
    ),
    ("async_age", "async_dropped", "dead_letter_errors", "destination_failures"),
)
ITERATOR = Chart(
    "iterator",
    "Iterator age: how far behind the stream",
    (Pane("behind by", "age", (Drawn("iterator_age_max_ms", "iterator age", "p95", scale=MS),), ("iterator_age",)),),
    ("iterator_age",),
)
SPILLOVER = Chart(
    "spillover",
    "Invocations beyond provisioned concurrency",
    (Pane("spilled over", "count", (Drawn("spillover", "on demand", "p95", "bar"),), per_period=True),),
    ("spillover",),
)
FUNCTION_CHARTS = (INVOCATIONS, DURATION, CONCURRENCY, ASYNC, ITERATOR, SPILLOVER)


def charts_of(function: Function, mappings: tuple[Mapping, ...], grid: Grid) -> tuple[Chart, ...]:
    """The charts whose metrics can exist for this function, or do."""
    possible = {
        ASYNC.name: bool(function.dead_letter_arn or function.on_failure_arn or function.on_success_arn),
        ITERATOR.name: any(mapping.has_iterator_age for mapping in mappings),
        SPILLOVER.name: bool(function.provisioned),
    }
    return tuple(
        chart
        for chart in FUNCTION_CHARTS
        if possible.get(chart.name, True) or any(grid.measured(column) for column in chart.columns)
    )


def levels_of(function: Function, limits: Limits, account: AccountLimits | None) -> Levels:
    """The lines to hold a function's values against, in the axes' units."""
    levels = {
        "timeout": Level(function.timeout_s, f"timeout {span(function.timeout_s)}"),
        "error_rate": Level(limits.error_rate_percent[1], f"limit {limits.error_rate_percent[1]:g} %"),
        "async_age": Level(limits.async_age_s[1], f"limit {span(limits.async_age_s[1])}"),
        "iterator_age": Level(limits.iterator_age_s[1], f"limit {span(limits.iterator_age_s[1])}"),
    }
    if function.reserved_concurrency is not None:
        reserved = function.reserved_concurrency
        levels["reserved"] = Level(reserved, f"reserved {reserved:,}")
    elif account is not None:
        levels["account"] = Level(account.unreserved, f"the account's unreserved {account.unreserved:,}")
    return levels
