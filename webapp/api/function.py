"""/api/v1/functions/{account}/{region}/{name}: one function in full, and its values over time."""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, replace

from flask import abort, request

from collectors.records import Alias, Function, Mapping, ProvisionedConcurrency
from webapp.analysis.runtimes import RuntimeSupport
from webapp.analysis.verdict import Reason, State
from webapp.api.alarms import AlarmRow, alarm_row
from webapp.api.operations import Operation, Parameter
from webapp.auth.showing import shown_function, shown_text
from webapp.charts.frame import Blind
from webapp.charts.grid import Values
from webapp.pages import function as pages
from webapp.pages.changes import ChangeLine, shown_changes
from webapp.pages.drawing import Drawing, drawing_of
from webapp.pages.function_cost import FunctionSpending
from webapp.pages.seen import Unread
from webapp.pages.time_range import HELP, TimeRange, time_range
from webapp.services import services

RANGE = (
    Parameter("from", f"Where the range begins. {HELP}", example="-3h"),
    Parameter("to", "Where it ends, likewise.", example="now"),
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """A function's configuration. Of the environment there are the names alone; null is "could not be read"."""

    arn: str
    runtime: str | None
    architecture: str
    memory_mb: int
    timeout_s: int
    ephemeral_mb: int
    package_type: str
    code_sha256: str
    code_bytes: int
    last_modified: int | None
    handler: str
    role_arn: str
    description: str
    log_group: str
    log_format: str
    layers: tuple[str, ...]
    environment_names: tuple[str, ...]
    dead_letter_arn: str
    on_failure_arn: str
    on_success_arn: str
    tags: MappingABC[str, str] | None
    aliases: tuple[Alias, ...] | None
    reserved_concurrency: int | None
    provisioned: tuple[ProvisionedConcurrency, ...] | None
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionDetail:
    """One function. Numbers are of [start, end); rates are 0..1; percentiles are those of the worst period.

    `changes` are of the last week, newest first; `before_trouble_s` is set on those that may be the cause. `unread` is
    what the last runs could not read, with the IAM action; `blind` what of the range is not known. `runtime_support`
    says whether AWS refuses deploys for the age of the runtime.
    """

    account: str
    region: str
    name: str
    state: State
    since: int | None
    judged_at: int | None
    gone_at: int | None
    reasons: tuple[Reason, ...]
    start: int
    end: int
    invocations: float | None
    errors: float | None
    error_rate: float | None
    throttles: float | None
    throttle_rate: float | None
    duration_p95_ms: float | None
    duration_p99_ms: float | None
    duration_max_ms: float | None
    concurrency_max: float | None
    configuration: Configuration
    changes: tuple[ChangeLine, ...]
    sources: tuple[Mapping, ...]
    queue_arns: tuple[str, ...]
    alarms: tuple[AlarmRow, ...]
    data_until: int | None
    unread: tuple[Unread, ...]
    blind: tuple[Blind, ...]
    cost: FunctionSpending
    runtime_support: RuntimeSupport


@dataclass(frozen=True, slots=True)
class Series:
    """Values over time: the i-th of every column is of the period that begins at start + i * period_s.

    Null is no datapoint, which is not zero. Values from `unsettled_from` on may still grow. With a period of 300 s a
    percentile is that of the worst minute.
    """

    account: str
    region: str
    name: str
    start: int
    end: int
    period_s: int
    series: MappingABC[str, Values]
    unsettled_from: int
    blind: tuple[Blind, ...]


def range_asked(now: int) -> TimeRange:
    """The range in the query; one without sense is refused, for a program reads no notice beside the data."""
    shown = time_range(request.args, now)
    if shown.problem:
        abort(400, shown.problem)
    return shown


def function(account: str, region: str, name: str) -> FunctionDetail:
    """One function in full."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = shown_function(pages.known_function(conn, account, region, name))
        page = pages.load(conn, known, range_asked(now), here.config, now)
    return _detail(replace(page, changes=shown_changes(page.changes, shown_text)))


def function_series(account: str, region: str, name: str) -> Series:
    """A function's values over time."""
    here = services()
    now = here.clock.now()
    shown = range_asked(now)
    with here.store.read() as conn:
        known = pages.known_function(conn, account, region, name)
        return series_of(account, region, name, drawing_of(conn, known.identity, shown, now, known.timeout_s))


def series_of(account: str, region: str, name: str, drawing: Drawing) -> Series:
    """The values behind the charts of one thing."""
    grid, frame = drawing.grid, drawing.frame
    return Series(
        account, region, name, grid.start, grid.end, grid.period, grid.columns, frame.unsettled_from, frame.blind
    )


def _detail(page: pages.FunctionPage) -> FunctionDetail:
    numbers = page.numbers
    return FunctionDetail(
        account=page.identity.account,
        region=page.identity.region,
        name=page.identity.name,
        state=page.state,
        since=page.since,
        judged_at=page.judged_at,
        gone_at=page.gone_at,
        reasons=tuple(line.reason for line in page.reasons),
        start=page.shown.start,
        end=page.shown.end,
        invocations=numbers.invocations,
        errors=numbers.errors,
        error_rate=_share(numbers.error_rate_percent),
        throttles=numbers.throttles,
        throttle_rate=_share(numbers.throttle_rate_percent),
        duration_p95_ms=numbers.duration_p95_worst_ms,
        duration_p99_ms=numbers.duration_p99_worst_ms,
        duration_max_ms=numbers.duration_max_ms,
        concurrency_max=numbers.concurrency_max,
        configuration=_configuration(page.function),
        changes=page.changes,
        sources=page.sources,
        queue_arns=tuple(queue.arn for queue in page.queues),
        alarms=tuple(alarm_row(line) for line in page.alarms),
        data_until=page.seen.data_until,
        unread=page.seen.unread,
        blind=page.seen.blind,
        cost=page.cost,
        runtime_support=page.support,
    )


def _configuration(function: Function) -> Configuration:
    """The record without the hashes of environment values, which are nobody's business."""
    own = {"environment_names", "tags"}
    kept = {name: getattr(function, name) for name in Configuration.__dataclass_fields__ if name not in own}
    tags = None if function.tags is None else dict(function.tags)
    return Configuration(**kept, environment_names=tuple(name for name, _ in function.environment), tags=tags)


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


OPERATIONS = (
    Operation("/functions/<account>/<region>/<name>", "One function in full.", function, FunctionDetail, RANGE),
    Operation(
        "/functions/<account>/<region>/<name>/series",
        "A function's values over time.",
        function_series,
        Series,
        RANGE,
    ),
)
